/** Runs in the page: one contender after another, round by round; the server measures what a page cannot. */
import { addSample, addWhole } from "../../checksums.js";
import { orderOf } from "../../statistics.js";

/**
 * @typedef {import("./connect.js").Connect} Connect
 *
 * @typedef {object} Session what the page is told to do
 * @property {string[]} contenders
 * @property {number} rounds
 * @property {string} url of the stream
 * @property {import("./connect.js").Expected & { whole: number, sample: number }} expected
 *
 * @typedef {object} Sample
 * @property {number} wall ms
 * @property {number | null} cpu ms of the main thread
 * @property {number | null} peak MB that the process grew by
 * @property {number} [chunks] that a floor has read
 *
 * @typedef {object} Report
 * @property {Record<string, Sample>} first the round that does not count
 * @property {Record<string, Sample[]>} samples
 * @property {Record<string, string>} errors
 */

/** A contender that takes longer has lost an event: a minute, and a tenth of a millisecond for each. */
const timeLimit = (/** @type {number} */ events) => 60_000 + events / 10;

/** @returns {Promise<Connect & { chunks?: () => number }>} */
async function load(/** @type {string} */ name) {
  const [kind = "", floor = ""] = name.split(": ");
  if (floor === "engine") return (await import("./contenders/engine.js")).connect;
  if (kind !== "floor") return (await import(`./contenders/${name.replace(/\.js$/, "")}.js`)).connect;
  const { prepare, ...floors } = await import("./contenders/floors.js");
  if (floor === "messages") await prepare();
  return /** @type {Record<string, any>} */ (floors)[floor];
}

/**
 * @param {Connect & { chunks?: () => number }} connect
 * @param {Session} session
 * @param {boolean} whole whether every character is compared
 * @returns {Promise<Sample>}
 */
async function measure(connect, { url, expected }, whole) {
  // Chromium's, where it was started with it: the garbage of one is not to be paid by the next.
  /** @type {any} */ (globalThis).gc?.();
  await pause(20);
  const { events } = expected;
  const before = await mark("begin");
  const started = performance.now();
  let hash = 0;
  let count = 0;
  let stop = nothing;
  const { promise, resolve, reject } = withResolvers();
  const timer = setTimeout(() => reject(new Error(`${count} of ${events} events came`)), timeLimit(events));
  const hear = whole
    ? (/** @type {string} */ data, /** @type {string} */ id) => {
        hash = addWhole(hash, data, id);
        if (++count === events) resolve();
      }
    : (/** @type {string} */ data, /** @type {string} */ id) => {
        hash = addSample(hash, data, id, count);
        if (++count === events) resolve();
      };
  const failed = (/** @type {any} */ cause) =>
    reject(new Error(`failed: ${cause?.message ?? cause?.type ?? cause}`));
  try {
    stop = connect(url, { opened: nothing, hear, ended: resolve, failed }, expected);
    await promise;
    const wall = performance.now() - started;
    const { cpu, memory } = await mark("end");
    if (count > 0 && hash !== (whole ? expected.whole : expected.sample))
      throw new Error("an event was changed");
    const chunks = connect.chunks?.();
    return { wall, cpu: less(cpu, before.cpu), peak: less(memory, before.memory), ...(chunks && { chunks }) };
  } finally {
    clearTimeout(timer);
    stop();
  }
}

function less(/** @type {number | null} */ after, /** @type {number | null} */ before) {
  return after === null || before === null ? null : after - before;
}

/** @returns {Promise<{ cpu: number | null, memory: number | null }>} */
async function mark(/** @type {"begin" | "end"} */ which) {
  return (await fetch(`/mark/${which}`)).json();
}

function nothing() {}

function pause(/** @type {number} */ milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** @returns {{ promise: Promise<void>, resolve: () => void, reject: (error: Error) => void }} */
function withResolvers() {
  let resolve = nothing;
  /** @type {(error: Error) => void} */
  let reject = nothing;
  /** @type {Promise<void>} */
  const promise = new Promise((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Keeps the main thread busy, which is how the server knows it among all. */
function spin(/** @type {number} */ milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

async function runStreams(/** @type {Session} */ session) {
  /** @type {Report} */
  const report = { first: {}, samples: {}, errors: {} };
  const connects = new Map();
  for (const name of session.contenders) {
    connects.set(name, await load(name));
    report.samples[name] = [];
  }
  // What was made until here is garbage that is nobody's.
  await pause(200);
  // The first round warms up, and compares every character.
  for (let round = 0; round <= session.rounds; round++) {
    for (const index of orderOf(session.contenders.length, Math.random)) {
      const name = /** @type {string} */ (session.contenders[index]);
      if (name in report.errors) continue;
      try {
        const sample = await measure(connects.get(name), session, round === 0);
        if (round === 0) report.first[name] = sample;
        else report.samples[name]?.push(sample);
      } catch (error) {
        report.errors[name] = /** @type {Error} */ (error).message;
      }
    }
  }
  return report;
}

/** The first construction in this page, to `open`. */
async function runOpening(
  /** @type {{ contenders: string[], url: string }} */ { contenders: [name = ""], url },
) {
  const connect = await load(name);
  await pause(20);
  const { promise, resolve, reject } = withResolvers();
  let wall = 0;
  const started = performance.now();
  const opened = () => {
    // Not behind the promise: what a contender does after that is not on the way to it.
    wall = performance.now() - started;
    resolve();
  };
  const stop = connect(
    url,
    { opened, hear: nothing, ended: nothing, failed: () => reject(new Error("failed")) },
    { bytes: Infinity, events: Infinity },
  );
  await promise;
  stop();
  return { wall };
}

/** Whether the server has found the same thread as before. */
async function showTheThread() {
  await fetch("/threads/wait");
  await pause(150);
  await fetch("/threads/begin");
  spin(150);
  const { isKnown } = await (await fetch("/threads/end")).json();
  return isKnown;
}

async function main() {
  if (!globalThis.crossOriginIsolated) throw new Error("the page is not isolated: its clock is too coarse");
  await showTheThread();
  const session = await (await fetch("/session")).json();
  if (session.kind === "opening") return runOpening(session);
  // A browser that has just started has other threads that are busy.
  for (let tries = 0; !(await showTheThread()); tries++) {
    if (tries === 20) throw new Error("which thread is the page's cannot be told: the machine is too busy");
  }
  return runStreams(session);
}

const report = await main().catch((error) => ({ failure: String(error) }));
// With the page's number: what a page that is being left says late is not the next one's.
await fetch(`/report${location.search}`, { method: "POST", body: JSON.stringify(report) });
