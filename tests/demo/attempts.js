/** What the demo shows of the reconnection policy, apart from how it looks. */

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Attempts, bandOf } from "../../www/app/attempts.js";

const RECONNECTION_TIME = 1000;

/** @type {Attempts} */
let attempts;
let now = 0;
let attempt = 1;

/**
 * The connection fails, and after the delay there is another attempt.
 * @param {{ delay?: number, status?: number, retryAfter?: string, answer?: unknown, willReconnect?: boolean }} [failure]
 */
function fail({ delay = 1000, status = 0, retryAfter, answer, willReconnect = true } = {}) {
  const headers = new Headers(retryAfter === undefined ? {} : { "Retry-After": retryAfter });
  const reason = status ? /** @type {const} */ ("status") : /** @type {const} */ ("network");
  const failure = { attempt, delay, headers, reason, status, willReconnect };
  attempts.failed(failure, { now, reconnectionTime: RECONNECTION_TIME, answer });
  now += delay;
  attempt += 1;
}

function bands() {
  return attempts.list.map(({ band }) => band);
}

describe("the attempts shown", () => {
  beforeEach(() => {
    attempts = new Attempts();
    now = 0;
    attempt = 1;
    attempts.asked("new EventSource()", now, { first: true });
    attempts.opened(now);
  });

  test("the first is there without a delay", () => {
    const [{ number, delay, outcome, result } = assert.fail()] = attempts.list;
    assert.deepEqual(
      { number, delay, outcome, result },
      { number: 1, delay: 0, outcome: "open", result: "open" },
    );
  });

  test("the band doubles with each failure, up to the cap, and never goes below the reconnection time", () => {
    for (let count = 0; count < 7; count += 1) fail({ status: 503 });
    assert.deepEqual(bands(), [
      [1000, 1100],
      [1000, 2000],
      [2000, 4000],
      [4000, 8000],
      [8000, 16_000],
      [15_000, 30_000],
      [15_000, 30_000],
    ]);
    assert.deepEqual(bandOf(2, 0), [500, 1000]);
    assert.deepEqual(bandOf(2, 60_000), [60_000, 60_000]);
  });

  test("each has the number of its attempt, and says how it ended", () => {
    fail();
    fail({ status: 503 });
    attempts.opened(now);
    const shown = attempts.list.map(({ number, outcome, result }) => [number, outcome, result]);
    assert.deepEqual(shown, [
      [2, "failed", "status 503"],
      [3, "open", "open"],
    ]);
  });

  test("an event begins a new story, and so does a connection that was open for 5 s", () => {
    fail();
    fail();
    attempts.opened(now);
    attempts.delivered();
    fail();
    assert.deepEqual(bands(), [[1000, 1100]]);
    attempts.opened(now);
    now += 4999;
    fail();
    assert.equal(attempts.list.length, 2);
    attempts.opened(now);
    now += 5000;
    fail();
    assert.deepEqual(bands(), [[1000, 1100]]);
  });

  test("Retry-After and an answer of shouldReconnect come before the back-off", () => {
    fail({ status: 503, retryAfter: "3", delay: 3100, answer: true });
    fail({ status: 401, answer: 0, delay: 0 });
    fail({ status: 503, answer: true, delay: 2500 });
    assert.deepEqual(
      attempts.list.map(({ rule, band }) => [rule, ...band.map(Math.round)]),
      [
        ["Retry-After", 3000, 3300],
        ["shouldReconnect", 0, 0],
        ["back-off, failure 3", 2000, 4000],
      ],
    );
  });

  test("a delay beyond its band is the bound on attempts in 10 s", () => {
    fail({ delay: 7000 });
    const [{ rule, band } = assert.fail()] = attempts.list;
    assert.deepEqual([rule, ...band], ["ten in 10 s at most", 7000, 7000]);
  });

  test("a final failure adds none, close() ends the one that waits", () => {
    fail();
    fail({ status: 204, willReconnect: false });
    assert.deepEqual(
      attempts.list.map(({ result }) => result),
      ["status 204"],
    );
    attempts.asked("reconnect()", now);
    attempts.closed();
    assert.deepEqual(
      attempts.list.map(({ rule, result }) => [rule, result]),
      [["reconnect()", "closed by you"]],
    );
  });

  test("reconnect() is the next attempt, whether one waits or is under way", () => {
    fail();
    attempts.asked("reconnect()", now - 1);
    assert.equal(attempts.list[0]?.number, 2, "the second was not made yet");
    attempts.asked("reconnect()", now);
    assert.equal(attempts.list[0]?.number, 3, "it is under way");
    attempts.opened(now);
    attempts.asked("reconnect()", now);
    assert.equal(attempts.list[0]?.number, 4);
  });
});
