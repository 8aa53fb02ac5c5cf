/**
 * Which thread runs a page's scripts, and what it has used, from Linux's /proc. The page waits, and then keeps itself busy as
 * long: of all threads that belong to the browser, the one whose time grew most from the one to the other is its main thread.
 * Chromium's processes write over their environment, WebKitGTK's have other parents: of the two ways to know whose a
 * process is, each needs the other.
 */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";

/** What marks the browser's processes: they inherit it from this one. */
const MARK = "EVENTSOURCE_WASM_BENCH";

/** @typedef {{ process: string, thread: string }} Thread */

/** Marks what is started from now on. */
export function markProcesses() {
  process.env[MARK] = `${process.pid}-${Date.now()}`;
}

/** Of the time that the page was busy, what its thread has had at least, on a machine with other work. */
const LEAST = 30e6;

/** @returns {Map<string, number>} for "process/thread" the nanoseconds that each has run */
export function threadTimes() {
  const times = new Map();
  for (const id of browserProcesses()) {
    for (const thread of namesIn(`/proc/${id}/task`)) {
      times.set(`${id}/${thread}`, threadTime({ process: id, thread }) ?? 0);
    }
  }
  return times;
}

/**
 * @param {Map<string, number>} before the page waited
 * @param {Map<string, number>} between
 * @param {Map<string, number>} after it was busy, for as long
 * @returns {Thread | null} null where there is none, as without a /proc
 */
export function busiest(before, between, after) {
  let most = LEAST;
  let found = null;
  for (const [key, time] of after) {
    const start = between.get(key) ?? time;
    const used = time - start - (start - (before.get(key) ?? 0));
    if (used <= most) continue;
    most = used;
    const [id = "", thread = ""] = key.split("/");
    found = { process: id, thread };
  }
  return found;
}

/** Nanoseconds on a processor; null where it is not told. */
export function threadTime(/** @type {Thread} */ { process: id, thread }) {
  const text = read(`/proc/${id}/task/${thread}/schedstat`);
  return text === null ? null : Number(text.split(" ")[0]);
}

/** Forgets the peak so far, and gives what the process has in memory now, in bytes. */
export function resetPeak(/** @type {string} */ id) {
  try {
    writeFileSync(`/proc/${id}/clear_refs`, "5");
  } catch {
    return null;
  }
  return statusOf(id, "VmRSS");
}

/** The most that it had since, in bytes. */
export function peakOf(/** @type {string} */ id) {
  return statusOf(id, "VmHWM");
}

/** @returns {number | null} */
export function statusOf(/** @type {string} */ id, /** @type {"VmRSS" | "VmHWM"} */ field) {
  const found = new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(read(`/proc/${id}/status`) ?? "");
  return found ? Number(found[1]) * 1024 : null;
}

/** Those that are marked, and whoever they have started. */
function browserProcesses() {
  const ids = namesIn("/proc").filter((id) => /^\d+$/.test(id) && Number(id) !== process.pid);
  const found = new Set(ids.filter(isMarked));
  const parents = new Map(ids.map((id) => [id, parentOf(id)]));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [id, parent] of parents) if (found.has(parent)) found.add(id);
  }
  return found;
}

function isMarked(/** @type {string} */ id) {
  const wanted = `\0${MARK}=${process.env[MARK]}\0`;
  return `\0${read(`/proc/${id}/environ`) ?? ""}`.includes(wanted);
}

/** The fourth field; the second, a name in brackets, may hold anything. */
function parentOf(/** @type {string} */ id) {
  return read(`/proc/${id}/stat`)?.split(") ").at(-1)?.split(" ")[1] ?? "";
}

function read(/** @type {string} */ path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}

function namesIn(/** @type {string} */ folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
