/** reconnect(): drops the connection and connects again at once, in every state, without an event. */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const again = { body: ["data: again\n\n", STALL] };

/** From now on: nothing but the new connection's events. */
async function connectsAgain(
  /** @type {any} */ source,
  /** @type {Stream} */ stream,
  /** @type {number} */ requests,
) {
  const events = record(source);
  expect(source.reconnect()).to.equal(undefined);
  expect(source.readyState).to.equal(0);
  await until(() => events.length === 2);
  expect(events.map(({ type, data }) => [type, data])).to.deep.equal([
    ["open", undefined],
    ["message", "again"],
  ]);
  const all = await stream.requests();
  expect(all).to.have.length(requests);
  expect(all.slice(0, -1).every(({ endedBy }) => endedBy !== null)).to.equal(true);
  return all;
}

describe("reconnect()", () => {
  test("while the request is under way", async () => {
    const stream = new Stream({ before: [{ pause: 5000 }] }, again);
    const source = connect(stream);
    await stream.requested();
    const [first] = await connectsAgain(source, stream, 2);
    expect(first.endedBy).to.equal("client");
  });

  test("in the same task as the constructor", async () => {
    const source = connect(new Stream(again, again));
    const events = record(source);
    source.reconnect();
    await until(() => events.length === 2);
    await sleep(20);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
  });

  test("while OPEN: with the last event ID", async () => {
    const stream = new Stream({ body: ["id: 7\ndata: a\n\ndata: half", BEATS] }, again);
    const source = connect(stream);
    await next(source, "message");
    const [first, second] = await connectsAgain(source, stream, 2);
    expect(first.endedBy).to.equal("client");
    expect(second.headers["last-event-id"]).to.equal("7");
  });

  test("while the delay runs: at once, and the delay's attempt does not come too", async () => {
    const stream = new Stream({ body: ["retry: 100\ndata: a\n\n"] }, again);
    const source = connect(stream);
    const { delay } = await next(source, "error");
    await connectsAgain(source, stream, 2);
    await sleep(delay + 50);
    expect(await stream.requests()).to.have.length(2);
  });

  test("after close()", async () => {
    const stream = new Stream({ body: ["data: a\n\n", BEATS] }, again);
    const source = connect(stream);
    await next(source, "message");
    source.close();
    await stream.ended();
    await connectsAgain(source, stream, 2);
  });

  test("after the connection failed", async () => {
    const stream = new Stream({ status: 401, type: null }, again);
    const source = connect(stream);
    await next(source, "error");
    expect(source.readyState).to.equal(2);
    await connectsAgain(source, stream, 2);
  });

  test("in the error listener of a connection that failed", async () => {
    const stream = new Stream({ status: 401, type: null }, again);
    const source = connect(stream);
    source.onerror = () => source.reconnect();
    expect((await next(source, "message")).data).to.equal("again");
    expect(await stream.requests()).to.have.length(2);
  });

  test("in the error listener of a connection that is being reestablished: one request, not two", async () => {
    const stream = new Stream({ body: ["retry: 20\ndata: a\n\n"] }, again);
    const source = connect(stream);
    source.onerror = () => source.reconnect();
    await next(source, "error");
    await next(source, "message");
    await sleep(60);
    expect(await stream.requests()).to.have.length(2);
  });

  test("in a listener of open", async () => {
    const stream = new Stream({ body: ["data: a\n\n", BEATS] }, again);
    const source = connect(stream);
    const events = record(source);
    source.addEventListener("open", () => source.reconnect(), { once: true });
    await next(source, "message");
    expect(events.map(({ type, data }) => [type, data])).to.deep.equal([
      ["open", undefined],
      ["open", undefined],
      ["message", "again"],
    ]);
    expect((await stream.requests())[0]?.endedBy).to.equal("client");
  });

  test("several times in a row: one connection is left", async () => {
    const stream = new Stream({ before: [{ pause: 20 }], body: ["data: a\n\n", STALL] });
    const source = connect(stream);
    const events = record(source);
    for (let n = 0; n < 5; n += 1) source.reconnect();
    await next(source, "message");
    await sleep(60);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
    await until(async () => (await stream.requests()).filter(({ endedBy }) => endedBy === null).length === 1);
  });

  test("then close(): closed", async () => {
    const stream = new Stream({ body: ["data: a\n\n", BEATS] });
    const source = connect(stream);
    await next(source, "message");
    const events = record(source);
    source.reconnect();
    source.close();
    expect(source.readyState).to.equal(2);
    await stream.ended();
    await sleep(30);
    expect(events).to.deep.equal([]);
  });

  test("attempts go on counting, and the reconnection time is kept", async () => {
    const stream = new Stream({ body: ["retry: 7\ndata: a\n\n", BEATS] }, { status: 500, type: null });
    const source = connect(stream);
    await next(source, "message");
    source.reconnect();
    expect((await next(source, "error")).attempt).to.equal(2);
    expect(source.reconnectionTime).to.equal(7);
  });

  test("more than ten of them in 10 s are not held back", async () => {
    const stream = new Stream({ status: 503, type: null });
    const source = connect(stream);
    for (let n = 1; n <= 15; n += 1) {
      await next(source, "error");
      source.reconnect();
    }
    expect((await next(source, "error")).attempt).to.equal(16);
  });
});
