/** `Retry-After`, the caps of the back-off, TRANSIENT_STATUSES. */

import { expect } from "chai";
import { TRANSIENT_STATUSES } from "eventsource-wasm";

import { BREAK, connect, next, OTHER_ORIGIN, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** Timers may be a little early. */
const EARLY = 2;

const stays = { body: ["data: b\n\n", STALL] };
const busy = (/** @type {string} */ retryAfter, headers = {}) => ({
  status: 503,
  type: null,
  headers: { "Retry-After": retryAfter, ...headers },
});
const again = { shouldReconnect: () => true };

/** What the first failure says. */
async function errorOf(
  /** @type {object} */ answer,
  /** @type {object} */ options,
  origin = location.origin,
) {
  const source = connect(new Stream(answer, stays).at(origin), options);
  const event = await next(source, "error");
  source.close();
  return event;
}

describe("Retry-After", () => {
  test("in seconds: the delay, plus up to 10 %", async () => {
    const stream = new Stream(busy("1"), stays);
    const source = connect(stream, { ...again, reconnectionTime: 1 });
    const { delay } = await next(source, "error");
    expect(delay).to.be.within(1000, 1100);
    await next(source, "message");
    const [first, second] = await stream.requests();
    expect(second.at - first.at).to.be.at.least(1000 - EARLY);
  });

  test("a date", async () => {
    const seconds = Math.ceil(Date.now() / 1000) + 60;
    const before = Date.now();
    const { delay } = await errorOf(busy(new Date(seconds * 1000).toUTCString()), again);
    expect(delay).to.be.at.most((seconds * 1000 - before) * 1.1);
    expect(delay).to.be.at.least(seconds * 1000 - Date.now());
  });

  test("a date in the past: no delay", async () => {
    const { delay } = await errorOf(busy("Sun, 06 Nov 1994 08:49:37 GMT"), again);
    expect(delay).to.equal(0);
  });

  test("0: no delay", async () => {
    expect((await errorOf(busy("0"), { ...again, reconnectionTime: 5000 })).delay).to.equal(0);
  });

  test("is not capped by maxReconnectionTime", async () => {
    const { delay } = await errorOf(busy("100"), { ...again, maxReconnectionTime: 1000 });
    expect(delay).to.be.within(100_000, 110_000);
  });

  test("is not more than a timer can take", async () => {
    expect((await errorOf(busy("99999999999999999999"), again)).delay).to.equal(2 ** 31 - 1);
  });

  for (const value of ["soon", "-5", "1.5", "1e3", "5 s", ""]) {
    test(`${JSON.stringify(value)} is none: the default delay`, async () => {
      const { delay } = await errorOf(busy(value), { ...again, reconnectionTime: 20 });
      expect(delay).to.be.within(20, 22);
    });
  }

  test("a number from shouldReconnect wins over it", async () => {
    expect((await errorOf(busy("100"), { shouldReconnect: () => 10 })).delay).to.equal(10);
  });

  test("does not make a status one that is retried", async () => {
    expect(await errorOf(busy("1"), {})).to.include({ willReconnect: false, delay: 0 });
    const shouldReconnect = () => {};
    expect(await errorOf(busy("1"), { shouldReconnect })).to.include({ willReconnect: false, delay: 0 });
  });

  test("of another origin: seen only where the server exposes it", async () => {
    const options = { ...again, reconnectionTime: 20 };
    expect((await errorOf(busy("100"), options, OTHER_ORIGIN)).delay).to.be.within(20, 22);
    const exposed = busy("100", { "Access-Control-Expose-Headers": "Retry-After" });
    expect((await errorOf(exposed, options, OTHER_ORIGIN)).delay).to.be.within(100_000, 110_000);
  });

  test("counts for its own response only", async () => {
    const stream = new Stream(busy("0"), { status: 503, type: null }, stays);
    const source = connect(stream, { ...again, reconnectionTime: 600 });
    const errors = record(source, "error");
    await until(() => errors.length === 2);
    expect(errors[0].delay).to.equal(0);
    expect(errors[1].delay).to.be.at.least(600);
  });

  test("of a response that is announced is nothing", async () => {
    const answer = { headers: { "Retry-After": "100" }, body: ["retry: 20\ndata: a\n\n"] };
    expect((await errorOf(answer, {})).delay).to.be.within(20, 22);
  });
});

describe("reconnectionTime and maxReconnectionTime", () => {
  test("reconnectionTime is the first delay, and readable", async () => {
    const stream = new Stream({ body: ["data: a\n\n"] }, stays);
    const source = connect(stream, { reconnectionTime: 70 });
    expect(source.reconnectionTime).to.equal(70);
    expect((await next(source, "error")).delay).to.be.within(70, 77);
    await next(source, "message");
    const [first, second] = await stream.requests();
    expect(second.at - first.at).to.be.at.least(70 - EARLY);
  });

  test("the stream's retry replaces it", async () => {
    const source = connect(new Stream({ body: ["retry: 5\n\n"] }), { reconnectionTime: 60_000 });
    expect((await next(source, "error")).delay).to.be.within(5, 5.5);
    expect(source.reconnectionTime).to.equal(5);
  });

  test("maxReconnectionTime caps the back-off", async () => {
    const source = connect(new Stream({ before: [BREAK] }), { reconnectionTime: 1, maxReconnectionTime: 60 });
    const errors = record(source, "error");
    await until(() => errors.length === 5);
    source.close();
    expect(errors[0].delay).to.be.within(1, 1.1);
    for (const { delay } of errors.slice(1)) expect(delay).to.be.within(30, 60);
  });

  test("a reconnection time above the cap is never undercut", async () => {
    const source = connect(new Stream({ before: [BREAK] }), {
      reconnectionTime: 80,
      maxReconnectionTime: 10,
    });
    const errors = record(source, "error");
    await until(() => errors.length === 3);
    source.close();
    for (const { delay } of errors) expect(delay).to.be.within(80, 88);
  });

  test("a cap of 0: the reconnection time alone", async () => {
    const source = connect(new Stream({ before: [BREAK] }), { reconnectionTime: 30, maxReconnectionTime: 0 });
    const errors = record(source, "error");
    await until(() => errors.length === 3);
    source.close();
    for (const { delay } of errors) expect(delay).to.be.within(30, 33);
  });

  test("a connection that delivered an event sets the back-off back", async () => {
    const refused = { status: 503, type: null };
    const stream = new Stream(refused, { body: ["data: a\n\n"] }, refused);
    const source = connect(stream, { reconnectionTime: 1, ...again });
    const errors = record(source, "error");
    await until(() => errors.length === 3);
    source.close();
    const [first, second, third] = errors;
    expect([first.reason, second.reason]).to.deep.equal(["status", "end-of-stream"]);
    expect(first.delay).to.be.within(1, 1.1);
    expect(second.delay).to.be.within(1, 1.1);
    expect(third.delay).to.be.within(500, 1000);
  });
});

describe("TRANSIENT_STATUSES", () => {
  test("are those that are worth another attempt, and cannot be changed", () => {
    expect([...TRANSIENT_STATUSES]).to.deep.equal([408, 425, 429, 500, 502, 503, 504]);
    expect(Object.isFrozen(TRANSIENT_STATUSES)).to.equal(true);
  });

  test("make a policy", async () => {
    const shouldReconnect = ({ status }) => TRANSIENT_STATUSES.includes(status) || undefined;
    const stream = new Stream({ status: 502 }, { status: 429 }, { status: 404 });
    const source = connect(stream, { shouldReconnect, reconnectionTime: 1, maxReconnectionTime: 1 });
    const errors = record(source, "error");
    await until(() => source.readyState === 2);
    await sleep(20);
    expect(errors.map(({ status }) => status)).to.deep.equal([502, 429, 404]);
  });
});
