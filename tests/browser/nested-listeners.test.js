/** Listeners that use other objects, or their own, while an event is dispatched. */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const counted = (count = 20, end = BEATS) =>
  new Stream({ body: [{ text: "id: {n}\ndata: {n} ä\n\n", repeat: count }, end] });

const upTo = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => `${n + 1} ä`);

/** A stream from memory; its chunks are what is pushed. */
function pushed() {
  /** @type {ReadableStreamDefaultController<Uint8Array>} */
  let controller;
  const body = new ReadableStream({ start: (it) => void (controller = it) });
  const fetch = async () => new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  const push = (/** @type {string} */ text) => controller.enqueue(new TextEncoder().encode(text));
  return { fetch, push };
}

describe("nested listeners", () => {
  test("a listener constructs another object: both get all their events", async () => {
    const outer = connect(counted());
    const outerEvents = record(outer, "message");
    /** @type {any[][]} */
    const inner = [];
    outer.addEventListener("message", () => {
      if (inner.length < 3) inner.push(record(connect(counted()), "message"));
    });
    await until(() => outerEvents.length === 20 && inner.every((events) => events.length === 20));
    for (const events of [outerEvents, ...inner]) {
      expect(events.map(({ data }) => data)).to.deep.equal(upTo(20));
    }
  });

  test("a listener of each type constructs another object", async () => {
    const source = connect(new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { status: 204, type: null }));
    /** @type {any[][]} */
    const inner = [];
    for (const type of ["open", "message", "error"]) {
      source.addEventListener(type, () => inner.push(record(connect(counted(5)), "message")));
    }
    await until(() => inner.length === 4 && inner.every((events) => events.length === 5));
    expect(source.readyState).to.equal(2);
  });

  test("another stream is fed between two events of a chunk: no text is lost or mixed up", async () => {
    const other = pushed();
    const otherEvents = record(connect("http://other.test/", { fetch: other.fetch }), "message");
    const source = connect(counted(200));
    const events = record(source, "message");
    source.addEventListener("message", (/** @type {any} */ { data }) => {
      // Ever longer, so that the memory of the engine has to grow.
      other.push(`data: ${data.repeat(events.length * 20)}\n\n`);
    });
    await until(() => otherEvents.length === 200);
    expect(events.map(({ data }) => data)).to.deep.equal(upTo(200));
    for (const [index, { data }] of otherEvents.entries()) {
      expect(data === `${index + 1} ä`.repeat((index + 1) * 20), `event ${index + 1}`).to.equal(true);
    }
  });

  test("a listener feeds its own stream", async () => {
    const stream = pushed();
    const source = connect("http://stream.test/", { fetch: stream.fetch });
    const events = record(source, "message");
    source.addEventListener("message", () => {
      if (events.length < 50) stream.push(`data: ${events.length}\n\n`);
    });
    await next(source, "open");
    stream.push("data: 0\n\n");
    await until(() => events.length === 50);
    expect(events.map(({ data }) => Number(data))).to.deep.equal([...Array(50).keys()]);
  });

  test("a listener reconnects its own object: the rest of the chunk is not dispatched", async () => {
    const stream = new Stream(
      { body: [{ text: "id: {n}\ndata: {n}\n\n", repeat: 100 }, BEATS] },
      { body: ["data: again\n\n", STALL] },
    );
    const source = connect(stream);
    const events = record(source, "message", "error");
    source.addEventListener("message", (/** @type {any} */ { data }) => {
      if (data === "3") source.reconnect();
    });
    await until(() => events.at(-1)?.data === "again");
    expect(events.map(({ data }) => data)).to.deep.equal(["1", "2", "3", "again"]);
    const [first, second] = await stream.requests();
    expect(first.endedBy).to.equal("client");
    expect(second.headers["last-event-id"]).to.equal("3");
    expect(events.at(-1).lastEventId).to.equal("3");
  });

  test("a listener reads every attribute of its object", async () => {
    const stream = counted(3);
    const source = connect(stream);
    /** @type {unknown[]} */
    const seen = [];
    source.onmessage = () => {
      const { url, readyState, withCredentials, lastEventId, reconnectionTime } = source;
      seen.push({ url, readyState, withCredentials, lastEventId, reconnectionTime });
    };
    await until(() => seen.length === 3);
    const expected = { url: stream.url, readyState: 1, withCredentials: false, reconnectionTime: 3000 };
    expect(seen).to.deep.equal(["1", "2", "3"].map((lastEventId) => ({ ...expected, lastEventId })));
  });

  test("a listener sets the reconnection time", async () => {
    const source = connect(new Stream({ body: ["retry: 5000\ndata: a\n\ndata: b\n\n"] }, { body: [STALL] }));
    source.onmessage = () => (source.reconnectionTime = 5);
    expect((await next(source, "error")).delay).to.be.within(5, 5.5);
  });

  test("a listener dispatches an event of its own", async () => {
    const source = connect(counted(3));
    /** @type {string[]} */
    const seen = [];
    source.addEventListener("mine", () => seen.push("mine"));
    source.addEventListener("message", () => {
      source.dispatchEvent(new Event("mine"));
      seen.push("message");
    });
    await until(() => seen.length === 6);
    expect(seen).to.deep.equal(["mine", "message", "mine", "message", "mine", "message"]);
  });

  test("a listener that blocks for a while: nothing is lost", async () => {
    const source = connect(counted(10));
    const events = record(source, "message");
    source.addEventListener("message", () => {
      const end = performance.now() + 5;
      while (performance.now() < end);
    });
    await until(() => events.length === 10);
  });

  test("many objects at a time", async () => {
    // One connection each; browsers allow six to a host.
    const all = Array.from({ length: 5 }, () => record(connect(counted(100)), "message"));
    await until(() => all.every((events) => events.length === 100));
    for (const events of all) expect(events.map(({ data }) => data)).to.deep.equal(upTo(100));
  });
});
