/**
 * What the page goes through. The events are made here; tests/page/ has the real ones, through WebDriver.
 */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

const ended = { body: ["id: 7\ndata: a\n\n"] };
const stays = { body: ["id: 7\ndata: b\n\n", STALL] };
const long = { reconnectionTime: 60_000 };

const persisted = (/** @type {string} */ type) => new PageTransitionEvent(type, { persisted: true });

/** As a minimised window. */
function setHidden(/** @type {boolean} */ hidden) {
  const value = hidden ? "hidden" : "visible";
  Object.defineProperty(document, "visibilityState", { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

afterEach(() => void Reflect.deleteProperty(document, "visibilityState"));

const RETURNS = {
  online: () => dispatchEvent(new Event("online")),
  "the page becoming visible": () => document.dispatchEvent(new Event("visibilitychange")),
  "leaving the back/forward cache": () => {
    dispatchEvent(persisted("pagehide"));
    dispatchEvent(persisted("pageshow"));
  },
};

describe("page events", () => {
  test("what an element says under the name of such an event is none", async () => {
    const stream = new Stream({ body: ["data: a\n\n", BEATS] });
    const source = connect(stream);
    await next(source, "message");
    const events = record(source);
    for (const type of ["pagehide", "pageshow", "online"]) document.body.dispatchEvent(new Event(type));
    await sleep(30);
    expect([events, source.readyState]).to.deep.equal([[], 1]);
    expect(await stream.requests()).to.have.length(1);
  });

  test("a page that has been loaded, while the delay runs: nothing", async () => {
    const stream = new Stream(ended, stays);
    const source = connect(stream, long);
    await next(source, "error");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    await sleep(50);
    expect(source.readyState).to.equal(0);
    expect(await stream.requests()).to.have.length(1);
  });

  for (const [what, happens] of Object.entries(RETURNS)) {
    test(`${what} while the delay runs: reconnects at once, and once`, async () => {
      const stream = new Stream(ended, stays);
      const source = connect(stream, long);
      await next(source, "error");
      const events = record(source);
      happens();
      await until(() => events.length === 2);
      await sleep(30);
      expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
      const requests = await stream.requests();
      expect(requests).to.have.length(2);
      expect(requests[1]?.headers["last-event-id"]).to.equal("7");
    });

    test(`${what} after close(), and after a failure for good: nothing`, async () => {
      const stream = new Stream(stays);
      const closed = connect(stream, long);
      await next(closed, "message");
      closed.close();
      const refused = new Stream({ status: 404, type: null });
      const failed = connect(refused);
      await next(failed, "error");
      happens();
      await sleep(30);
      expect([closed.readyState, failed.readyState]).to.deep.equal([2, 2]);
      expect(await stream.requests()).to.have.length(1);
      expect(await refused.requests()).to.have.length(1);
    });

    test(`${what}, again and again: no storm`, async () => {
      const stream = new Stream(ended);
      connect(stream, long);
      for (let n = 0; n < 40; n += 1) {
        await sleep(25);
        happens();
      }
      expect((await stream.requests()).length).to.be.within(2, 12);
    });
  }

  for (const what of ["online", "the page becoming visible"]) {
    test(`${what} while OPEN: nothing`, async () => {
      const stream = new Stream(stays);
      const source = connect(stream);
      await next(source, "message");
      const events = record(source);
      RETURNS[what]();
      await sleep(50);
      expect(events).to.deep.equal([]);
      expect(source.readyState).to.equal(1);
      expect(await stream.requests()).to.have.length(1);
    });
  }

  test("entering the back/forward cache closes the connection without an event; leaving it resumes", async () => {
    const stream = new Stream(stays);
    const source = connect(stream);
    await next(source, "message");
    const events = record(source);
    dispatchEvent(persisted("pagehide"));
    expect(source.readyState).to.equal(0);
    expect((await stream.ended())[0].endedBy).to.equal("client");
    await sleep(30);
    expect(events).to.deep.equal([]);
    expect(await stream.requests()).to.have.length(1);
    dispatchEvent(persisted("pageshow"));
    await until(() => events.length === 2);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
    expect((await stream.requests())[1]?.headers["last-event-id"]).to.equal("7");
  });

  test("close() while the page is there: closed", async () => {
    const stream = new Stream(stays);
    const source = connect(stream);
    await next(source, "message");
    dispatchEvent(persisted("pagehide"));
    source.close();
    dispatchEvent(persisted("pageshow"));
    await sleep(30);
    expect(source.readyState).to.equal(2);
    expect(await stream.requests()).to.have.length(1);
  });

  test("a POST is not sent again by leaving it: error with reason network, CLOSED", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { method: "POST" });
    await next(source, "message");
    dispatchEvent(persisted("pagehide"));
    const failed = next(source, "error");
    dispatchEvent(persisted("pageshow"));
    expect(await failed).to.include({ reason: "network", willReconnect: false });
    expect(await stream.requests()).to.have.length(1);
  });

  test("a page that is left for good: no event either, and the server sees it", async () => {
    const stream = new Stream(stays);
    const source = connect(stream);
    await next(source, "message");
    const events = record(source);
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
    expect((await stream.ended())[0].endedBy).to.equal("client");
    await tasks(2);
    expect(events).to.deep.equal([]);
  });

  test("a page that has been loaded: nothing", async () => {
    const stream = new Stream(stays);
    const source = connect(stream);
    await next(source, "message");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    await sleep(20);
    expect(source.readyState).to.equal(1);
    expect(await stream.requests()).to.have.length(1);
  });

  test("no listener is left on window and document when all are closed", async () => {
    let count = 0;
    const types = ["online", "visibilitychange", "pagehide", "pageshow"];
    const targets = [globalThis, document];
    for (const target of targets) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (/** @type {any} */ ...parameters) => {
        if (types.includes(parameters[0])) count += 1;
        return addEventListener.apply(target, parameters);
      };
      target.removeEventListener = (/** @type {any} */ ...parameters) => {
        if (types.includes(parameters[0])) count -= 1;
        return removeEventListener.apply(target, parameters);
      };
    }
    try {
      const sources = [1, 2, 3].map(() => connect(new Stream(stays)));
      await Promise.all(sources.map((source) => next(source, "open")));
      expect(count).to.equal(types.length);
      for (const source of sources) source.close();
      expect(count).to.equal(0);
      sources[0].reconnect();
      expect(count).to.equal(types.length);
      sources[0].close();
      expect(count).to.equal(0);
    } finally {
      for (const target of targets) {
        Reflect.deleteProperty(target, "addEventListener");
        Reflect.deleteProperty(target, "removeEventListener");
      }
    }
  });
});

