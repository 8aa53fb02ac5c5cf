/** `eventsource-wasm/stream` as built. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { EventSource } from "eventsource-wasm";
import { EventSourceStream, readEvents } from "eventsource-wasm/stream";

import { BREAK, STALL } from "./server/answers.js";
import { all, rejection, serve, until } from "./support/serving.js";

const EVENTS = "id: 1\ndata: a\ndata: b\n\n:comment\nevent: x\ndata: ü\n\ndata: no blank line\n";
const READ = [
  { type: "message", data: "a\nb", lastEventId: "1" },
  { type: "x", data: "ü", lastEventId: "1" },
];

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

/** Node takes the end of a connection that was to be closed for the end of the body. */
const headers = { Connection: "keep-alive" };

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** A stream that gives these chunks and then stays open; `cancelled` fills with the reasons. */
function openStream(/** @type {string[]} */ ...chunks) {
  /** @type {unknown[]} */
  const cancelled = [];
  /** @type {ReadableStream<Uint8Array>} */
  const stream = new ReadableStream({
    start: (controller) => chunks.forEach((chunk) => controller.enqueue(utf8(chunk))),
    cancel: (reason) => void cancelled.push(reason),
  });
  return { stream, cancelled };
}

describe("readEvents", () => {
  test("gives the events of a response and ends where the body ends", async () => {
    const { url } = server.play({ body: [{ text: EVENTS, piece: 3, gap: 1 }] });
    assert.deepEqual(await all(readEvents(await fetch(url))), READ);
  });

  test("the events are plain objects", async () => {
    const { url } = server.play({ body: [EVENTS] });
    const [first] = await all(readEvents(await fetch(url)));
    assert.equal(Object.getPrototypeOf(first), Object.prototype);
    assert.equal(JSON.stringify(first), '{"type":"message","data":"a\\nb","lastEventId":"1"}');
  });

  test("takes a stream, whatever it comes from", async () => {
    const stream = new Blob([EVENTS]).stream();
    assert.deepEqual(await all(readEvents(stream)), READ);
  });

  test("gives an event when it is there, not at the end", async () => {
    const { url, go } = server.play({ body: ["data: 1\n\n", { until: "second" }, "data: 2\n\n"] });
    const events = readEvents(await fetch(url));
    assert.equal((await events.next()).value?.data, "1");
    go("second");
    assert.equal((await events.next()).value?.data, "2");
    assert.deepEqual(await events.next(), { value: undefined, done: true });
  });

  test("throws the Failure of another status, with the response's headers, and cancels the body", async () => {
    const { url, requests } = server.play({ status: 429, headers: { "Retry-After": "7" }, body: [STALL] });
    const failure = await rejection(all(readEvents(await fetch(url))));
    const { name, reason, status, willReconnect } = failure;
    assert.deepEqual(
      { name, reason, status, willReconnect },
      { name: "Failure", reason: "status", status: 429, willReconnect: false },
    );
    assert.equal(failure.headers.get("retry-after"), "7");
    assert.ok(failure instanceof Error);
    await until(() => requests()[0]?.endedBy === "client");
  });

  test("throws the Failure of another content type", async () => {
    const { url } = server.play({ type: "application/json", body: ['{"error":1}'] });
    const failure = await rejection(all(readEvents(await fetch(url))));
    assert.equal(failure.reason, "content-type");
  });

  test("throws the Failure of a connection that breaks, after the events before it", async () => {
    const { url } = server.play({ headers, body: ["data: 1\n\ndata: 2\n\n", { pause: 50 }, BREAK] });
    /** @type {string[]} */
    const seen = [];
    const reading = (async () => {
      for await (const { data } of readEvents(await fetch(url))) seen.push(data);
    })();
    const { reason, cause } = await rejection(reading);
    assert.deepEqual(seen, ["1", "2"]);
    assert.equal(reason, "network");
    assert.ok(cause instanceof Error);
  });

  test("an aborted request: the Failure's cause is the signal's reason", async () => {
    const { url, requests } = server.play({ body: ["data: 1\n\n", STALL] });
    const controller = new AbortController();
    const events = readEvents(await fetch(url, { signal: controller.signal }));
    await events.next();
    const next = events.next();
    controller.abort();
    const { reason, cause } = await rejection(next);
    assert.equal(reason, "network");
    assert.equal(cause, controller.signal.reason);
    await until(() => requests()[0]?.endedBy === "client");
  });

  test("where WebAssembly is refused the engine in JavaScript reads it", async () => {
    // In a thread of its own.
    const script = `(async () => {
      const { parentPort, workerData } = require("node:worker_threads");
      WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("refused"); } };
      const { EventSourceStream, readEvents } = await import(workerData);
      const stream = () => new Blob(["data: 1\\n\\n"]).stream();
      const read = [];
      for (const events of [readEvents(stream()), stream().pipeThrough(new EventSourceStream())]) {
        for await (const { data } of events) read.push(data);
      }
      await new EventSourceStream().writable.close();
      parentPort.postMessage(read);
    })()`;
    const workerData = import.meta.resolve("eventsource-wasm/stream");
    const worker = new Worker(script, { eval: true, workerData });
    const [read] = await once(worker, "message");
    assert.deepEqual(read, ["1", "1"]);
  });

  test("leaving the loop cancels the body", async () => {
    const { url, requests } = server.play({ body: ["data: 1\n\n", STALL] });
    for await (const { data } of readEvents(await fetch(url))) {
      assert.equal(data, "1");
      break;
    }
    await until(() => requests()[0]?.endedBy === "client");
  });

  test("a throw in the loop cancels the body, and is what is thrown", async () => {
    const { stream, cancelled } = openStream("data: 1\n\n");
    const error = new Error("mine");
    const reading = (async () => {
      for await (const event of readEvents(stream)) throw Object.assign(error, event);
    })();
    assert.equal(await rejection(reading), error);
    assert.equal(cancelled.length, 1);
  });

  test("a locked stream is a TypeError", async () => {
    const { stream } = openStream();
    stream.getReader();
    assert.ok((await rejection(readEvents(stream).next())) instanceof TypeError);
  });

  test("a stream that something was read from: the events of the rest", async () => {
    const { stream } = openStream("data: 1\n\n", "data: 2\n\n");
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    const events = readEvents(stream);
    assert.equal((await events.next()).value?.data, "2");
    await events.return();
  });

  test("nothing is read ahead of the loop past 1 MiB", async () => {
    let pulls = 0;
    const event = utf8(`data: ${"x".repeat(2 ** 16)}\n\n`);
    const stream = new ReadableStream(
      { pull: (controller) => (pulls++, controller.enqueue(event)) },
      { highWaterMark: 0 },
    );
    const events = readEvents(stream);
    await events.next();
    await sleep(100);
    assert.ok(pulls >= 16 && pulls <= 20, `${pulls} chunks of 64 KiB read`);
    await events.return();
  });
});

