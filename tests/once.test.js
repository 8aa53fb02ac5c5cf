/** Listeners in Node: its `once` passes options that only Node knows, and its events lose `currentTarget` on the way. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { EventSource } from "eventsource-wasm";

/** Three events, then nothing more. */
function three() {
  const bytes = new TextEncoder().encode("data: a\n\ndata: b\n\ndata: c\n\n");
  return EventSource.from(new ReadableStream({ start: (controller) => controller.enqueue(bytes) }));
}

test("events.once sees one event after the other", async () => {
  const source = three();
  const seen = [];
  for (let count = 0; count < 3; count += 1) seen.push((await once(source, "message"))[0].data);
  source.close();
  assert.deepEqual(seen, ["a", "b", "c"]);
});

test("a handler's `this` is the object, behind another listener too", async () => {
  const source = three();
  source.addEventListener("message", () => {});
  const seen = new Promise((resolve) => {
    source.onmessage = function () {
      resolve(this);
    };
  });
  assert.equal(await seen, source);
  source.close();
});

test("events.once sees open, and then the first event, though it is there already", async () => {
  const source = three();
  await once(source, "open");
  assert.equal((await once(source, "message"))[0].data, "a");
  source.close();
});

test("an ID behind the last event counts before a slow reader takes that", async () => {
  const bytes = new TextEncoder().encode(`data: ${"x".repeat(1_200_000)}\n\nid: 9\n\n`);
  const source = EventSource.from(new ReadableStream({ start: (controller) => controller.enqueue(bytes) }));
  const messages = source[Symbol.asyncIterator]();
  await once(source, "message");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(source.lastEventId, "9");
  assert.equal((await messages.next()).value?.data.length, 1_200_000);
  source.close();
});

test("a chunk whose buffer is given away while it is worked on breaks the connection", async () => {
  const bytes = new TextEncoder().encode("data: a\n\n".repeat(30_000));
  const { fetch } = globalThis;
  globalThis.fetch = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(bytes),
      }),
      { headers: { "Content-Type": "text/event-stream" } },
    );
  const source = new EventSource("http://127.0.0.1:1/", { reconnectionTime: 1e6 });
  await once(source, "open");
  globalThis.fetch = fetch;
  source.addEventListener("message", () => void structuredClone(null, { transfer: [bytes.buffer] }), {
    once: true,
  });
  const [event] = await once(source, "error");
  assert.deepEqual([event.reason, event.willReconnect], ["network", true]);
  assert.ok(event.cause instanceof TypeError);
  source.close();
});

test("a listener that an earlier one kept from the event gets the next", async () => {
  const source = three();
  /** @type {string[]} */
  const seen = [];
  source.addEventListener("message", (event) => event.stopImmediatePropagation(), { once: true });
  await new Promise((resolve) => {
    source.addEventListener("message", ({ data }) => resolve(seen.push(data)), { once: true });
  });
  source.close();
  assert.deepEqual(seen, ["b"]);
});

test("listeners that are removed again leave nothing behind", () => {
  /** @type {Map<unknown, number>} */
  const left = new Map();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const source = three();
  try {
    EventTarget.prototype.addEventListener = function (type, callback, options) {
      if (this === source) left.set(callback, 1);
      addEventListener.call(this, type, callback, options);
    };
    EventTarget.prototype.removeEventListener = function (type, callback, options) {
      if (this === source) left.delete(callback);
      removeEventListener.call(this, type, callback, options);
    };
    for (const capture of [false, true]) {
      const listener = () => {};
      source.addEventListener("message", listener, { once: true, capture });
      assert.ok(left.size > 0);
      source.removeEventListener("message", listener, { capture });
    }
  } finally {
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    source.close();
  }
  assert.deepEqual([...left.keys()], []);
});

test("a listener that adds itself again gets the next event", async () => {
  const source = three();
  /** @type {string[]} */
  const seen = [];
  await new Promise((resolve) => {
    const listener = (/** @type {MessageEvent} */ { data }) => {
      if (seen.push(data) === 3) resolve(undefined);
      else source.addEventListener("message", listener, { once: true });
    };
    source.addEventListener("message", listener, { once: true });
  });
  source.close();
  assert.deepEqual(seen, ["a", "b", "c"]);
});

test("an attempt's failing body that connects again does so", { timeout: 10_000 }, async () => {
  let attempts = 0;
  const headers = { "content-type": "text/event-stream" };
  const body = new ReadableStream({ cancel: () => source.reconnect() });
  const source = new EventSource("http://127.0.0.1:1/", {
    fetch: async () => new Response(++attempts === 1 ? body : "data: again\n\n", { headers }),
  });
  await once(source, "open");
  source.close();
  const [{ data }] = await once(source, "message");
  source.close();
  assert.deepEqual([data, attempts], ["again", 2]);
});
