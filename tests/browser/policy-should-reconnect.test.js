/** The option `shouldReconnect`: asked on every failure, and its answer wins. */

import { expect } from "chai";

import {
  connect,
  EventSource,
  next,
  OTHER_ORIGIN,
  record,
  RESET,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

/** Timers may be a little early. */
const EARLY = 2;

const refused = { status: 503, type: null };
const ended = { body: ["retry: 20\nid: 1\ndata: a\n\n"] };
const stays = { body: ["data: b\n\n", STALL] };
const MEMBERS = ["reason", "message", "cause", "status", "statusText", "headers", "url"].concat(
  "attempt",
  "willReconnect",
  "delay",
);

describe("shouldReconnect", () => {
  for (const [what, answer, expected] of [
    ["a failure that is reestablished", ended, { reason: "end-of-stream", willReconnect: true, status: 200 }],
    ["a fatal failure", refused, { reason: "status", willReconnect: false, delay: 0, status: 503 }],
  ]) {
    test(`is asked on ${what}; the Failure shows the default, and undefined is it`, async () => {
      /** @type {any[]} */
      const failures = [];
      const stream = new Stream(answer, stays);
      const source = connect(stream, { shouldReconnect: (failure) => void failures.push(failure) });
      const event = await next(source, "error");
      const [failure] = failures;
      expect(failure).to.be.instanceOf(Error);
      expect(failure).to.include({ ...expected, attempt: 1, url: stream.url });
      expect(failure.headers).to.be.instanceOf(Headers);
      for (const member of MEMBERS) expect(event[member], member).to.equal(failure[member]);
      expect(source.readyState).to.equal(expected.willReconnect ? 0 : 2);
      if (expected.willReconnect) await next(source, "message");
      else await sleep(50);
      expect(failures).to.have.length(1);
      expect(await stream.requests()).to.have.length(expected.willReconnect ? 2 : 1);
    });
  }

  for (const [how, wait] of Object.entries({ "at once": false, "with a promise": true })) {
    const answering = (/** @type {unknown} */ answer) => () => (wait ? sleep(5).then(() => answer) : answer);

    for (const [what, answer] of Object.entries({ reestablished: ended, fatal: refused })) {
      test(`false ${how}: CLOSED, where it would be ${what}`, async () => {
        const stream = new Stream(answer, stays);
        const source = connect(stream, { shouldReconnect: answering(false) });
        expect(await next(source, "error")).to.include({ willReconnect: false, delay: 0 });
        expect(source.readyState).to.equal(2);
        await sleep(60);
        expect(await stream.requests()).to.have.length(1);
      });

      test(`true ${how}: after the default delay, where it would be ${what}`, async () => {
        const stream = new Stream(answer, stays);
        const source = connect(stream, { shouldReconnect: answering(true), reconnectionTime: 20 });
        const messages = record(source, "message");
        const event = await next(source, "error");
        expect(event.willReconnect).to.equal(true);
        expect(event.delay).to.be.within(20, 22);
        expect(source.readyState).to.equal(0);
        await until(() => messages.at(-1)?.data === "b");
        const [first, second] = await stream.requests();
        expect(second.at - first.at).to.be.at.least(20 - EARLY);
      });

      test(`a number ${how}: after so many milliseconds, where it would be ${what}`, async () => {
        const stream = new Stream(answer, stays);
        const source = connect(stream, { shouldReconnect: answering(40), reconnectionTime: 1 });
        const messages = record(source, "message");
        expect(await next(source, "error")).to.include({ willReconnect: true, delay: 40 });
        await until(() => messages.at(-1)?.data === "b");
        const [first, second] = await stream.requests();
        expect(second.at - first.at).to.be.at.least(40 - EARLY);
      });
    }

    test(`0 ${how}: without a delay`, async () => {
      const stream = new Stream(refused, stays);
      const source = connect(stream, { shouldReconnect: answering(0) });
      expect(await next(source, "error")).to.include({ willReconnect: true, delay: 0 });
      await next(source, "message");
    });

    for (const answer of [NaN, Infinity, -1, -Infinity, "5", "", null, {}, [], Symbol("x"), 5n, () => true]) {
      test(`${String(answer)} (${typeof answer}) ${how}: reason options, CLOSED`, async () => {
        const stream = new Stream(ended, stays);
        const source = connect(stream, { shouldReconnect: answering(answer) });
        const event = await next(source, "error");
        expect(event).to.include({ reason: "options", willReconnect: false, delay: 0 });
        expect(event.cause).to.be.instanceOf(TypeError);
        expect(source.readyState).to.equal(2);
        await sleep(30);
        expect(await stream.requests()).to.have.length(1);
      });
    }
  }

  const error = new RangeError("from the policy");
  for (const [name, shouldReconnect] of Object.entries({
    throws: () => {
      throw error;
    },
    rejects: () => Promise.reject(error),
  })) {
    test(`that ${name}: reason options, CLOSED, with the cause`, async () => {
      const stream = new Stream(refused, stays);
      const source = connect(stream, { shouldReconnect });
      const event = await next(source, "error");
      expect(event).to.include({ reason: "options", willReconnect: false, delay: 0 });
      expect(event.cause).to.equal(error);
      expect(source.readyState).to.equal(2);
    });
  }

  test("an expired token is refreshed on a 401; meanwhile CONNECTING, and no event", async () => {
    let token = "old";
    let isRefreshed = () => {};
    const stream = new Stream({ status: 401, type: null }, stays);
    const source = connect(stream, {
      headers: () => ({ Authorization: `Bearer ${token}` }),
      shouldReconnect: async ({ status }) => {
        if (status !== 401) return undefined;
        await new Promise((resolve) => (isRefreshed = () => resolve(undefined)));
        token = "new";
        return 0;
      },
    });
    const events = record(source);
    await stream.ended();
    await sleep(30);
    expect(source.readyState).to.equal(0);
    expect(events).to.deep.equal([]);
    isRefreshed();
    expect(await next(source, "error")).to.include({ status: 401, willReconnect: true, delay: 0 });
    await next(source, "message");
    const requests = await stream.requests();
    expect(requests.map(({ headers }) => headers.authorization)).to.deep.equal(["Bearer old", "Bearer new"]);
  });

  test("close() while it is pending wins: no event, no request", async () => {
    let settle = (/** @type {boolean} */ _answer) => {};
    let asked = false;
    const stream = new Stream(refused, stays);
    const source = connect(stream, {
      shouldReconnect: () => {
        asked = true;
        return new Promise((resolve) => (settle = resolve));
      },
    });
    const events = record(source);
    await until(() => asked);
    source.close();
    settle(true);
    await sleep(30);
    expect(source.readyState).to.equal(2);
    expect(events).to.deep.equal([]);
    expect(await stream.requests()).to.have.length(1);
  });

  test("reconnect() while it is pending wins: no error event", async () => {
    let settle = (/** @type {boolean} */ _answer) => {};
    let asked = 0;
    const stream = new Stream(refused, stays);
    const source = connect(stream, {
      shouldReconnect: () => {
        asked += 1;
        return new Promise((resolve) => (settle = resolve));
      },
    });
    const events = record(source);
    await until(() => asked === 1);
    source.reconnect();
    settle(false);
    await until(() => events.length === 2);
    await tasks(2);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
    expect(source.readyState).to.equal(1);
    expect(asked).to.equal(1);
  });

  test("that calls close() or reconnect() itself", async () => {
    for (const method of ["close", "reconnect"]) {
      const stream = new Stream(refused, stays);
      const source = connect(stream, { shouldReconnect: () => void source[method]() });
      const events = record(source);
      await until(async () => (await stream.requests()).length === (method === "close" ? 1 : 2));
      await until(() => source.readyState === (method === "close" ? 2 : 1));
      await sleep(30);
      expect(events.map(({ type }) => type)).to.not.include("error");
    }
  });

  test("its second argument and this: none", async () => {
    /** @type {any[]} */
    const calls = [];
    const source = connect(new Stream(refused), {
      shouldReconnect(/** @type {unknown[]} */ ...parameters) {
        calls.push([this, ...parameters]);
      },
    });
    await next(source, "error");
    expect(calls[0]).to.have.length(2);
    // Its options' `this` would hold on to them.
    expect(calls[0][0] instanceof EventSource).to.equal(false);
  });

  test("decides on each failure of its own", async () => {
    /** @type {any[]} */
    const reasons = [];
    const stream = new Stream(
      ended,
      refused,
      { body: [":\n", { until: "go" }, RESET] },
      { type: "text/html" },
    );
    const source = connect(stream, {
      reconnectionTime: 1,
      shouldReconnect: ({ reason }) => {
        reasons.push(reason);
        return reason === "content-type" ? false : 1;
      },
    });
    const opens = record(source, "open");
    await until(() => opens.length === 2);
    await stream.go();
    await until(() => source.readyState === 2);
    expect(reasons).to.deep.equal(["end-of-stream", "status", "network", "content-type"]);
    expect(await stream.requests()).to.have.length(4);
  });

  test("is asked about a refusal of another origin too", async () => {
    /** @type {any[]} */
    const reasons = [];
    const stream = new Stream({ cors: "refuse", body: ["x"] }, { cors: "refuse", body: ["x"] }, stays);
    const source = connect(stream.at(OTHER_ORIGIN), {
      shouldReconnect: ({ reason }) => reasons.push(reason),
    });
    await next(source, "message");
    expect(reasons).to.deep.equal(["cors"]);
  });
});