describe("pauseWhenHidden", () => {
  test("while the document is hidden: no connection, CONNECTING, no event; then at once again", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { pauseWhenHidden: true, ...long });
    await next(source, "message");
    const events = record(source);
    setHidden(true);
    expect(source.readyState).to.equal(0);
    expect((await stream.ended())[0].endedBy).to.equal("client");
    await sleep(50);
    expect(events).to.deep.equal([]);
    expect(await stream.requests()).to.have.length(1);
    setHidden(false);
    await until(() => events.length === 2);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
    const requests = await stream.requests();
    expect(requests).to.have.length(2);
    expect(requests[1]?.headers["last-event-id"]).to.equal("7");
  });

  test("hidden from the start: no request until it is visible", async () => {
    setHidden(true);
    const stream = new Stream(stays);
    const source = connect(stream, { pauseWhenHidden: true });
    await sleep(50);
    expect(source.readyState).to.equal(0);
    expect(await stream.allRequests()).to.deep.equal([]);
    setHidden(false);
    await next(source, "message");
  });

  test("hidden while the delay runs: the attempt waits until it is visible", async () => {
    const stream = new Stream({ body: ["retry: 20\nid: 7\ndata: a\n\n"] }, stays);
    const source = connect(stream, { pauseWhenHidden: true });
    await next(source, "error");
    setHidden(true);
    await sleep(100);
    expect(await stream.requests()).to.have.length(1);
    setHidden(false);
    await next(source, "message");
  });

  test("hidden while the request is under way: it is dropped", async () => {
    const stream = new Stream({ before: [{ pause: 5000 }], body: [STALL] }, stays);
    const source = connect(stream, { pauseWhenHidden: true });
    const events = record(source, "error");
    await stream.requested();
    setHidden(true);
    expect((await stream.ended())[0].endedBy).to.equal("client");
    setHidden(false);
    await next(source, "message");
    expect(events).to.deep.equal([]);
  });

  test("reconnect() while hidden waits, close() closes", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { pauseWhenHidden: true });
    await next(source, "message");
    setHidden(true);
    source.reconnect();
    await sleep(50);
    expect(source.readyState).to.equal(0);
    expect(await stream.requests()).to.have.length(1);
    source.close();
    setHidden(false);
    await sleep(30);
    expect(source.readyState).to.equal(2);
    expect(await stream.requests()).to.have.length(1);
  });

  test("reconnect() of one that was CLOSED meanwhile sees what the document is now", async () => {
    const stream = new Stream(stays, stays);
    const source = connect(stream, { pauseWhenHidden: true });
    await next(source, "message");
    source.close();
    setHidden(true);
    source.reconnect();
    await sleep(50);
    expect([source.readyState, (await stream.requests()).length]).to.deep.equal([0, 1]);
    source.close();
    setHidden(false);
    source.reconnect();
    await next(source, "message");
    expect(await stream.requests()).to.have.length(2);
  });

  test("a POST goes on: it may not be sent again", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { pauseWhenHidden: true, method: "POST" });
    await next(source, "message");
    setHidden(true);
    setHidden(false);
    await sleep(30);
    expect(source.readyState).to.equal(1);
    expect(await stream.requests()).to.have.length(1);
  });

  for (const pauseWhenHidden of [false, undefined]) {
    test(`${pauseWhenHidden}: nothing pauses`, async () => {
      const stream = new Stream({ body: ["data: a\n\n", BEATS] });
      const source = connect(stream, { pauseWhenHidden });
      await next(source, "message");
      setHidden(true);
      await sleep(100);
      expect(source.readyState).to.equal(1);
      setHidden(false);
      expect(await stream.requests()).to.have.length(1);
    });
  }
});
