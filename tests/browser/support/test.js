/** `test()`: mocha's `it()`, and afterwards nothing may be left: no connection, no log, no stray error. */

import { closeAll, leftOpen } from "./streams.js";

/** A test that takes longer hangs. */
const TIME_LIMIT = 10_000;
/** How long a browser may take to tell the server that a connection is closed. */
const GOODBYE = 5_000;

/** @type {string[]} */
const complaints = globalThis.complaints;

/**
 * @param {string} name
 * @param {() => unknown} body
 * @param {number} [limit] ms: of what has to wait long
 */
export function test(name, body, limit = TIME_LIMIT) {
  it(name, async () => {
    try {
      await inTime(body(), limit);
    } finally {
      closeAll();
    }
    const open = await leftOpen(GOODBYE);
    if (open.length > 0) throw new Error(`${open.length} connections left open: ${open}`);
    const [...found] = complaints.splice(0);
    if (found.length > 0) throw new Error(`nobody expected this: ${found.join("\n")}`);
  });
}

/** Takes the uncaught errors, logs and rejections so far: those that a test expects. */
export function takeComplaints() {
  return complaints.splice(0);
}

/** The end of the current task, and some more tasks. */
export async function tasks(count = 1) {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setTimeout(resolve));
}

export function sleep(/** @type {number} */ milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * @param {unknown} result
 * @param {number} limit
 */
async function inTime(result, limit) {
  let timer;
  const guard = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${limit / 1000} s`)), limit);
  });
  await Promise.race([result, guard]);
  clearTimeout(timer);
}
