/** https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection */

import { expect } from "chai";

import {
  BEATS,
  BREAK,
  connect,
  next,
  OTHER_ORIGIN,
  ORIGIN,
  record,
  RESET,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** Timers may be a little early. */
const EARLY = 2;

const again = { body: ["data: again\n\n", STALL] };

describe("reconnection", () => {
  for (const retry of [50, 200, 500]) {
    test(`waits ${retry} ms at least where the stream says so`, async () => {
      const stream = new Stream({ body: [`retry: ${retry}\ndata: a\n\n`] }, again);
      const source = connect(stream);
      const { delay } = await next(source, "error");
      expect(delay).to.be.within(retry, retry * 1.1);
      expect((await next(source, "message")).data).to.equal("again");
      const [first, second] = await stream.requests();
      expect(second.at - first.at).to.be.at.least(retry - EARLY);
    });
  }

  test("waits 3 s where the stream does not say how long", async () => {
    const stream = new Stream({ body: ["data: a\n\n"] }, again);
    const source = connect(stream);
    const { delay } = await next(source, "error");
    expect(delay).to.be.within(3000, 3300);
    await next(source, "message");
    const [first, second] = await stream.requests();
    expect(second.at - first.at).to.be.at.least(3000 - EARLY);
  });

  test("reconnectionTime sets it, and refuses what is no time", async () => {
    const source = connect(new Stream({ body: ["data: a\n\n"] }, again));
    source.reconnectionTime = 20.5;
    expect(source.reconnectionTime).to.equal(20.5);
    source.reconnectionTime = "30";
    expect(source.reconnectionTime).to.equal(30);
    for (const value of [-1, NaN, Infinity, -Infinity, "x", undefined, {}]) {
      expect(() => (source.reconnectionTime = value), String(value)).to.throw(TypeError);
    }
    expect(() => (source.reconnectionTime = Symbol("x"))).to.throw(TypeError);
    expect(source.reconnectionTime).to.equal(30);
    expect((await next(source, "error")).delay).to.be.within(30, 33);
    await next(source, "message");
  });

  for (const retry of ["2147483648", "99999999999", "9".repeat(400)]) {
    test(`a reconnection time of ${retry.length > 20 ? "400 digits" : retry} is no storm`, async () => {
      const stream = new Stream({ body: [`retry: ${retry}\ndata: a\n\n`] }, again);
      const source = connect(stream);
      const { delay } = await next(source, "error");
      expect(delay).to.equal(2 ** 31 - 1);
      await sleep(300);
      expect(await stream.requests()).to.have.length(1);
      expect(source.readyState).to.equal(0);
    });
  }

  test("retry: 0 is no storm: at most ten attempts in 10 s", async () => {
    const stream = new Stream({ body: ["retry: 0\ndata: a\n\n"] });
    const source = connect(stream);
    const errors = record(source, "error");
    await until(() => errors.length === 11);
    expect(errors.slice(0, 10).every(({ delay }) => delay < 100)).to.equal(true);
    expect(errors[10].delay).to.be.above(5000);
    await sleep(300);
    expect(await stream.requests()).to.have.length(11);
  });

  test("a server that is never there is asked less and less often", async () => {
    const stream = new Stream({ before: [BREAK] });
    const source = connect(stream);
    source.reconnectionTime = 1;
    const errors = record(source, "error");
    await until(() => errors.length === 3);
    const [first, second, third] = errors.map(({ delay }) => delay);
    expect(first).to.be.within(1, 1.1);
    expect(second).to.be.within(500, 1000);
    expect(third).to.be.within(1000, 2000);
  });

  test("goes to the original URL after a redirect", async () => {
    const target = new Stream({ body: ["retry: 1\ndata: a\n\n"] });
    const redirect = { status: 301, type: null, headers: { Location: target.at(OTHER_ORIGIN) } };
    const stream = new Stream(redirect, again);
    const source = connect(stream);
    expect((await next(source, "message")).origin).to.equal(OTHER_ORIGIN);
    expect((await next(source, "message")).origin).to.equal(ORIGIN);
    expect(await target.requests()).to.have.length(1);
    expect(await stream.requests()).to.have.length(2);
  });

  test("a redirect may lead elsewhere the next time", async () => {
    const [one, two] = ["one", "two"].map((data) => new Stream({ body: [`retry: 1\ndata: ${data}\n\n`] }));
    const to = (/** @type {string} */ url) => ({ status: 302, type: null, headers: { Location: url } });
    const source = connect(new Stream(to(one.url), to(two.at(OTHER_ORIGIN)), { status: 204, type: null }));
    const events = record(source, "message");
    await until(() => source.readyState === 2);
    expect(events.map(({ data, origin }) => [data, origin])).to.deep.equal([
      ["one", ORIGIN],
      ["two", OTHER_ORIGIN],
    ]);
  });

  for (const [how, end] of Object.entries({ ends: null, "is closed": BREAK, "is reset": RESET })) {
    test(`after a stream that ${how} in the middle of a line: the rest is discarded`, async () => {
      const body = [
        "retry: 1\ndata: a\n\nevent: half\nid: 9\ndata: b\ndata: c",
        { until: "go" },
        ...(end ? [end] : []),
      ];
      const stream = new Stream({ body }, { body: ["data: d\n\n", STALL] });
      const source = connect(stream);
      const events = record(source, "message", "half");
      source.addEventListener("message", () => stream.go(), { once: true });
      await until(() => events.length === 2);
      expect(events.map(({ data, type }) => [data, type])).to.deep.equal([
        ["a", "message"],
        ["d", "message"],
      ]);
      expect(events[1].lastEventId).to.equal("");
      const [, second] = await stream.requests();
      expect(second.headers).to.not.have.property("last-event-id");
    });
  }

  test("after a stream that ends in the middle of a character", async () => {
    const half = { base64: btoa("retry: 1\ndata: a\n\ndata: b\xE2\x82") };
    const stream = new Stream({ body: [half] }, { body: ["data: c\n\n", STALL] });
    const source = connect(stream);
    const events = record(source, "message");
    await until(() => events.length === 2);
    expect(events.map(({ data }) => data)).to.deep.equal(["a", "c"]);
  });

  test("after a stream that ends behind a CR: the next stream may begin with LF", async () => {
    const stream = new Stream({ body: ["retry: 1\ndata: a\r\n\r"] }, { body: ["\ndata: b\n\n", STALL] });
    const source = connect(stream);
    const events = record(source, "message");
    await until(() => events.length === 2);
    expect(events.map(({ data }) => data)).to.deep.equal(["a", "b"]);
  });

  test("every connection may begin with a BOM", async () => {
    const stream = new Stream(
      { body: ["\uFEFFretry: 1\ndata: a\n\n"] },
      { body: ["\uFEFFdata: b\n\n", STALL] },
    );
    const source = connect(stream);
    const events = record(source, "message");
    await until(() => events.length === 2);
    expect(events.map(({ data }) => data)).to.deep.equal(["a", "b"]);
  });

  test("the event type of an event that was cut off does not outlive the connection", async () => {
    const stream = new Stream({ body: ["retry: 1\nevent: x\n"] }, { body: ["data: b\n\n", STALL] });
    expect((await next(connect(stream), "message")).data).to.equal("b");
  });

  test("the reconnection time outlives the connection", async () => {
    const stream = new Stream({ body: ["retry: 7\ndata: a\n\n"] }, { body: ["data: a\n\n"] }, again);
    const source = connect(stream);
    const errors = record(source, "error");
    await until(() => errors.length === 2);
    for (const { delay } of errors) expect(delay).to.be.within(7, 7.7);
  });

  test("a server that goes away and comes back", async () => {
    const post = { method: "POST" };
    const origin = await (await fetch("/ports", post)).json();
    const port = new URL(origin).port;
    const stream = new Stream({ body: ["retry: 20\nid: 5\ndata: a\n\n", STALL] }, again);
    const source = connect(stream.at(origin));
    const events = record(source, "message", "error");
    await next(source, "message");
    await fetch(`/ports/${port}`, { method: "DELETE" });
    await until(() => events.filter(({ type }) => type === "error").length >= 2);
    expect(source.readyState).to.equal(0);
    await fetch(`/ports/${port}`, { method: "PUT" });
    await until(() => source.readyState === 1);
    await until(() => events.at(-1).data === "again");
    const requests = await stream.requests();
    expect(requests.at(-1)?.headers["last-event-id"]).to.equal("5");
    for (const event of events) if (event.type === "error") expect(event.willReconnect).to.equal(true);
    source.close();
    await fetch(`/ports/${port}`, { method: "DELETE" });
  });

  test("a stream that fails after it was reestablished fails for good", async () => {
    const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { type: "text/plain", body: [BEATS] });
    const source = connect(stream);
    await until(() => source.readyState === 2);
    await sleep(20);
    expect(await stream.requests()).to.have.length(2);
  });
});
