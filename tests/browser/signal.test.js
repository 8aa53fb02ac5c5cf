/** The option `signal`: aborting it is close(), for good. */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

describe("the option signal", () => {
  test("aborted before: CLOSED from the start, no request, no event", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    const source = connect(stream, { signal: AbortSignal.abort() });
    expect(source).to.include({ readyState: 2, url: stream.url });
    const events = record(source);
    await sleep(50);
    expect(events).to.deep.equal([]);
    expect(await stream.allRequests()).to.deep.equal([]);
  });

  test("aborted while the request is under way", async () => {
    const stream = new Stream({ before: [{ pause: 5000 }] });
    const controller = new AbortController();
    const source = connect(stream, { signal: controller.signal });
    const events = record(source);
    await stream.requested();
    controller.abort();
    expect(source.readyState).to.equal(2);
    expect((await stream.ended())[0].endedBy).to.equal("client");
    await sleep(20);
    expect(events).to.deep.equal([]);
  });

  test("aborted in a listener: the rest of the chunk is not dispatched", async () => {
    const stream = new Stream({ body: [{ text: "data: {n}\n\n", repeat: 100 }, BEATS] });
    const controller = new AbortController();
    const source = connect(stream, { signal: controller.signal });
    const events = record(source);
    source.addEventListener("message", (/** @type {any} */ { data }) => data === "10" && controller.abort());
    await until(() => source.readyState === 2);
    await stream.ended();
    await sleep(20);
    expect(events).to.have.length(11);
  });

  test("aborted while the delay runs: not reestablished", async () => {
    const stream = new Stream({ body: ["retry: 20\ndata: a\n\n"] });
    const controller = new AbortController();
    const source = connect(stream, { signal: controller.signal });
    await next(source, "error");
    controller.abort();
    await sleep(60);
    expect(source.readyState).to.equal(2);
    expect(await stream.requests()).to.have.length(1);
  });

  test("reconnect() then throws its reason", () => {
    const reason = new RangeError("enough");
    const controller = new AbortController();
    const source = connect(new Stream({ body: [STALL] }), { signal: controller.signal });
    controller.abort(reason);
    expect(() => source.reconnect()).to.throw(reason);
    expect(source.readyState).to.equal(2);
    const other = connect(new Stream({ body: [STALL] }), { signal: AbortSignal.abort(reason) });
    expect(() => other.reconnect()).to.throw(reason);
  });

  test("reconnect() after close() without an abort: the signal counts again", async () => {
    const controller = new AbortController();
    const source = connect(new Stream({ body: [":\n", STALL] }), { signal: controller.signal });
    source.close();
    source.reconnect();
    await next(source, "open");
    controller.abort();
    expect(source.readyState).to.equal(2);
  });

  test("a signal that is never aborted changes nothing", async () => {
    const { signal } = new AbortController();
    const source = connect(new Stream({ body: ["data: a\n\n", STALL] }), { signal });
    expect((await next(source, "message")).data).to.equal("a");
  });

  test("aborted after close(): nothing", async () => {
    const controller = new AbortController();
    const source = connect(new Stream({ body: [STALL] }), { signal: controller.signal });
    const events = record(source);
    source.close();
    controller.abort();
    await sleep(10);
    expect(events).to.deep.equal([]);
    expect(source.readyState).to.equal(2);
  });

  test("no listener of ours is left on it after close()", () => {
    const { signal } = new AbortController();
    /** @type {unknown[]} */
    const listeners = [];
    const add = signal.addEventListener;
    const remove = signal.removeEventListener;
    signal.addEventListener = (/** @type {any} */ ...parameters) => {
      listeners.push(parameters[1]);
      add.apply(signal, parameters);
    };
    signal.removeEventListener = (/** @type {any} */ ...parameters) => {
      const index = listeners.indexOf(parameters[1]);
      if (index >= 0) listeners.splice(index, 1);
      remove.apply(signal, parameters);
    };
    const source = connect(new Stream({ body: [STALL] }), { signal });
    expect(listeners).to.have.length(1);
    source.close();
    expect(listeners).to.have.length(0);
  });

  test("a listener of it that is still to come sees CLOSED", () => {
    const controller = new AbortController();
    const source = connect(new Stream({ body: [STALL] }), { signal: controller.signal });
    let state = -1;
    controller.signal.addEventListener("abort", () => (state = source.readyState));
    controller.abort();
    expect(state).to.equal(2);
  });
});
