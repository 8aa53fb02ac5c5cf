/** The object is an EventTarget like any other. */

import { expect } from "chai";

import { connect, EventSource, next, STALL, Stream } from "./support/streams.js";
import { takeComplaints, test } from "./support/test.js";

const three = () =>
  new Stream({ body: [{ text: "data: {n}\n\n", repeat: 3 }, "event: end\ndata:\n\n", STALL] });

describe("listeners", () => {
  test("once: called for the first event only", async () => {
    const source = connect(three());
    let calls = 0;
    source.addEventListener("message", () => (calls += 1), { once: true });
    await next(source, "end");
    expect(calls).to.equal(1);
  });

  test("signal: not called any more when it is aborted", async () => {
    const source = connect(three());
    const controller = new AbortController();
    /** @type {string[]} */
    const data = [];
    const listener = (/** @type {MessageEvent} */ event) => {
      data.push(event.data);
      if (data.length === 2) controller.abort();
    };
    source.addEventListener("message", listener, { signal: controller.signal });
    await next(source, "end");
    expect(data).to.deep.equal(["1", "2"]);
  });

  test("what an aborted signal removed may be added again by an earlier listener of that signal", async () => {
    const source = connect(three());
    const controller = new AbortController();
    const { signal } = controller;
    let calls = 0;
    const listener = () => (calls += 1);
    signal.addEventListener("abort", () => source.addEventListener("message", listener));
    source.addEventListener("message", listener, { signal });
    controller.abort();
    await next(source, "end");
    expect(calls).to.equal(3);
  });

  test("a function for the options is a dictionary: no other phase", async () => {
    const source = connect(three());
    let calls = 0;
    const listener = () => (calls += 1);
    source.addEventListener("message", listener, true);
    source.removeEventListener("message", listener, /** @type {any} */ (() => {}));
    await next(source, "end");
    expect(calls).to.equal(3);
  });

  test("events of the stream do not go through a dispatchEvent of the page", async () => {
    const source = connect(three());
    source.dispatchEvent = () => true;
    let calls = 0;
    source.addEventListener("message", () => (calls += 1));
    await next(source, "end");
    expect(calls).to.equal(3);
  });

  test("the same listener twice is called once, but for another phase", async () => {
    const source = connect(three());
    let calls = 0;
    const listener = () => (calls += 1);
    source.addEventListener("message", listener);
    source.addEventListener("message", listener);
    source.addEventListener("message", listener, { capture: true });
    await next(source, "end");
    expect(calls).to.equal(6);
  });

  test("a removed listener is not called", async () => {
    const source = connect(three());
    let calls = 0;
    const listener = () => {
      calls += 1;
      source.removeEventListener("message", listener);
    };
    source.addEventListener("message", listener);
    await next(source, "end");
    expect(calls).to.equal(1);
  });

  test("handleEvent is looked up for every event, and called on its object", async () => {
    const source = connect(three());
    /** @type {string[]} */
    const calls = [];
    const object = {
      handleEvent(/** @type {MessageEvent} */ { data }) {
        calls.push(`${this === object} ${data}`);
        object.handleEvent = (later) => void calls.push(`new ${later.data}`);
      },
    };
    source.addEventListener("message", object);
    await next(source, "end");
    expect(calls).to.deep.equal(["true 1", "new 2", "new 3"]);
  });

  test("null as a listener is ignored", async () => {
    const source = connect(three());
    source.addEventListener("message", null);
    source.removeEventListener("message", null);
    await next(source, "end");
  });

  test("listeners are called in the order in which they were added", async () => {
    const source = connect(three());
    /** @type {number[]} */
    const order = [];
    for (const n of [1, 2, 3]) source.addEventListener("end", () => order.push(n));
    await next(source, "end");
    expect(order).to.deep.equal([1, 2, 3]);
  });

  test("stopImmediatePropagation() keeps the event from later listeners", async () => {
    const source = connect(three());
    let calls = 0;
    source.addEventListener("message", (event) => event.stopImmediatePropagation());
    source.addEventListener("message", () => (calls += 1));
    await next(source, "end");
    expect(calls).to.equal(0);
  });

  test("a listener that is added by a listener gets the next event", async () => {
    const source = connect(three());
    /** @type {string[]} */
    const data = [];
    const add = () => source.addEventListener("message", (/** @type {any} */ event) => data.push(event.data));
    source.addEventListener("message", add, { once: true });
    await next(source, "end");
    expect(data).to.deep.equal(["2", "3"]);
  });

  test("the only listener of a type is replaced by a listener: each event of the chunk is heard once", async () => {
    const source = connect(three());
    /** @type {string[]} */
    const heard = [];
    const hearOnce = () => {
      const listener = (/** @type {any} */ { data }) => {
        source.removeEventListener("message", listener);
        heard.push(data);
        hearOnce();
      };
      source.addEventListener("message", listener);
    };
    hearOnce();
    await next(source, "end");
    expect(heard).to.deep.equal(["1", "2", "3"]);
  });

  test("a type that nobody heard is heard from the next event on, where a listener listens to it", async () => {
    const body = ["event: a\ndata: 1\n\ndata: 2\n\nevent: a\ndata: 3\n\nevent: end\ndata:\n\n", STALL];
    const source = connect(new Stream({ body }));
    /** @type {string[]} */
    const heard = [];
    source.addEventListener("message", () => {
      source.addEventListener("a", (/** @type {any} */ { data }) => heard.push(data));
    });
    await next(source, "end");
    expect(heard).to.deep.equal(["3"]);
  });

  test("a type that looks like a property of objects is a type", async () => {
    const types = ["constructor", "__proto__", "toString", "hasOwnProperty", "ü"];
    const body = types.map((type) => `event: ${type}\ndata: ${type}\n\n`);
    const source = connect(new Stream({ body: [...body, "event: end\ndata:\n\n", STALL] }));
    /** @type {string[]} */
    const data = [];
    for (const type of types)
      source.addEventListener(type, (/** @type {any} */ event) => data.push(event.data));
    await next(source, "end");
    expect(data).to.deep.equal(types);
  });

  test("events named open and error of the stream are message events of that type", async () => {
    const source = connect(new Stream({ body: ["event: error\ndata: a\n\n", STALL] }));
    const event = await next(source, "error");
    expect(event).to.be.instanceOf(MessageEvent);
    expect(event.data).to.equal("a");
    expect(source.readyState).to.equal(EventSource.OPEN);
  });

  test("dispatchEvent takes the user's own events", () => {
    const source = connect(three());
    /** @type {any[]} */
    const events = [];
    for (const type of ["message", "mine"]) source.addEventListener(type, (event) => events.push(event));
    source.onmessage = (/** @type {Event} */ event) => events.push(event);
    const message = new MessageEvent("message", { data: { any: "value" } });
    const mine = new CustomEvent("mine", { detail: 7 });
    expect(source.dispatchEvent(message)).to.equal(true);
    expect(source.dispatchEvent(mine)).to.equal(true);
    expect(events).to.deep.equal([message, message, mine]);
    expect(source.readyState).to.equal(0);
  });

  test("dispatchEvent refuses what is no event", () => {
    const source = connect(three());
    for (const value of [undefined, null, {}, "message"]) {
      expect(() => source.dispatchEvent(value)).to.throw(TypeError);
    }
  });

  test("a listener that throws is reported; the other listeners and the stream go on", async () => {
    const source = connect(three());
    /** @type {string[]} */
    const data = [];
    source.addEventListener("message", () => {
      throw new TypeError("from a listener");
    });
    source.addEventListener("message", (/** @type {any} */ event) => data.push(event.data));
    await next(source, "end");
    expect(data).to.deep.equal(["1", "2", "3"]);
    const reported = takeComplaints();
    expect(reported).to.have.length(3);
    for (const report of reported) expect(report).to.match(/^uncaught: .*from a listener/);
    expect(source.readyState).to.equal(1);
  });

  for (const type of ["open", "error"]) {
    test(`a listener of ${type} that throws changes nothing`, async () => {
      const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { body: ["data: b\n\n", STALL] });
      const source = connect(stream);
      source.addEventListener(type, () => {
        throw new Error("from a listener");
      });
      expect((await next(source, "message")).data).to.equal("a");
      expect((await next(source, "message")).data).to.equal("b");
      expect(takeComplaints().join()).to.include("from a listener");
    });
  }

  test("a listener that returns a rejected promise: reported as unhandled, and the stream goes on", async () => {
    const source = connect(three());
    source.addEventListener("message", async () => {
      throw new Error("from an async listener");
    });
    await next(source, "end");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const reported = takeComplaints();
    expect(reported, reported.join()).to.have.length(3);
    for (const report of reported) expect(report).to.match(/^unhandled rejection: .*from an async listener/s);
  });
});
