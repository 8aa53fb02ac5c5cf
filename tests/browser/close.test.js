/** close() at every moment: no event afterwards, and the server sees the connection closed. */

import { expect } from "chai";

import {
  BEATS,
  BREAK,
  connect,
  next,
  OTHER_ORIGIN,
  record,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** Long enough for a reconnection, an event or a timer that should not be. */
const QUIET = 60;
const hundred = () =>
  new Stream({ body: [{ text: "retry: 1\nid: {n}\ndata: {n}\n\n", repeat: 100 }, BEATS] });

/** Closed for good: nothing more happens, and the server has been told. */
async function staysClosed(
  /** @type {any} */ source,
  /** @type {any[]} */ events,
  /** @type {Stream} */ stream,
) {
  expect(source.readyState).to.equal(2);
  const count = events.length;
  const requests = (await stream.requests()).length;
  await stream.ended();
  await sleep(QUIET);
  expect(events.slice(count)).to.deep.equal([]);
  expect(source.readyState).to.equal(2);
  expect(await stream.requests()).to.have.length(requests);
}

describe("close()", () => {
  test("right after the constructor: no event, and no connection is left", async () => {
    const stream = hundred();
    const source = connect(stream);
    const events = record(source);
    expect(source.close()).to.equal(undefined);
    expect(source.readyState).to.equal(2);
    await sleep(QUIET);
    expect(events).to.deep.equal([]);
    expect(source.readyState).to.equal(2);
    // Whether the request has left is the browser's affair.
    await until(async () => (await stream.requests()).every(({ endedBy }) => endedBy === "client"));
  });

  test("in a microtask after the constructor", async () => {
    const source = connect(hundred());
    const events = record(source);
    await null;
    source.close();
    await sleep(QUIET);
    expect(events).to.deep.equal([]);
  });

  test("while the request is under way", async () => {
    const stream = new Stream({ before: [{ pause: 5000 }], body: [STALL] });
    const source = connect(stream);
    const events = record(source);
    await stream.requested();
    source.close();
    await staysClosed(source, events, stream);
    expect((await stream.requests())[0]?.endedBy).to.equal("client");
  });

  test("in a listener of open: what came with the head is not dispatched", async () => {
    const stream = hundred();
    const source = connect(stream);
    const events = record(source);
    source.onopen = () => source.close();
    await next(source, "open");
    await staysClosed(source, events, stream);
    expect(events.map(({ type }) => type)).to.deep.equal(["open"]);
  });

  for (const n of [1, 50, 100]) {
    test(`in the listener of event ${n} of a chunk of 100: the rest is not dispatched`, async () => {
      const stream = hundred();
      const source = connect(stream);
      const events = record(source, "message", "error");
      await new Promise((resolve) => {
        source.addEventListener("message", (/** @type {any} */ { data }) => {
          if (data !== `${n}`) return;
          source.close();
          expect(source.readyState).to.equal(2);
          resolve(null);
        });
      });
      await staysClosed(source, events, stream);
      expect(events).to.have.length(n);
      expect(source.lastEventId).to.equal(`${n}`);
      expect((await stream.requests())[0]?.endedBy).to.equal("client");
    });
  }

  test("in a listener: the other listeners of that event are called", async () => {
    const source = connect(hundred());
    let later = 0;
    source.addEventListener("message", () => source.close());
    source.addEventListener("message", () => (later += 1));
    await next(source, "message");
    await sleep(QUIET);
    expect(later).to.equal(1);
  });

  for (const turns of [1, 2, 3]) {
    test(`in microtask ${turns} after a listener`, async () => {
      const stream = hundred();
      const source = connect(stream);
      const events = record(source, "message", "error");
      source.addEventListener("message", async (/** @type {any} */ { data }) => {
        if (data !== "10") return;
        for (let turn = 1; turn < turns; turn += 1) await null;
        queueMicrotask(() => source.close());
      });
      await until(() => source.readyState === 2);
      await staysClosed(source, events, stream);
      expect(events).to.have.length(10);
    });
  }

  test("in the listener of a named event", async () => {
    const body = [{ text: "event: x\ndata: {n}\n\ndata: {n}\n\n", repeat: 10 }, BEATS];
    const stream = new Stream({ body });
    const source = connect(stream);
    const events = record(source, "message", "x");
    source.addEventListener("x", () => source.close());
    await next(source, "x");
    await staysClosed(source, events, stream);
    expect(events.map(({ type }) => type)).to.deep.equal(["x"]);
  });

  for (const [how, body] of Object.entries({ ended: [], "was cut": [BREAK] })) {
    test(`in the error listener of a connection that ${how}: it is not reestablished`, async () => {
      const stream = new Stream({ body: ["retry: 1\ndata: a\n\n", ...body] });
      const source = connect(stream);
      source.reconnectionTime = 1;
      const events = record(source, "error");
      source.onerror = () => source.close();
      await next(source, "error");
      await staysClosed(source, events, stream);
      expect(events).to.have.length(1);
    });
  }

  test("in the error listener of a connection that failed", async () => {
    const stream = new Stream({ status: 500, body: ["no"] });
    const source = connect(stream);
    const events = record(source);
    source.onerror = () => source.close();
    await next(source, "error");
    await staysClosed(source, events, stream);
    expect(events).to.have.length(1);
  });

  test("while the delay before the reconnection runs", async () => {
    const stream = new Stream({ body: ["retry: 30\ndata: a\n\n"] });
    const source = connect(stream);
    const events = record(source);
    await next(source, "error");
    await sleep(5);
    source.close();
    await staysClosed(source, events, stream);
    expect(await stream.requests()).to.have.length(1);
  });

  test("while the request of a reconnection is under way", async () => {
    const stream = new Stream(
      { body: ["retry: 1\ndata: a\n\n"] },
      { before: [{ pause: 5000 }], body: [STALL] },
    );
    const source = connect(stream);
    const events = record(source);
    await stream.requested(2);
    source.close();
    await staysClosed(source, events, stream);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message", "error"]);
  });

  test("in the middle of a line, of a character, of an event", async () => {
    for (const rest of ["data: half", "id: 2\ndata: b\n", { base64: btoa("data: \xE2\x82") }]) {
      const stream = new Stream({ body: ["data: a\n\n", rest, BEATS] });
      const source = connect(stream);
      const events = record(source);
      await next(source, "message");
      source.close();
      await staysClosed(source, events, stream);
      expect(source.lastEventId).to.equal("");
    }
  });

  test("of a silent stream: the server sees it at once", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    const source = connect(stream);
    await next(source, "message");
    source.close();
    const [request] = await stream.ended();
    expect(request.endedBy).to.equal("client");
  });

  test("twice, and when it is closed already: nothing", async () => {
    const stream = new Stream({ status: 204, type: null });
    const source = connect(stream);
    await next(source, "error");
    const events = record(source);
    source.close();
    source.close();
    await staysClosed(source, events, stream);
    expect(events).to.deep.equal([]);
  });

  test("in a listener of one object: another object's events go on", async () => {
    const one = connect(hundred());
    const two = connect(hundred());
    const events = record(two, "message");
    one.onmessage = () => one.close();
    await until(() => events.length === 100);
    expect(one.readyState).to.equal(2);
    expect(two.readyState).to.equal(1);
  });

  test("before a futile scheme has failed: no event", async () => {
    const source = connect("ftp://example.test/");
    const events = record(source);
    source.close();
    await sleep(QUIET);
    expect(events).to.deep.equal([]);
  });

  test("while a refused request is looked into: no event", async () => {
    const stream = new Stream({ cors: "refuse", status: 204, type: null }, { before: [{ pause: 5000 }] });
    const source = connect(stream.at(OTHER_ORIGIN));
    const events = record(source);
    await stream.requested(2);
    source.close();
    await staysClosed(source, events, stream);
    expect(events).to.deep.equal([]);
  });

  test("a closed object is still an EventTarget", () => {
    const source = connect(hundred());
    source.close();
    let called = 0;
    source.addEventListener("mine", () => (called += 1));
    source.dispatchEvent(new Event("mine"));
    expect(called).to.equal(1);
  });
});
