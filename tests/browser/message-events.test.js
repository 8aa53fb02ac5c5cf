/** The objects that listeners get. https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage */

import { expect } from "chai";

import { BEATS, connect, next, ORIGIN, OTHER_ORIGIN, record, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

async function oneMessage(/** @type {string} */ text, type = "message") {
  return next(connect(new Stream({ body: [text, STALL] })), type);
}

describe("message events", () => {
  test("are MessageEvents", async () => {
    const event = await oneMessage("data: a\n\n");
    expect(event).to.be.instanceOf(MessageEvent).and.instanceOf(Event);
    expect(event.constructor).to.equal(MessageEvent);
    expect(Object.prototype.toString.call(event)).to.equal("[object MessageEvent]");
    expect(event.initMessageEvent).to.equal(MessageEvent.prototype.initMessageEvent);
  });

  test("have the members of a message event of the standard", async () => {
    const event = await oneMessage("id: 7\ndata: a\n\n");
    expect(event).to.include({ type: "message", data: "a", origin: ORIGIN, lastEventId: "7", source: null });
    expect(event).to.include({ bubbles: false, cancelable: false, composed: false, defaultPrevented: false });
    expect(event.ports).to.deep.equal([]);
    expect(Object.isFrozen(event.ports)).to.equal(true);
    expect(event.eventPhase).to.equal(Event.NONE);
    expect(event.timeStamp)
      .to.be.above(0)
      .and.below(performance.now() + 1);
  });

  test("answer in every member as a MessageEvent does, and list the same", async () => {
    const event = await oneMessage("id: 7\ndata: a\n\n");
    const { data, origin, lastEventId } = event;
    /** @type {any} */
    const native = new MessageEvent("message", { data, origin, lastEventId });
    const members = (/** @type {object} */ object) => {
      const names = [];
      for (const name in object) names.push(name);
      return names.toSorted();
    };
    expect(members(event)).to.deep.equal(members(native));
    expect(Object.keys(event)).to.deep.equal(Object.keys(native));
    // When and where it was dispatched.
    for (const name of members(native).filter((member) => !/timeStamp|target|srcElement/i.test(member))) {
      expect(event[name], name).to.deep.equal(native[name]);
    }
    expect(event.ports).to.equal(event.ports);
    expect(() => {
      "use strict";
      event.data = "b";
    }).to.throw(TypeError);
  });

  test("do not claim to be trusted: only the browser's own are", async () => {
    expect((await oneMessage("data: a\n\n")).isTrusted).to.equal(false);
  });

  test("have target and phase while they are dispatched", async () => {
    const source = connect(new Stream({ body: ["data: a\n\n", STALL] }));
    const seen = await new Promise((resolve) => {
      source.onmessage = (/** @type {Event} */ event) =>
        resolve([event.target === source, event.eventPhase, event.composedPath().length]);
    });
    expect(seen).to.deep.equal([true, Event.AT_TARGET, 1]);
  });

  test("of another type are MessageEvents too", async () => {
    const event = await oneMessage("event: named\ndata: a\n\n", "named");
    expect(event).to.be.instanceOf(MessageEvent);
    expect(event).to.include({ type: "named", data: "a" });
  });

  test("every event is an object of its own", async () => {
    const source = connect(new Stream({ body: ["data: a\n\ndata: b\n\nevent: end\ndata\n\n", STALL] }));
    const events = record(source, "message");
    await next(source, "end");
    expect(events[0]).to.not.equal(events[1]);
    expect(events.map(({ data }) => data)).to.deep.equal(["a", "b"]);
  });

  test("can be dispatched again, on another target", async () => {
    const event = await oneMessage("data: a\n\n");
    const target = new EventTarget();
    const again = next(target, "message");
    target.dispatchEvent(event);
    expect(await again).to.equal(event);
    expect(event.target).to.equal(target);
  });

  test("can be cloned into a MessageEvent of one's own", async () => {
    const event = await oneMessage("id: 7\ndata: a\n\n");
    const clone = new MessageEvent(event.type, event);
    expect(clone).to.include({ type: "message", data: "a", origin: ORIGIN, lastEventId: "7" });
  });

  test("lastEventId is that of the stream: an event without id has the last one", async () => {
    const body =
      "data: 1\n\nid: x\ndata: 2\n\ndata: 3\n\nid: y\n\ndata: 4\n\nid\ndata: 5\n\nevent: end\ndata\n\n";
    const source = connect(new Stream({ body: [body, STALL] }));
    const events = record(source, "message");
    await next(source, "end");
    expect(events.map(({ lastEventId }) => lastEventId)).to.deep.equal(["", "x", "x", "y", ""]);
  });

  test("origin is that of the final URL after redirects", async () => {
    const target = new Stream({ body: ["data: a\n\n", BEATS] });
    const stream = new Stream({ status: 302, type: null, headers: { Location: target.at(OTHER_ORIGIN) } });
    const source = connect(stream);
    expect((await next(source, "message")).origin).to.equal(OTHER_ORIGIN);
    expect(source.url).to.equal(stream.url);
  });

  test("origin is that of another origin's stream", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    expect((await next(connect(stream.at(OTHER_ORIGIN)), "message")).origin).to.equal(OTHER_ORIGIN);
  });

  test("origin of a data: URL is null, that of a blob: URL the page's", async () => {
    const data = connect("data:text/event-stream,data:%20a%0A%0A");
    expect((await next(data, "message")).origin).to.equal("null");
    data.close();
    const blob = new Blob(["data: a\n\n"], { type: "text/event-stream" });
    const source = connect(URL.createObjectURL(blob));
    expect((await next(source, "message")).origin).to.equal(ORIGIN);
  });
});
