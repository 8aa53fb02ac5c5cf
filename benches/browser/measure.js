/** One browser, started several times: every session is a page of its own. */

import { setTimeout as delay } from "node:timers/promises";

import { say } from "../../scripts/progress.js";
import { launch } from "../../tests/support/browsers.js";
import { checksumsOf } from "../checksums.js";
import { piecesOf } from "../cuts.js";
import { median, orderOf } from "../statistics.js";
import { generate } from "../workloads.js";
import { measureFlat, measureMemory } from "./memory.js";
import { LONG_ONLY, OPENERS, RIVALS, TARGETED } from "./contenders.js";
import { markProcesses } from "./threads.js";

/**
 * @typedef {import("../cuts.js").Cut} Cut
 * @typedef {import("./page/page.js").Sample} Sample
 *
 * @typedef {object} StreamResult
 * @property {string} workload
 * @property {Cut} cut
 * @property {number} events
 * @property {number} bytes
 * @property {number} pieces
 * @property {Record<string, Sample[]>} samples
 * @property {Record<string, string>} errors
 *
 * @typedef {object} Results
 * @property {import("../../tests/support/browsers.js").BrowserName} browser
 * @property {string} version
 * @property {StreamResult[]} streams
 * @property {Record<string, number[]>} opening ms
 * @property {import("./memory.js").MemoryResult} memory
 * @property {import("./memory.js").FlatResult | null} flat
 */

/** @type {Record<Cut, import("./server.js").Pace>} */
const PACES = { "64k": "whole", "4k": "whole", event: "slow", odd: "pieces" };
/** Pieces that are sent one by one need not be many: so many events (`quick`: in a quick run), or so many bytes. */
const SMALL = { event: 1000, quick: 300, odd: 4000 * 100 };
/** The first pages of a browser are slower: none of them counts. */
const OPENINGS = 11;
const PAGE_LIMIT = 15 * 60_000;

/**
 * @param {import("../../tests/support/browsers.js").BrowserName} name
 * @param {import("./server.js").BenchServer} server
 * @param {string} origin
 * @param {import("./options.js").Options} options
 * @returns {Promise<Results>}
 */
export async function measureBrowser(name, server, origin, options) {
  markProcesses();
  /** @type {Results} */
  const results = { browser: name, version: "", streams: [], opening: {}, memory: {}, flat: null };
  for (let start = 0; start < options.starts; start++) {
    await measureOnce(results, server, origin, start === 0 ? options : targetsOnly(options));
  }
  return results;
}

/**
 * What a browser is measured for once more: one that has just been started may favour one contender or another.
 *
 * @param {import("./options.js").Options} options
 * @returns {import("./options.js").Options}
 */
function targetsOnly(options) {
  return {
    ...options,
    contenders: options.contenders.filter((contender) => TARGETED.includes(contender)),
    streams: options.streams.filter(([, cut]) => cut !== "odd"),
    parts: options.parts.filter((part) => part === "streams" || part === "opening"),
  };
}

/**
 * One start of the browser, whose samples go behind those of the ones before.
 *
 * @param {Results} results
 * @param {import("./server.js").BenchServer} server
 * @param {string} origin
 * @param {import("./options.js").Options} options
 */
