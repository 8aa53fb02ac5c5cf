/** `EventSource.from`: a stream or a response that is there already. */

import { expect } from "chai";

import { endless, HEADERS, utf8 } from "./support/memory.js";
import { BEATS, EventSource, next, OTHER_ORIGIN, record, Stream, until } from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

/** A stream of these chunks. */
function streamOf(/** @type {string[]} */ ...chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(utf8(chunk));
      controller.close();
    },
  });
}

describe("from(stream)", () => {
  test("CONNECTING, then open, the messages, error with reason end-of-stream and CLOSED", async () => {
    const source = EventSource.from(streamOf("retry: 1\nid: 1\ndata: a\n", "\nevent: x\ndata: b\n\n"));
    expect(source).to.be.instanceOf(EventSource);
    expect(source.readyState).to.equal(0);
    expect(source.url).to.equal("about:event-stream");
    expect(source.withCredentials).to.equal(false);
    /** @type {unknown[]} */
    const seen = [];
    for (const type of ["open", "message", "x", "error"]) {
      source.addEventListener(type, (/** @type {any} */ { data, origin, lastEventId, reason }) =>
        seen.push([type, source.readyState, data, origin, lastEventId, reason]),
      );
    }
    const event = await next(source, "error");
    expect(seen).to.deep.equal([
      ["open", 1, undefined, undefined, undefined, undefined],
      ["message", 1, "a", "null", "1", undefined],
      ["x", 1, "b", "null", "1", undefined],
      ["error", 2, undefined, undefined, undefined, "end-of-stream"],
    ]);
    expect(event).to.include({ willReconnect: false, delay: 0, attempt: 1, url: "about:event-stream" });
    await sleep(20);
    expect(seen).to.have.length(4);
    expect(source.lastEventId).to.equal("1");
  });

  test("reconnect() throws an InvalidStateError, whatever the state", async () => {
    const source = EventSource.from(streamOf("data: a\n\n"));
    const refuses = () =>
      expect(() => source.reconnect())
        .to.throw(DOMException)
        .with.property("name", "InvalidStateError");
    refuses();
    await next(source, "message");
    refuses();
    await next(source, "error");
    refuses();
    expect(source.readyState).to.equal(2);
  });

  test("of a subclass is one of the subclass", () => {
    class Special extends EventSource {}
    const source = Special.from(streamOf());
    expect(source).to.be.instanceOf(Special);
    source.close();
  });

  test("a locked stream, or a response whose body is locked: a TypeError", async () => {
    const stream = streamOf("data: a\n\n");
    const reader = stream.getReader();
    expect(() => EventSource.from(stream)).to.throw(TypeError, "locked");
    reader.releaseLock();
    const response = new Response("data: a\n\n", { headers: HEADERS });
    response.body?.getReader();
    expect(() => EventSource.from(response)).to.throw(TypeError, "locked");
  });

  test("a response that was read: a TypeError", async () => {
    const response = new Response("data: a\n\n", { headers: HEADERS });
    await response.text();
    expect(() => EventSource.from(response)).to.throw(TypeError, "locked");
  });

  for (const value of [undefined, null, 1, "data: a\n\n", {}, [], new Blob([]), fetch]) {
    test(`${String(value)} (${typeof value}): a TypeError`, () => {
      expect(() => EventSource.from(value)).to.throw(TypeError);
    });
  }

  test("that something was read from: the rest of it", async () => {
    const stream = streamOf("data: a\n\n", "data: b\n\n", "data: c\n\n");
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    const source = EventSource.from(stream);
    const events = record(source, "message");
    expect(await next(source, "error")).to.include({ reason: "end-of-stream", status: 200 });
    expect(events.map(({ data }) => data)).to.deep.equal(["b", "c"]);
  });

  test("locks the stream", async () => {
    const stream = streamOf("data: a\n\n");
    const source = EventSource.from(stream);
    await next(source, "open");
    expect(stream.locked).to.equal(true);
    source.close();
  });

  test("close() cancels the stream", async () => {
    let cancelled = false;
    const source = EventSource.from(
      new ReadableStream({
        start: (controller) => controller.enqueue(utf8("data: a\n\n")),
        cancel: () => void (cancelled = true),
      }),
    );
    await next(source, "message");
    const events = record(source);
    source.close();
    await until(() => cancelled);
    await tasks(2);
    expect(events).to.deep.equal([]);
  });

  test("close() at once cancels it too: no event", async () => {
    const state = endless();
    const source = EventSource.from(state.response);
    const events = record(source);
    source.close();
    expect(source.readyState).to.equal(2);
    await until(() => state.cancelled);
    expect(events).to.deep.equal([]);
  });

  test("a stream that fails: error with reason network and the cause, CLOSED", async () => {
    const error = new Error("broken");
    let fail = () => {};
    const source = EventSource.from(
      new ReadableStream({
        start(controller) {
          controller.enqueue(utf8("data: a\n\n"));
          fail = () => controller.error(error);
        },
      }),
    );
    await next(source, "message");
    fail();
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", willReconnect: false, delay: 0 });
    expect(event.cause).to.equal(error);
    expect(source.readyState).to.equal(2);
  });

  test("iterates to its end", async () => {
    const seen = [];
    for await (const { data } of EventSource.from(streamOf("data: a\n\nevent: x\ndata: b\n\ndata: c"))) {
      seen.push(data);
    }
    expect(seen).to.deep.equal(["a", "b"]);
  });

  test("iterates to its failure", async () => {
    const source = EventSource.from(new Response("no", { status: 404 }));
    let thrown = null;
    try {
      for await (const _message of source);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).to.include({ reason: "status", status: 404, willReconnect: false });
  });

  test("is not sent anywhere again by online, visibility or pageshow", async () => {
    const source = EventSource.from(streamOf("data: a\n\n"));
    const events = record(source);
    await next(source, "error");
    dispatchEvent(new Event("online"));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await sleep(20);
    expect(source.readyState).to.equal(2);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message", "error"]);
  });
});

