/** Every reason for which a connection fails: what `error`, the Failure and the state then say. */

import { expect } from "chai";

import {
  BEATS,
  BREAK,
  connect,
  next,
  OTHER_ORIGIN,
  record,
  RESET,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const DETAILS = ["reason", "message", "cause", "status", "statusText", "headers", "url"].concat(
  "attempt",
  "willReconnect",
  "delay",
);
const text = { body: ["data: a\n\n"] };
const noResponse = { status: 0, statusText: "", headers: null };
const ok = { status: 200, statusText: "OK" };
const fatal = { willReconnect: false, delay: 0 };
const passing = { willReconnect: true };

/**
 * @typedef {object} Row
 * @property {import("/tests/server/answers.js").Answer} [answer]
 * @property {string} [url] instead of a stream
 * @property {string} [origin]
 * @property {object} [options]
 * @property {"none" | "an Error"} cause
 * @property {string} words what the message says
 * @property {object} expected
 */

/** @type {Record<string, Row>} engine: see engine-refused.test.js */
const ROWS = {
  "network, before a response": {
    answer: { before: [BREAK] },
    cause: "an Error",
    words: "lost",
    expected: { reason: "network", ...noResponse, ...passing },
  },
  "network, in the body": {
    answer: { body: ["data: a\n\n", { pause: 100 }, RESET] },
    cause: "an Error",
    words: "lost",
    expected: { reason: "network", ...ok, ...passing },
  },
  "end-of-stream": {
    answer: text,
    cause: "none",
    words: "ended",
    expected: { reason: "end-of-stream", ...ok, ...passing },
  },
  heartbeat: {
    answer: { body: [":\n", STALL] },
    options: { heartbeatTimeout: 100 },
    cause: "none",
    words: "heartbeat",
    expected: { reason: "heartbeat", ...ok, ...passing },
  },
  "connect-timeout": {
    answer: { before: [{ pause: 20_000 }] },
    options: { connectTimeout: 100 },
    cause: "none",
    words: "connect time-out",
    expected: { reason: "connect-timeout", ...noResponse, ...passing },
  },
  status: {
    answer: { status: 418, statusText: "Teapot", body: [BEATS] },
    cause: "none",
    words: "418",
    expected: { reason: "status", status: 418, statusText: "Teapot", ...fatal },
  },
  "content-type": {
    answer: { type: "application/json", body: ["{}"] },
    cause: "none",
    words: "application/json",
    expected: { reason: "content-type", ...ok, ...fatal },
  },
  cors: {
    answer: { cors: "refuse", body: ["data: a\n\n"] },
    origin: OTHER_ORIGIN,
    cause: "an Error",
    words: "CORS",
    expected: { reason: "cors", ...noResponse, ...fatal },
  },
  scheme: {
    url: "ftp://127.0.0.1/stream",
    cause: "none",
    words: "scheme",
    expected: { reason: "scheme", ...noResponse, ...fatal },
  },
  "too-large": {
    answer: { body: [`data: ${"x".repeat(2000)}\n\n`, STALL] },
    options: { maxEventBytes: 1000 },
    cause: "none",
    words: "maxEventBytes",
    expected: { reason: "too-large", ...ok, ...fatal },
  },
  options: {
    answer: text,
    options: {
      headers() {
        throw new Error("no token");
      },
    },
    cause: "an Error",
    words: "no token",
    expected: { reason: "options", ...noResponse, ...fatal },
  },
};

describe("failure reasons", () => {
  for (const [name, { answer = {}, url, origin, options, cause, words, expected }] of Object.entries(ROWS)) {
    test(name, async () => {
      /** @type {any[]} */
      const failures = [];
      const stream = new Stream(answer);
      const wanted = url ?? stream.at(origin ?? location.origin);
      const source = connect(wanted, {
        reconnectionTime: 60_000,
        shouldReconnect: (/** @type {any} */ failure) => void failures.push(failure),
        ...options,
      });
      const events = record(source, "error");
      const event = await next(source, "error");
      const { willReconnect } = /** @type {any} */ (expected);

      expect(event).to.include({ ...expected, attempt: 1, url: wanted, type: "error" });
      expect(event.message).to.include(words);
      if (cause === "none") expect(event.cause).to.equal(undefined);
      else expect(event.cause).to.be.instanceOf(Error);
      if (event.status === 0) expect(event.headers).to.equal(null);
      else expect(event.headers).to.be.instanceOf(Headers);
      if (willReconnect) expect(event.delay).to.be.within(60_000, 66_000);
      expect(source.readyState).to.equal(willReconnect ? 0 : 2);
      expect(event).to.be.instanceOf(Event);

      expect(failures).to.have.length(1);
      expect(failures[0]).to.be.instanceOf(Error);
      for (const member of DETAILS) expect(event[member], member).to.equal(failures[0][member]);
      expect(String(failures[0])).to.include(event.message);

      await sleep(20);
      expect(events).to.have.length(1);
      if (willReconnect) expect(source.readyState).to.equal(0);
    });
  }

  test("attempts count on over failures, reconnect() and close()", async () => {
    const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { status: 500, type: null });
    const source = connect(stream);
    const events = record(source, "error");
    await until(() => source.readyState === 2);
    source.reconnect();
    await until(() => events.length === 3);
    source.close();
    source.reconnect();
    await until(() => events.length === 4);
    expect(events.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4]);
  });
});