async function measureOnce(results, server, origin, options) {
  const { browser: name } = results;
  const prefs = { "privacy.reduceTimerPrecision": false };
  const args = name === "chromium" ? ["--js-flags=--expose-gc"] : [];
  const browser = await launch(name, { args, prefs });
  results.version = browser.version;
  const { parts, contenders } = options;
  /** A page of its own. @returns {Promise<any>} */
  const runPage = async (/** @type {object} */ session) => {
    const { path, report: reported } = server.nextPage(session);
    await browser.goto(origin + path);
    const report = await Promise.race([
      reported,
      delay(PAGE_LIMIT, { failure: "took too long" }, { ref: false }),
    ]);
    if (report.failure) throw new Error(`${name}: ${report.failure}`);
    return report;
  };
  try {
    if (parts.includes("streams")) {
      for (const [workload, cut] of options.streams) {
        addStream(results.streams, await measureStream(name, server, runPage, options, workload, cut));
      }
    }
    if (parts.includes("opening")) {
      const openers = OPENERS.filter((opener) => contenders.includes(opener) || opener === "floor: engine");
      addAll(results.opening, await measureOpening(name, runPage, openers, options.quick ? 7 : OPENINGS));
    }
    if (parts.includes("memory")) {
      const rivals = contenders.filter((contender) => RIVALS.includes(contender));
      results.memory = await measureMemory(name, server, runPage, rivals, options.rounds);
    }
    if (parts.includes("flat") && name === "chromium") results.flat = await measureFlat(server, runPage);
  } finally {
    await browser.quit();
  }
}

/** Adds what one more start gave of a stream. */
export function addStream(/** @type {StreamResult[]} */ streams, /** @type {StreamResult} */ more) {
  const same = streams.find(({ workload, cut }) => workload === more.workload && cut === more.cut);
  if (!same) return void streams.push(more);
  addAll(same.samples, more.samples);
  Object.assign(same.errors, more.errors);
}

/**
 * @template T
 * @param {Record<string, T[]>} lists
 * @param {Record<string, T[]>} more
 */
function addAll(lists, more) {
  for (const [name, values] of Object.entries(more)) (lists[name] ??= []).push(...values);
}

/** @typedef {(session: object) => Promise<any>} RunPage */

/**
 * @param {string} browser
 * @param {import("./server.js").BenchServer} server
 * @param {RunPage} runPage
 * @param {import("./options.js").Options} options
 * @param {string} name
 * @param {Cut} cut
 * @returns {Promise<StreamResult>}
 */
async function measureStream(browser, server, runPage, { contenders: all, rounds, quick }, name, cut) {
  const started = performance.now();
  // Where a stream comes slowly, a few floors will do.
  const contenders = all.filter((contender) => PACES[cut] === "whole" || !LONG_ONLY.includes(contender));
  const workload = generate(
    name,
    cut === "event" || cut === "odd" ? smallBytes(name, cut, quick) : undefined,
  );
  const { body, events, ends } = workload;
  const pieces = piecesOf(workload, cut);
  server.stream = { pieces, pace: PACES[cut], inside: { events, ends } };
  const expected = { bytes: body.length, events: events.length, ...checksumsOf(events) };
  const report = await runPage({ kind: "streams", contenders, rounds, url: "/stream", expected });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  say(`${browser} ${name} ${cut}: ${events.length} events in ${pieces.length} pieces, ${seconds} s`);
  for (const [contender, error] of Object.entries(report.errors)) say(`  ${contender}: ${error}`);
  return { workload: name, cut, events: events.length, bytes: body.length, pieces: pieces.length, ...report };
}

/**
 * @param {string} name
 * @param {"event" | "odd"} cut
 * @param {boolean} quick
 */
function smallBytes(name, cut, quick) {
  if (cut === "odd") return SMALL.odd;
  const { body, events } = generate(name, 50_000);
  return ((quick ? SMALL.quick : SMALL.event) * body.length) / events.length;
}

/**
 * @param {string} browser
 * @param {RunPage} runPage
 * @param {string[]} contenders
 * @param {number} rounds
 */
async function measureOpening(browser, runPage, contenders, rounds) {
  /** @type {Record<string, number[]>} */
  const opening = Object.fromEntries(contenders.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const index of orderOf(contenders.length, Math.random)) {
      const name = /** @type {string} */ (contenders[index]);
      const { wall } = await runPage({ kind: "opening", contenders: [name], url: "/opening" });
      if (round > 0) opening[name]?.push(wall);
    }
  }
  const medians = Object.entries(opening).map(([name, values]) => `${name} ${median(values).toFixed(1)} ms`);
  say(`${browser} opening: ${medians.join(", ")}`);
  return opening;
}