describe("from(response)", () => {
  for (const origin of [location.origin, OTHER_ORIGIN]) {
    test(`has the URL and the origin of the response (${origin === OTHER_ORIGIN ? "another's" : "own"})`, async () => {
      const stream = new Stream({ body: ["id: 1\ndata: a\n\n", BEATS] });
      const response = await fetch(stream.at(origin), { method: "POST" });
      const source = EventSource.from(response);
      expect(source.url).to.equal(stream.at(origin));
      const [open, message] = await Promise.all([next(source, "open"), next(source, "message")]);
      expect(open).to.include({ status: 200, url: stream.at(origin), redirected: false });
      expect(message).to.include({ data: "a", origin, lastEventId: "1" });
      source.close();
      expect((await stream.ended())[0].endedBy).to.equal("client");
      expect(await stream.requests()).to.have.length(1);
    });
  }

  test("of a redirect: where it came from", async () => {
    const target = new Stream({ body: ["data: a\n\n"] });
    const response = await fetch(
      new Stream({ status: 302, type: null, headers: { Location: target.url } }).url,
    );
    const source = EventSource.from(response);
    expect(source.url).to.equal(target.url);
    expect(await next(source, "open")).to.include({ redirected: true, url: target.url });
    await next(source, "error");
  });

  test("that is made by hand: url about:event-stream", () => {
    const source = EventSource.from(new Response("data: a\n\n", { headers: HEADERS }));
    expect(source.url).to.equal("about:event-stream");
    source.close();
  });

  for (const [reason, init] of Object.entries({
    status: { status: 500, headers: HEADERS },
    "content-type": { headers: { "Content-Type": "application/json" } },
  })) {
    test(`another ${reason} fails as on a connection, and the body is cancelled`, async () => {
      const state = endless(init);
      const source = EventSource.from(state.response);
      const events = record(source);
      const event = await next(source, "error");
      expect(event).to.include({ reason, willReconnect: false, status: state.response.status });
      expect(source.readyState).to.equal(2);
      await until(() => state.cancelled);
      expect(events).to.have.length(1);
    });
  }

  test("without a body: open, then the end", async () => {
    const source = EventSource.from(new Response(null, { headers: HEADERS }));
    const events = record(source);
    expect(await next(source, "error")).to.include({ reason: "end-of-stream", willReconnect: false });
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "error"]);
  });
});
