/** `onopen`, `onmessage`, `onerror`: event handler IDL attributes. */

import { expect } from "chai";

import { connect, EventSource, next, record, STALL, Stream } from "./support/streams.js";
import { takeComplaints, test } from "./support/test.js";

const oneEvent = () => new Stream({ body: ["data: a\n\n", { until: "go" }, "data: b\n\n", STALL] });
const HANDLERS = ["onopen", "onmessage", "onerror"];

describe("event handlers", () => {
  for (const name of HANDLERS) {
    test(`${name} is null at first, and whatever is no object makes it null`, () => {
      const source = connect(oneEvent());
      expect(source[name]).to.equal(null);
      for (const value of [42, "x", true, Symbol("x"), undefined, null]) {
        source[name] = () => {};
        source[name] = value;
        expect(source[name]).to.equal(null);
      }
    });

    test(`${name} gives back the function or object that was set`, () => {
      const source = connect(oneEvent());
      for (const value of [() => {}, {}, [], new Date(0)]) {
        source[name] = value;
        expect(source[name]).to.equal(value);
      }
    });
  }

  test("each is called for its type, with the object as this and currentTarget", async () => {
    const source = connect(new Stream({ body: ["data: a\n\n"] }, { body: [STALL] }));
    /** @type {any[]} */
    const calls = [];
    for (const name of HANDLERS) {
      source[name] = function (/** @type {Event} */ event, /** @type {unknown[]} */ ...rest) {
        calls.push([
          name,
          this === source,
          event.currentTarget === source,
          event.target === source,
          rest.length,
        ]);
      };
    }
    await next(source, "error");
    const seen = [true, true, true, 0];
    expect(calls).to.deep.equal(HANDLERS.map((name) => [name, ...seen]));
  });

  test("are set and removed without the methods of a subclass", async () => {
    const stream = oneEvent();
    class Wrapping extends EventSource {
      addEventListener(/** @type {string} */ type, /** @type {any} */ listener, /** @type {any} */ options) {
        super.addEventListener(type, (event) => listener(event), options);
      }

      removeEventListener() {}
    }
    const source = connect(stream, undefined, Wrapping);
    /** @type {string[]} */
    const data = [];
    source.onmessage = (/** @type {MessageEvent} */ event) => data.push(`handler ${event.data}`);
    source.addEventListener("message", (/** @type {MessageEvent} */ event) => data.push(event.data));
    await next(source, "message");
    source.onmessage = null;
    await Promise.all([next(source, "message"), stream.go()]);
    expect(data).to.deep.equal(["handler a", "a", "b"]);
  });

  test("onmessage is not called for named events", async () => {
    const source = connect(new Stream({ body: ["event: named\ndata: a\n\nevent:\ndata: b\n\n", STALL] }));
    /** @type {string[]} */
    const data = [];
    source.onmessage = (/** @type {MessageEvent} */ event) => data.push(event.data);
    await next(source, "message");
    expect(data).to.deep.equal(["b"]);
  });

  test("a handler keeps its place among the listeners when it is exchanged", async () => {
    const source = connect(oneEvent());
    /** @type {string[]} */
    const order = [];
    source.addEventListener("message", () => order.push("first"));
    source.onmessage = () => order.push("never called");
    source.addEventListener("message", () => order.push("last"));
    source.onmessage = () => order.push("handler");
    await next(source, "message");
    expect(order).to.deep.equal(["first", "handler", "last"]);
  });

  test("a handler that was set to null and set again comes last", async () => {
    const source = connect(oneEvent());
    /** @type {string[]} */
    const order = [];
    source.onmessage = () => order.push("handler");
    source.addEventListener("message", () => order.push("listener"));
    source.onmessage = null;
    source.onmessage = () => order.push("handler");
    await next(source, "message");
    expect(order).to.deep.equal(["listener", "handler"]);
  });

  test("an object without call is kept, and nothing is called", async () => {
    const source = connect(oneEvent());
    let called = 0;
    const object = { handleEvent: () => (called += 1) };
    source.onmessage = object;
    await next(source, "message");
    expect(source.onmessage).to.equal(object);
    expect(called).to.equal(0);
  });

  test("a handler that is removed while the event is dispatched is not called", async () => {
    const source = connect(oneEvent());
    let called = 0;
    source.addEventListener("message", () => (source.onmessage = null));
    source.onmessage = () => (called += 1);
    await next(source, "message");
    expect(called).to.equal(0);
  });

  test("a handler that is exchanged while the event is dispatched: the new one is called", async () => {
    const source = connect(oneEvent());
    /** @type {string[]} */
    const calls = [];
    source.addEventListener("message", () => (source.onmessage = () => calls.push("new")));
    source.onmessage = () => calls.push("old");
    await next(source, "message");
    expect(calls).to.deep.equal(["new"]);
  });

  test("returning false cancels an event that can be cancelled", () => {
    const source = connect(oneEvent());
    source.onmessage = () => false;
    const event = new Event("message", { cancelable: true });
    expect(source.dispatchEvent(event)).to.equal(false);
    source.onmessage = () => undefined;
    expect(source.dispatchEvent(new Event("message", { cancelable: true }))).to.equal(true);
  });

  test("a handler that throws is reported, and the stream goes on", async () => {
    const stream = oneEvent();
    const source = connect(stream);
    const events = record(source, "message");
    source.onmessage = () => {
      throw new Error("from a handler");
    };
    await next(source, "message");
    expect(takeComplaints().join()).to.include("from a handler");
    source.onmessage = null;
    const second = next(source, "message");
    await stream.go();
    await second;
    expect(events.map(({ data }) => data)).to.deep.equal(["a", "b"]);
  });
});
