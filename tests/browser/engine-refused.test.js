/** Where WebAssembly is refused. The engine is loaded once for a page: these tests have a page of their own. */

import { expect } from "chai";

import { connect, EventSource, next, record, STALL, Stream } from "./support/streams.js";
import { tasks, test } from "./support/test.js";

const quiet = () => new Stream({ body: ["data: a\n\n", STALL] });
const { Module } = WebAssembly;
const refusal = new WebAssembly.CompileError("refused");

describe("WebAssembly is refused", () => {
  before(() => {
    WebAssembly.Module = /** @type {any} */ (
      function () {
        throw refusal;
      }
    );
  });
  after(() => (WebAssembly.Module = Module));

  test("the constructor does not throw; error in a task of its own, reason engine, CLOSED", async () => {
    const stream = quiet();
    const source = connect(stream, { withCredentials: true });
    expect(source).to.include({ readyState: 0, url: stream.url, withCredentials: true });
    await null;
    const events = record(source);
    const event = await next(source, "error");
    expect(event).to.include({ reason: "engine", willReconnect: false, delay: 0, status: 0, headers: null });
    expect(event).to.include({ url: stream.url, cause: refusal });
    expect(source.readyState).to.equal(2);
    await tasks(3);
    expect(events).to.have.length(1);
    expect(await stream.requests()).to.deep.equal([]);
    expect(EventSource).to.have.property("engine", null);
  });

  test("close() before that: no event", async () => {
    const source = connect(quiet());
    const events = record(source);
    source.close();
    expect(source.readyState).to.equal(2);
    await tasks(3);
    expect(events).to.deep.equal([]);
  });

  test("a signal that is aborted before or then: no event", async () => {
    const controller = new AbortController();
    const sources = [connect(quiet(), { signal: AbortSignal.abort() }), connect(quiet(), controller)];
    const events = sources.map((source) => record(source));
    controller.abort();
    expect(sources.map(({ readyState }) => readyState)).to.deep.equal([2, 2]);
    await tasks(3);
    expect(events).to.deep.equal([[], []]);
  });

  test("every member can be used", async () => {
    const source = connect(quiet());
    await next(source, "error");
    expect(source.lastEventId).to.equal("");
    expect(source.reconnectionTime).to.be.a("number");
    source.reconnectionTime = 5;
    source.close();
  });

  test("reconnect() tries again: fails again, or finds the engine", async () => {
    const source = connect(quiet());
    await next(source, "error");
    source.reconnect();
    expect(source.readyState).to.equal(0);
    expect((await next(source, "error")).reason).to.equal("engine");
    WebAssembly.Module = Module;
    source.reconnect();
    expect((await next(source, "message")).data).to.equal("a");
    expect(EventSource).to.have.property("engine", "wasm");
  });
});
