/** Turns of the microtask queue, and of the page. */

/** Awaited for a turn of the microtask queue: V8 makes a promise of what is none. Never one of a patched class. */
export const settled = (async () => {})();

export async function threeTurns() {
  await settled;
  await settled;
  await settled;
}

/** In milliseconds: what takes longer keeps a page from what else it has to do. */
const LONG = 50;
/** When the page had its turn last. */
let due = 0;

/** What to wait for where the page is to have its turn: Chromium gives what waits in a body without a task in between. */
export function pagesTurn() {
  if (Date.now() > due) {
    due = Date.now() + LONG;
    return globalThis.scheduler?.postTask?.(() => {});
  }
}
