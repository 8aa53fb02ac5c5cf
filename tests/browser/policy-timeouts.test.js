/** The options `connectTimeout`, `heartbeatTimeout` and `maxEventBytes`. */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** Timers may be a little early. */
const EARLY = 2;

const stays = { body: ["data: b\n\n", STALL] };
/** What the server does not answer within any time-out of these tests. */
const silent = { before: [{ pause: 30_000 }] };

test("null is what undefined is: the default", async () => {
  const none = { connectTimeout: null, heartbeatTimeout: null, maxEventBytes: null, reconnectionTime: null };
  const source = connect(new Stream({ body: ["data: a\n\n", { pause: 100 }, "data: b\n\n", STALL] }), none);
  const errors = record(source, "error");
  expect(source.reconnectionTime).to.equal(3000);
  expect((await next(source, "message")).data).to.equal("a");
  expect((await next(source, "message")).data).to.equal("b");
  expect(errors).to.deep.equal([]);
});

describe("connectTimeout", () => {
  test("a server that does not answer: reason connect-timeout, and it is asked again", async () => {
    const stream = new Stream(silent, stays);
    const source = connect(stream, { connectTimeout: 700, reconnectionTime: 1 });
    const messages = record(source, "message");
    const event = await next(source, "error");
    expect(event).to.include({ reason: "connect-timeout", willReconnect: true, status: 0, attempt: 1 });
    expect(event).to.include({ headers: null, url: stream.url });
    expect(event.delay).to.be.within(1, 1.1);
    await until(() => messages.length === 1);
    const [first, second] = await stream.requests();
    expect(first.endedBy).to.equal("client");
    expect(first.endedAt - first.at).to.be.at.least(350);
    expect(second.endedBy).to.equal(null);
  });

  test("is over with the response: the stream may take longer", async () => {
    const stream = new Stream({ body: [":\n", { pause: 2500 }, "data: late\n\n", STALL] });
    const source = connect(stream, { connectTimeout: 2000 });
    const errors = record(source, "error");
    expect((await next(source, "message")).data).to.equal("late");
    expect(errors).to.deep.equal([]);
  });

  test("counts anew for every attempt", async () => {
    const stream = new Stream(silent, silent, stays);
    const source = connect(stream, { connectTimeout: 700, reconnectionTime: 1, maxReconnectionTime: 1 });
    const errors = record(source, "error");
    await next(source, "message");
    expect(errors.map(({ reason }) => reason)).to.deep.equal(["connect-timeout", "connect-timeout"]);
    expect(errors.map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
  });

  test("close() stops it", async () => {
    const source = connect(new Stream(silent), { connectTimeout: 50 });
    const events = record(source);
    await sleep(10);
    source.close();
    await sleep(100);
    expect(events).to.deep.equal([]);
  });

  test("includes what the functions for headers and body take", async () => {
    const source = connect(new Stream(stays), {
      connectTimeout: 50,
      reconnectionTime: 60_000,
      headers: () => new Promise(() => {}),
    });
    expect(await next(source, "error")).to.include({ reason: "connect-timeout", willReconnect: true });
  });
});

describe("heartbeatTimeout", () => {
  test("a stream that falls silent: reason heartbeat, dropped and reestablished with the last event ID", async () => {
    const stream = new Stream({ body: ["retry: 1\nid: 7\ndata: a\n\n", STALL] }, stays);
    const source = connect(stream, { heartbeatTimeout: 600 });
    const messages = record(source, "message");
    const event = await next(source, "error");
    expect(event).to.include({ reason: "heartbeat", willReconnect: true, status: 200, attempt: 1 });
    expect(source.readyState).to.equal(0);
    await until(() => messages.length === 2);
    const [first, second] = await stream.requests();
    expect(first.endedBy).to.equal("client");
    expect(first.endedAt - first.at).to.be.at.least(600 - EARLY);
    expect(second.headers["last-event-id"]).to.equal("7");
  });

  test("comments are a sign of life", async () => {
    const source = connect(new Stream({ body: [BEATS] }), { heartbeatTimeout: 1000 });
    const errors = record(source, "error");
    await next(source, "open");
    await sleep(2500);
    expect(errors).to.deep.equal([]);
    expect(source.readyState).to.equal(1);
  });

  test("so is half a line", async () => {
    const body = [{ text: "data: ".concat("x".repeat(60)), piece: 1, gap: 40 }, "\n\n", STALL];
    const source = connect(new Stream({ body }), { heartbeatTimeout: 1000 });
    const errors = record(source, "error");
    expect((await next(source, "message")).data).to.equal("x".repeat(60));
    expect(errors).to.deep.equal([]);
  });

  test("a listener that blocks for longer is no silence of the server's", async () => {
    const body = ["data: a\n\n", BEATS];
    const source = connect(new Stream({ body }), { heartbeatTimeout: 500 });
    const errors = record(source, "error");
    source.addEventListener("message", () => {
      const end = performance.now() + 1200;
      while (performance.now() < end);
    });
    await next(source, "message");
    await sleep(400);
    expect(errors).to.deep.equal([]);
  });

  test("close() stops it", async () => {
    const source = connect(new Stream(stays), { heartbeatTimeout: 100 });
    await next(source, "message");
    source.close();
    const events = record(source);
    await sleep(200);
    expect(events).to.deep.equal([]);
  });
});

describe("maxEventBytes", () => {
  const data = (/** @type {number} */ length) => `data: ${"x".repeat(length)}\n\n`;

  test("an event within it is dispatched; one past it: reason too-large, CLOSED", async () => {
    const stream = new Stream({ body: [data(900), data(1100), data(1), STALL] });
    const source = connect(stream, { maxEventBytes: 1000 });
    const messages = record(source, "message");
    const event = await next(source, "error");
    expect(event).to.include({ reason: "too-large", willReconnect: false, delay: 0, status: 200 });
    expect(source.readyState).to.equal(2);
    expect(messages.map((message) => message.data.length)).to.deep.equal([900]);
    expect((await stream.ended())[0].endedBy).to.equal("client");
  });

  for (const [what, body] of Object.entries({
    "a line that does not end": { text: "x".repeat(100), repeat: 1000 },
    "data that does not end": { text: `data: ${"x".repeat(50)}\n`, repeat: 1000 },
    "an ID that does not end": { text: "id: ".concat("x".repeat(5000)) },
  })) {
    test(`${what}: too-large`, async () => {
      const stream = new Stream({ body: [body, BEATS] });
      const source = connect(stream, { maxEventBytes: 2000 });
      expect(await next(source, "error")).to.include({ reason: "too-large", willReconnect: false });
      await stream.ended();
    });
  }

  test("comments do not count, nor do many small events together", async () => {
    const comments = { text: `:${"x".repeat(99)}\n`, repeat: 100 };
    const body = [comments, { text: data(90), repeat: 100 }, "data: last\n\n", STALL];
    const source = connect(new Stream({ body }), { maxEventBytes: 1000 });
    const messages = record(source, "message", "error");
    await until(() => messages.at(-1)?.data === "last");
    expect(messages).to.have.length(101);
  });

  test("shouldReconnect may reestablish it", async () => {
    const stream = new Stream({ body: [data(3000), STALL] }, stays);
    const source = connect(stream, { maxEventBytes: 1000, shouldReconnect: () => 1 });
    expect(await next(source, "error")).to.include({ reason: "too-large", willReconnect: true, delay: 1 });
    await next(source, "message");
  });
});
