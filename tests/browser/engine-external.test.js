/** `eventsource-wasm/external`: the engine is waited for, and may not come. It is loaded once for a page. */

import { expect } from "chai";
import { EventSource, init } from "eventsource-wasm/external";

import { connect, next, ORIGIN, record, STALL, Stream } from "./support/streams.js";
import { rejection } from "./support/outcomes.js";
import { tasks, test } from "./support/test.js";

const quiet = () => new Stream({ body: ["id: 1\ndata: a\n\n", STALL] });
const open = (/** @type {Stream} */ stream, /** @type {object} */ options = {}) =>
  connect(stream, options, EventSource);
const missing = `${ORIGIN}/missing.wasm`;

/** The engine of another version: all is right but what it says of itself. */
async function ofAnotherVersion() {
  const bytes = new Uint8Array(await (await fetch("/dist/engine.wasm")).arrayBuffer());
  bytes[bytes.length - 1] ^= 1;
  return bytes;
}

/** Why an EventSource fails, and that nothing else comes of it. */
async function failure(/** @type {Stream} */ stream = quiet()) {
  const source = open(stream);
  const events = record(source);
  const event = await next(source, "error");
  expect(event).to.include({ reason: "engine", attempt: 1, willReconnect: false, delay: 0, status: 0 });
  expect(event.headers).to.equal(null);
  expect(event).to.include({
    url: stream.url,
    message: `The engine cannot be loaded: ${event.cause.message}`,
  });
  expect(source.readyState).to.equal(2);
  await tasks(3);
  expect(events).to.have.length(1);
  expect(await stream.requests()).to.deep.equal([]);
  expect(EventSource.engine).to.equal(null);
  return event.message;
}

