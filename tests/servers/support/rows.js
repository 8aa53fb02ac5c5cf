/** What every server is asked: 10,000 numbered events through cuts, and through its own sudden death. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { available, BROWSERS } from "../../support/browsers.js";
import { Cutter } from "./cutter.js";
import { Feed } from "./feed.js";
import { openPage, startPages } from "./page.js";
import { cutPlaces, randomFrom, SEED } from "./random.js";

/** @typedef {import("./program.js").Program} Program */
/** @typedef {import("./record.js").Record} Record */
/** @typedef {import("../../support/browsers.js").BrowserName} BrowserName */
/** @typedef {Awaited<ReturnType<typeof openPage>>} Page */

export const LAST = 10_000;
const TOKEN = "5ecret";
/** Cuts in the browser that takes the whole test, and in those that are only to show that they can. */
const CUTS = { chromium: 20, firefox: 3, webkit: 3 };
/** Fewer than the bytes of an event, for the first bytes of a connection, its headers, are not cut. */
const EVENT_BYTES = 22;
/** What takes long is publishing. */
const PATIENCE = 180_000;
/** How long a server that was killed is away. */
const AWAY = 5000;

/**
 * @typedef {object} Row
 * @property {(env: { ORIGIN: string, TOKEN: string }) => Promise<Program>} start
 * @property {string | (() => string)} [path] of the stream; a function: of a new stream for every test
 * @property {(name: BrowserName) => object} [options] of the EventSource, beside a bearer token
 * @property {string[]} [types] of the events
 * @property {(record: Record, errors: number, count: number) => void} [check] of what came, in the end
 * @property {(n: number) => Promise<unknown>} [publish] for servers that are told what to send: the next event
 * @property {import("../../../js/index.js").FailureReason} [ended] how the page is told that the server died: "network" where the body is framed
 * @property {RegExp} [middle] inside event 5000
 * @property {() => number[]} [ports] of several instances; each connection is cut over to the next one
 * @property {boolean} [encrypted]
 * @property {string} [scheme]
 * @property {(name: BrowserName) => import("../../support/browsers.js").LaunchOptions} [launch]
 * @property {() => void} [stop] what is left beside the program
 * @property {(context: Context) => void} [more] tests of its own, in Chromium
 *
 * @typedef {object} Context
 * @property {Program} program
 * @property {Page} page
 * @property {Cutter} cutter
 * @property {string} origin of the page
 * @property {(path: string, port?: number) => string} url by default through the cutter
 * @property {object} options with the token
 */

/** Nothing lost, nothing repeated, and every event with its ID. */
function complete(/** @type {Record} */ record, /** @type {number} */ _errors, /** @type {number} */ count) {
  assert.deepEqual(record.runs, [[1, count]]);
  assert.equal(record.otherIds, 0);
}

/**
 * @param {string} name
 * @param {Row} row
 * @param {string | false} [skip] why
 */
export function describeServer(name, row, skip = false) {
  if (skip) console.log(`skipped: ${name} (${skip})`);
  for (const browser of BROWSERS) {
    const missing = !available(browser) && "not installed";
    if (!skip && missing) console.log(`skipped: ${name} in ${browser} (${missing})`);
    describe(`${name}, ${browser}`, { skip: skip || missing }, () => inBrowser(browser, row));
  }
}

/**
 * @param {BrowserName} name
 * @param {Row} row
 */
function inBrowser(name, row) {
  const { path = "/events", scheme = "http", encrypted = false, check = complete } = row;
  const { ended = "network", types, middle = /"n": ?5000\b/ } = row;
  const random = randomFrom(SEED);
  const options = {
    headers: { Authorization: `Bearer ${TOKEN}` },
    reconnectionTime: 100,
    maxReconnectionTime: 1000,
    ...row.options?.(name),
  };
  /** @type {Context} */
  const context = /** @type {any} */ ({ options });
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;

  before(async () => {
    pages = await startPages();
    context.origin = pages.origin;
    context.program = await row.start({ ORIGIN: pages.origin, TOKEN });
    const ports = row.ports?.() ?? [context.program.port];
    context.cutter = await new Cutter(ports, { random, encrypted }).listen();
    context.url = (where, port = context.cutter.port) => `${scheme}://127.0.0.1:${port}${where}`;
    context.page = await openPage(name, pages.origin, row.launch?.(name));
  });
  after(async () => {
    await context.page?.quit();
    await context.cutter?.close();
    context.program?.kill();
    row.stop?.();
    await pages?.close();
  });

  const follow = () => {
    const where = typeof path === "function" ? path() : path;
    return context.page.follow(context.url(where), options, { types });
  };

  // Publishing takes long, and the others are to show no more than that they can.
  const count = row.publish && name !== "chromium" ? LAST / 5 : LAST;
  test(`${count} events, cut ${CUTS[name]} times (SEED=${SEED})`, async () => {
    const { cutter, page } = context;
    // TLS: less, for the first bytes of a connection are never cut.
    cutter.places = cutPlaces(random, CUTS[name], count * (encrypted ? 15 : EVENT_BYTES));
    await follow();
    const feed = row.publish && new Feed(row.publish, page.record, count);
    const record = await page.until(({ last }) => last === count, PATIENCE);
    await feed?.stop();
    await page.close();
    assert.equal(cutter.cuts, CUTS[name]);
    const expected = ["network", "end-of-stream", "heartbeat"];
    assert.deepEqual(
      record.errors.filter(({ reason }) => !expected.includes(reason)),
      [],
    );
    // Not every cut: what breaks before an answer, on a connection that was in use, the browser asks anew itself.
    assert.ok(
      record.errors.length >= Math.max(record.opens - 1, CUTS[name] / 2),
      "every stream that broke is told",
    );
    check(record, record.errors.length, count);
  });

  if (name !== "chromium") return;

  test(`killed inside an event, started again after ${AWAY / 1000} s`, async () => {
    const { cutter, page, program } = context;
    // A connection of HTTP/2 outlives its streams.
    if (encrypted) cutter.drop();
    cutter.hold(encrypted ? 150_000 : middle);
    await follow();
    const feed = row.publish && new Feed(row.publish, page.record, LAST);
    await page.until(({ last }) => cutter.isHolding && last >= (encrypted ? 1 : LAST / 2 - 1), PATIENCE);
    await feed?.pause();
    program.kill();
    const { errors } = await page.until((record) => record.errors.length > 0);
    assert.equal(errors[0]?.reason, ended);
    assert.equal(errors[0]?.willReconnect, true);
    await delay(AWAY);
    await program.start();
    feed?.resume();
    const record = await page.until(({ last }) => last === LAST, PATIENCE);
    await feed?.stop();
    await page.close();
    assert.ok(record.errors.slice(1).every(({ reason }) => reason === "network"));
    check(record, 1, LAST);
  });

  row.more?.(context);
}