describe("EventSourceStream", () => {
  test("is a TransformStream to its users", async () => {
    const { url } = server.play({ body: [{ text: EVENTS, piece: 5, gap: 1 }] });
    const { body } = await fetch(url);
    const stream = new EventSourceStream();
    assert.ok(stream.readable instanceof ReadableStream && stream.writable instanceof WritableStream);
    assert.equal(stream.readable, stream.readable);
    assert.equal(Object.prototype.toString.call(stream), "[object EventSourceStream]");
    assert.deepEqual(await all(/** @type {ReadableStream} */ (body).pipeThrough(stream)), READ);
  });

  test("an empty stream", async () => {
    const { readable, writable } = new EventSourceStream();
    await writable.close();
    await readable.getReader().closed;
  });

  test("closing settles without a reader once the bytes are taken, and leaves the events to read", async () => {
    const { readable, writable } = new EventSourceStream();
    const [reader, writer] = [readable.getReader(), writable.getWriter()];
    const first = reader.read();
    await writer.write(utf8("data: 1\n\ndata: 2\n\n"));
    await writer.close();
    assert.equal((await first).value?.data, "1");
    assert.equal((await reader.read()).value?.data, "2");
    assert.deepEqual(await reader.read(), { value: undefined, done: true });
  });

  test("back-pressure: a chunk is taken only when somebody waits for an event", async () => {
    let pulls = 0;
    const source = new ReadableStream(
      { pull: (controller) => controller.enqueue(utf8(`data: ${++pulls}\n\ndata: ${pulls}b\n\n`)) },
      { highWaterMark: 0 },
    );
    const reader = source.pipeThrough(new EventSourceStream()).getReader();
    await sleep(50);
    // One write is under way, as in a TransformStream of the platform.
    assert.equal(pulls, 1);
    assert.equal((await reader.read()).value?.data, "1");
    await sleep(50);
    assert.equal(pulls, 2);
    assert.equal((await reader.read()).value?.data, "1b");
    await sleep(50);
    assert.equal(pulls, 2, "an event was waiting: no chunk was needed");
    assert.equal((await reader.read()).value?.data, "2");
    await reader.cancel();
  });

  test("chunks without an event are passed while a reader waits", async () => {
    const { readable, writable } = new EventSourceStream();
    const writer = writable.getWriter();
    const reading = all(readable);
    for (const chunk of ["\ufeff", ":c\n", "da", "ta: 1", "\r", "\n\r\n", ":\n"])
      await writer.write(utf8(chunk));
    await writer.close();
    assert.deepEqual(await reading, [{ type: "message", data: "1", lastEventId: "" }]);
  });

  test("cancelling the readable fails the writable with the same reason", async () => {
    const { stream, cancelled } = openStream("data: 1\n\n");
    const reader = stream.pipeThrough(new EventSourceStream()).getReader();
    await reader.read();
    const reason = new Error("enough");
    await reader.cancel(reason);
    await until(() => cancelled.length > 0);
    assert.deepEqual(cancelled, [reason]);
  });

  test("cancelling ends a write that waits", async () => {
    const { readable, writable } = new EventSourceStream();
    const writer = writable.getWriter();
    const writing = writer.write(utf8("data: 1\n\n"));
    const reason = new Error("enough");
    await readable.cancel(reason);
    await writing.catch(() => {});
    assert.equal(await rejection(writer.closed), reason);
  });

  test("aborting the writable fails the readable with the same reason", async () => {
    const { readable, writable } = new EventSourceStream();
    const [reader, writer] = [readable.getReader(), writable.getWriter()];
    const read = reader.read();
    await writer.write(utf8("data: 1\n\n"));
    await read;
    const waiting = reader.read();
    const reason = new Error("lost");
    await writer.abort(reason);
    assert.equal(await rejection(waiting), reason);
  });

  test("a body that breaks fails the readable with what it failed with", async () => {
    const { url } = server.play({ headers, body: ["data: 1\n\n", { pause: 20 }, BREAK] });
    const { body } = await fetch(url);
    const reader = /** @type {ReadableStream} */ (body).pipeThrough(new EventSourceStream()).getReader();
    assert.equal((await reader.read()).value?.data, "1");
    assert.ok((await rejection(reader.read())) instanceof TypeError);
  });

  for (const chunk of ["data: a\n\n", utf8("data: a\n\n").buffer]) {
    test(`a chunk that is no view of bytes (${typeof chunk}) is a TypeError on both sides`, async () => {
      const { readable, writable } = new EventSourceStream();
      const writer = writable.getWriter();
      const read = readable.getReader().read();
      writer.write(/** @type {any} */ (chunk)).catch(() => {});
      const error = await rejection(read);
      assert.ok(error instanceof TypeError, String(error));
      assert.match(error.message, /no Uint8Array/);
      assert.equal(await rejection(writer.closed), error);
    });
  }

  test("the connection inside is closed at the end, however it ends", async () => {
    /** @type {EventSource[]} */
    const made = [];
    const { from } = EventSource;
    EventSource.from = (source) => {
      const connection = from.call(EventSource, source);
      made.push(connection);
      return connection;
    };
    try {
      const ways = [
        async ({ writable } = new EventSourceStream()) => writable.close(),
        async ({ writable, readable } = new EventSourceStream()) => {
          const writer = writable.getWriter();
          void readable.getReader().read();
          await writer.write(utf8("data: 1\n\n"));
          await writer.abort();
        },
        async ({ writable, readable } = new EventSourceStream()) => {
          const [reader, writer] = [readable.getReader(), writable.getWriter()];
          void reader.read();
          await writer.write(utf8("data: 1\n\n"));
          writer.closed.catch(() => {});
          await reader.cancel();
        },
      ];
      for (const way of ways) await way();
    } finally {
      EventSource.from = from;
    }
    assert.equal(made.length, 3);
    await until(() => made.every(({ readyState }) => readyState === EventSource.CLOSED));
  });
});