describe("external", () => {
  test("a 404: the message names URL and status; nobody has to handle the promise of init()", async () => {
    init(missing);
    expect(await failure()).to.equal(`The engine cannot be loaded: ${missing}: the status is 404`);
    // What was given to init() stays.
    expect(await failure()).to.include(missing);
    expect(await rejection(init())).to.have.property("message", `${missing}: the status is 404`);
  });

  test("reconnect() is another attempt", async () => {
    const source = open(quiet());
    await next(source, "error");
    source.reconnect();
    expect(await next(source, "error")).to.include({ reason: "engine", attempt: 2 });
  });

  test("shouldReconnect is not asked", async () => {
    let asked = 0;
    const source = open(quiet(), { shouldReconnect: () => (asked += 1) });
    expect(await next(source, "error")).to.include({ reason: "engine", willReconnect: false });
    await tasks(3);
    expect(asked).to.equal(0);
    expect(source.readyState).to.equal(2);
  });

  test("an HTML page", async () => {
    init("/page");
    expect(await failure()).to.include(`${ORIGIN}/page: `);
  });

  test("nobody there", async () => {
    const url = "http://127.0.0.1:9/engine.wasm";
    init(new URL(url));
    expect(await failure()).to.include(`${url}: `);
  });

  test("another version, by URL, as bytes and as a module", async () => {
    const bytes = await ofAnotherVersion();
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/wasm" }));
    const parameter = "application/wasm;charset=utf-8";
    const other = URL.createObjectURL(new Blob([bytes], { type: parameter }));
    expect((await fetch(other)).headers.get("content-type")).to.equal(parameter);
    for (const source of [url, other, bytes, new WebAssembly.Module(bytes)]) {
      const error = await rejection(init(source));
      const name = typeof source === "string" ? source : "engine.wasm";
      expect(error.message).to.equal(`${name}: it is of another version`);
    }
    expect(await failure()).to.include("another version");
  });

  test("another module altogether", async () => {
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(await rejection(init(empty))).to.be.instanceOf(Error);
  });

  test("error comes in a task of its own; close() before it: none", async () => {
    const source = open(quiet());
    expect(source).to.include({ readyState: 0, withCredentials: false });
    await null;
    const events = record(source);
    source.close();
    expect(source.readyState).to.equal(2);
    const controller = new AbortController();
    const sources = [open(quiet(), { signal: AbortSignal.abort() }), open(quiet(), controller)];
    const others = sources.map((other) => record(other));
    controller.abort();
    expect(sources.map(({ readyState }) => readyState)).to.deep.equal([2, 2]);
    await rejection(init());
    await tasks(3);
    expect([events, ...others]).to.deep.equal([[], [], []]);
  });

  test("the option signal while it is waited for: aborting it ends iterators, at once", async () => {
    const engine = new Stream({ status: 404, before: [{ until: "go" }] });
    const loading = init(engine.url);
    const controller = new AbortController();
    const source = open(quiet(), controller);
    const events = record(source);
    const results = [source[Symbol.asyncIterator](), source[Symbol.asyncIterator]()].map((messages) =>
      messages.next(),
    );
    controller.abort();
    const end = { value: undefined, done: true };
    expect(await Promise.all(results)).to.deep.equal([end, end]);
    expect(source.readyState).to.equal(2);
    await engine.go();
    await rejection(loading);
    await tasks(3);
    expect(events).to.deep.equal([]);
  });

  test("aborting it closes also where a listener that came first looks at the object", async () => {
    const engine = new Stream({ status: 404, before: [{ until: "go" }] });
    const loading = init(engine.url);
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => (source.onmessage = null));
    const source = open(quiet(), controller);
    const events = record(source);
    controller.abort();
    await engine.go();
    await rejection(loading);
    await tasks(3);
    expect([events, source.readyState]).to.deep.equal([[], 2]);
  });

  test("an iterator ends with the failure; a body that was given is cancelled", async () => {
    const source = open(quiet());
    expect(await rejection(source[Symbol.asyncIterator]().next())).to.have.property("reason", "engine");
    let cancelled = false;
    const body = new ReadableStream({ cancel: () => void (cancelled = true) });
    const from = EventSource.from(body);
    await next(from, "error");
    expect(cancelled).to.equal(true);
  });

  /** @type {any} One that has tried in vain. */
  let tried;
  /** @type {any[]} What its function was told. */
  const attempts = [];
  test("attempts are counted also where there is no engine", async () => {
    tried = open(new Stream({ status: 500 }), {
      headers: (/** @type {any} */ { number, previousFailure }) =>
        void attempts.push(number, previousFailure.attempt),
    });
    expect(await next(tried, "error")).to.include({ reason: "engine", attempt: 1 });
    tried.reconnect();
    expect(await next(tried, "error")).to.include({ reason: "engine", attempt: 2 });
  });

  test("every member can be used meanwhile, and what was set counts; events queue", async () => {
    const given = init("/dist/engine.wasm");
    const stream = new Stream({ body: ["data: a\n\n"] }, { body: ["data: b\n\n", STALL] });
    const source = open(stream, { lastEventId: "5" });
    expect(source).to.include({ readyState: 0, lastEventId: "5", reconnectionTime: 3000 });
    source.reconnectionTime = 1;
    source.reconnect();
    const iterator = source[Symbol.asyncIterator]();
    const closed = open(quiet());
    const events = record(closed);
    closed.close();
    expect(EventSource.engine).to.equal(null);
    // The first call wins.
    expect(await Promise.all([given, init(missing)])).to.deep.equal([undefined, undefined]);
    expect((await iterator.next()).value).to.include({ data: "a", lastEventId: "5" });
    expect(source.reconnectionTime).to.equal(1);
    expect((await iterator.next()).value).to.include({ data: "b" });
    expect(EventSource.engine).to.equal("wasm");
    expect(events).to.deep.equal([]);
    expect(await stream.requests()).to.have.length(2);
  });

  test("once it is there, attempts are counted on", async () => {
    tried.reconnect();
    expect(await next(tried, "error")).to.include({ reason: "status", attempt: 3 });
    expect(attempts).to.deep.equal([3, 2]);
  });

  test("once it is there, a new EventSource does not wait", async () => {
    const messages = [open(quiet()), open(quiet())].map((source) => next(source, "message"));
    expect((await Promise.all(messages)).map(({ data }) => data)).to.deep.equal(["a", "a"]);
    await init(missing);
  });
});
