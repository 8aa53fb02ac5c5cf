/** What `open` and `error` events tell, beyond the standard's. */

import { expect } from "chai";

import {
  BEATS,
  BREAK,
  BROWSER,
  connect,
  next,
  ORIGIN,
  record,
  RESET,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { test } from "./support/test.js";

const PLAIN = { bubbles: false, cancelable: false };

describe("open and error events", () => {
  test("open is a plain Event, with what the response said", async () => {
    const headers = { "X-Test": "a value" };
    const stream = new Stream({ statusText: "Fine", headers, body: [":\n", STALL] });
    const source = connect(stream);
    const event = await next(source, "open");
    expect(Object.getPrototypeOf(event)).to.equal(Event.prototype);
    expect(event).to.include({ ...PLAIN, type: "open", status: 200, statusText: "Fine", redirected: false });
    expect(event.url).to.equal(stream.url);
    expect(event.headers.get("x-test")).to.equal("a value");
    expect(event.headers.get("content-type")).to.equal("text/event-stream");
    expect(source.readyState).to.equal(1);
  });

  test("open after a redirect tells the final URL", async () => {
    const target = new Stream({ body: [BEATS] });
    const event = await next(connect(new Stream({ status: 307, headers: { Location: target.url } })), "open");
    expect(event).to.include({ redirected: true, url: target.url });
  });

  test("error: the body ended", async () => {
    const stream = new Stream({ body: ["retry: 5\ndata: a\n\n"] }, { body: [":\n", STALL] });
    const source = connect(stream);
    const event = await next(source, "error");
    expect(Object.getPrototypeOf(event)).to.equal(Event.prototype);
    expect(event).to.include({
      ...PLAIN,
      type: "error",
      reason: "end-of-stream",
      status: 200,
      statusText: "OK",
    });
    expect(event).to.include({ url: stream.url, attempt: 1, willReconnect: true, cause: undefined });
    expect(event.headers.get("content-type")).to.equal("text/event-stream");
    expect(event.delay).to.be.within(5, 5.5);
    expect(event.message).to.be.a("string").and.not.equal("");
    expect(source.readyState).to.equal(0);
    await next(source, "open");
  });

  test("error: the connection was reset", async () => {
    const stream = new Stream({ body: ["retry: 5\ndata: a\n\n", { until: "go" }, RESET] }, { body: [STALL] });
    const source = connect(stream);
    source.onmessage = () => stream.go();
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", status: 200, willReconnect: true, attempt: 1 });
    expect(event.cause, "what the read was rejected with").to.be.instanceOf(Error);
  });

  test("error: the connection was closed before the body was complete", async () => {
    const stream = new Stream({ body: ["retry: 5\ndata: a\n\n", { until: "go" }, BREAK] }, { body: [STALL] });
    const source = connect(stream);
    source.onmessage = () => stream.go();
    const event = await next(source, "error");
    // WebKitGTK takes it for a body that ends.
    const reason = BROWSER === "webkit" ? "end-of-stream" : "network";
    expect(event).to.include({ reason, status: 200, willReconnect: true, attempt: 1 });
  });

  test("error: no response at all", async () => {
    // Again and again, for Firefox asks again by itself.
    const stream = new Stream({ before: [BREAK] });
    const source = connect(stream);
    source.reconnectionTime = 5;
    const event = await next(source, "error");
    expect(event).to.include({
      reason: "network",
      status: 0,
      statusText: "",
      headers: null,
      willReconnect: true,
    });
    expect(event.url).to.equal(stream.url);
    expect(event.cause).to.be.instanceOf(Error);
    expect(source.readyState).to.equal(0);
  });

  test("error: a status other than 200", async () => {
    const answer = { status: 503, statusText: "Later", type: "text/plain", headers: { "Retry-After": "7" } };
    const stream = new Stream({ ...answer, body: ["busy"] });
    const source = connect(stream);
    const event = await next(source, "error");
    expect(event).to.include({
      reason: "status",
      status: 503,
      statusText: "Later",
      attempt: 1,
      url: stream.url,
    });
    expect(event).to.include({ willReconnect: false, delay: 0, cause: undefined });
    expect(event.headers.get("retry-after")).to.equal("7");
    expect(event.message).to.include("503");
    expect(source.readyState).to.equal(2);
  });

  test("error: another content type", async () => {
    const source = connect(new Stream({ type: "text/html", body: ["<p>", STALL] }));
    const event = await next(source, "error");
    expect(event).to.include({ reason: "content-type", status: 200, willReconnect: false, delay: 0 });
    expect(event.message).to.include("text/html");
    expect(source.readyState).to.equal(2);
  });

  test("error after a redirect tells the final URL", async () => {
    const target = new Stream({ status: 404, type: null });
    const event = await next(
      connect(new Stream({ status: 301, headers: { Location: target.url } })),
      "error",
    );
    expect(event.url).to.equal(target.url);
  });

  test("attempts are counted for the life of the object", async () => {
    const ended = { body: ["retry: 1\ndata: a\n\n"] };
    const source = connect(new Stream(ended, ended, ended, { status: 204, type: null }));
    const errors = record(source, "error");
    await until(() => source.readyState === 2);
    expect(errors.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4]);
    expect(errors.map(({ willReconnect }) => willReconnect)).to.deep.equal([true, true, true, false]);
  });

  test("the standard's sequence of events and states", async () => {
    const stream = new Stream(
      { body: ["retry: 1\ndata: a\n\n"] },
      { body: ["data: b\n\n"] },
      { status: 500 },
    );
    const source = connect(stream);
    /** @type {unknown[]} */
    const seen = [];
    for (const type of ["open", "message", "error"]) {
      source.addEventListener(type, (/** @type {any} */ event) => seen.push(event.type, source.readyState));
    }
    await until(() => source.readyState === 2);
    const connected = ["open", 1, "message", 1, "error", 0];
    expect(seen).to.deep.equal([...connected, ...connected, "error", 2]);
  });

  test("members are read-only, and enumerable", async () => {
    const event = await next(connect(new Stream({ status: 500, type: null })), "error");
    expect(() => (event.reason = "other")).to.throw(TypeError);
    expect({ ...event }).to.include({ reason: "status", status: 500, url: event.url });
    expect(event.url.startsWith(ORIGIN)).to.equal(true);
  });
});
