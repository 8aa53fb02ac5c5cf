/** Streams of another origin: a refusal is final, a network that is down is not. */

import { expect } from "chai";

import { BEATS, connect, next, OTHER_ORIGIN, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** An origin where nobody listens. */
async function downOrigin() {
  const origin = await (await fetch("/ports", { method: "POST" })).json();
  await fetch(`/ports/${new URL(origin).port}`, { method: "DELETE" });
  return origin;
}

async function isRefused(/** @type {Stream} */ stream, options = {}) {
  const source = connect(stream.at(OTHER_ORIGIN), options);
  source.reconnectionTime = 1;
  const events = record(source);
  const event = await next(source, "error");
  expect(event).to.include({
    reason: "cors",
    willReconnect: false,
    delay: 0,
    status: 0,
    headers: null,
    attempt: 1,
  });
  expect(event.cause).to.be.instanceOf(Error);
  expect(event.url).to.equal(stream.at(OTHER_ORIGIN));
  expect(source.readyState).to.equal(2);
  await stream.ended();
  await sleep(30);
  expect(events).to.have.length(1);
}

describe("another origin", () => {
  test("that permits it is read, and its hidden headers are not", async () => {
    const stream = new Stream({ headers: { "X-Test": "hidden" }, body: ["data: a\n\n", STALL] });
    const source = connect(stream.at(OTHER_ORIGIN));
    const [{ headers }] = await Promise.all([next(source, "open"), next(source, "message")]);
    expect(headers.get("x-test")).to.equal(null);
    expect(headers.get("content-type")).to.equal("text/event-stream");
  });

  test("that permits it to all is read without credentials", async () => {
    const stream = new Stream({ cors: "*", body: ["data: a\n\n", STALL] });
    await next(connect(stream.at(OTHER_ORIGIN)), "message");
  });

  test("that permits it to all refuses credentials", async () => {
    await isRefused(new Stream({ cors: "*", body: ["data: a\n\n", STALL] }), { withCredentials: true });
  });

  test("that refuses: error, reason cors, CLOSED; asked twice, and nothing is left open", async () => {
    const stream = new Stream({ cors: "refuse", body: ["data: a\n\n", STALL] });
    await isRefused(stream, { headers: {} });
    const requests = await stream.allRequests();
    expect(requests.map(({ method }) => method)).to.deep.equal(["GET", "GET"]);
  });

  test("the second request has no credentials and no headers of ours", async () => {
    document.cookie = "test=a cookie; path=/play; SameSite=Lax";
    const stream = new Stream({ cors: "refuse", body: [":\n", STALL] });
    try {
      await isRefused(stream, { withCredentials: true, lastEventId: "7", headers: { "X-Test": "x" } });
    } finally {
      document.cookie = "test=; path=/play; max-age=0";
    }
    const requests = await stream.allRequests();
    // The first is the question for permission: it was refused, so no request followed.
    expect(requests.map(({ method }) => method)).to.deep.equal(["OPTIONS", "GET"]);
    expect(requests[1]?.headers).to.not.have.any.keys("cookie", "last-event-id", "x-test", "authorization");
  });

  test("that refuses with a status", async () => {
    await isRefused(new Stream({ cors: "refuse", status: 401, type: null }));
  });

  test("that refuses the headers", async () => {
    await isRefused(new Stream({ body: [":\n", STALL] }), { headers: { "X-Not-Allowed": "x" } });
  });

  test("a redirect to an origin that refuses", async () => {
    const target = new Stream({ cors: "refuse", body: [BEATS] });
    const redirect = { status: 302, type: null, headers: { Location: target.at(OTHER_ORIGIN) } };
    const source = connect(new Stream(redirect));
    const event = await next(source, "error");
    // The URL is of the page's own origin: it is not looked into further.
    expect(event).to.include({ reason: "network", willReconnect: true });
  });

  test("that is down: error, reason network, CONNECTING; and it is asked again", async () => {
    const source = connect(`${await downOrigin()}/x`);
    source.reconnectionTime = 10;
    const errors = record(source, "error");
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", willReconnect: true, status: 0, headers: null });
    expect(event.cause).to.be.instanceOf(Error);
    expect(source.readyState).to.equal(0);
    await until(() => errors.length === 2);
    expect(errors[1]).to.include({ reason: "network", attempt: 2 });
  });

  test("the page's own host on a port where nobody listens", async () => {
    const source = connect(`${await downOrigin()}/play/x`, {
      withCredentials: true,
      headers: { "X-Test": "x" },
    });
    expect(await next(source, "error")).to.include({ reason: "network", willReconnect: true });
  });

  test("that permitted it once and refuses then: reestablished, as the network may be down", async () => {
    const stream = new Stream(
      { body: ["retry: 1\ndata: a\n\n"] },
      { cors: "refuse" },
      { body: ["data: b\n\n", STALL] },
    );
    const source = connect(stream.at(OTHER_ORIGIN));
    const events = record(source, "message", "error");
    await until(() => events.at(-1)?.data === "b");
    expect(events.map(({ data, reason }) => data ?? reason)).to.deep.equal([
      "a",
      "end-of-stream",
      "network",
      "b",
    ]);
    expect(await stream.requests()).to.have.length(3);
  });

  test("a server that does not answer the second request in 5 s: reason network", async () => {
    const stream = new Stream({ cors: "refuse", status: 204, type: null }, { before: [{ pause: 20_000 }] });
    const source = connect(stream.at(OTHER_ORIGIN));
    const started = performance.now();
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", willReconnect: true });
    expect(performance.now() - started).to.be.at.least(4990);
    expect((await stream.ended())[1].endedBy).to.equal("client");
  });
});
