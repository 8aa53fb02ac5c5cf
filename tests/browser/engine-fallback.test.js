/** The root where WebAssembly is refused. The engine is loaded once for a page: these tests have a page of their own. */

import { expect } from "chai";

import { connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { tasks, test } from "./support/test.js";

/** @typedef {typeof import("eventsource-wasm")} Entry */
const importing = (/** @type {string} */ path) => /** @type {Promise<Entry>} */ (import(path));
const [{ EventSource: Whole }, { EventSource: Alone }] = await Promise.all(
  ["/dist/index.js", "/alone/index.js"].map(importing),
);

const quiet = () => new Stream({ body: ["data: a\n\n", STALL] });
const { Module } = WebAssembly;
const refusal = new WebAssembly.CompileError("refused");
let asked = 0;

describe("WebAssembly is refused", () => {
  before(() => {
    WebAssembly.Module = /** @type {any} */ (
      function () {
        asked += 1;
        throw refusal;
      }
    );
  });
  after(() => (WebAssembly.Module = Module));

  test("the same engine in JavaScript; WebAssembly is asked for once", async () => {
    const streams = [
      new Stream({ body: ["id: 1\nretry: 1\ndata: ä€𝄞\n\n"] }, { body: ["data: again\n\n", STALL] }),
      quiet(),
    ];
    const [source, other] = streams.map((stream) => connect(stream, { lastEventId: "7" }, Whole));
    expect(source).to.include({ readyState: 0, lastEventId: "7" });
    expect(Whole.engine).to.equal(null);
    expect((await next(source, "message")).data).to.equal("ä€𝄞");
    expect(Whole.engine).to.equal("js");
    expect(asked).to.equal(1);
    expect(await next(source, "message")).to.include({ data: "again", lastEventId: "1" });
    other.close();
    expect((await next(connect(quiet(), {}, Whole), "message")).data).to.equal("a");
    expect(asked).to.equal(1);
    const [first, second] = await streams[0].requests();
    expect([first.headers["last-event-id"], second.headers["last-event-id"]]).to.deep.equal(["7", "1"]);
  });

  test("and its file cannot be had: error, reason engine, a message that names the entry to take; CLOSED", async () => {
    const stream = quiet();
    const source = connect(stream, {}, Alone);
    const events = record(source);
    const event = await next(source, "error");
    expect(event).to.include({ reason: "engine", willReconnect: false, status: 0, headers: null });
    expect(event.message).to.include("eventsource-wasm/no-wasm");
    expect(event.cause.cause).to.equal(refusal);
    expect(source.readyState).to.equal(2);
    await tasks(3);
    expect(events).to.have.length(1);
    // What was asked for while the engine was to be compiled is not waited for.
    await until(async () => (await stream.requests()).every(({ endedBy }) => endedBy !== null));
    expect((await stream.requests()).length).to.be.at.most(1);
    expect(Alone.engine).to.equal(null);
    WebAssembly.Module = Module;
    source.reconnect();
    expect((await next(source, "message")).data).to.equal("a");
    expect(Alone.engine).to.equal("wasm");
  });
});
