/** Turns of the microtask queue, and of the page. */

/** Awaited for a turn of the microtask queue: V8 makes a promise of what is none. Never one of a patched class. */
export const settled = (async () => {})();

export async function threeTurns() {
  await settled;
  await settled;
  await settled;
}

/** How long a page may be kept from what else it has to do, as far as that is looked at: in milliseconds. */
const LONG = 50;
/** When it is to have its turn next. */
let due = 0;

/**
 * What to wait for where the page is to have its turn, asked behind each piece of a body: Chromium gives what waits there
 * without a task in between.
 */
export function pagesTurn() {
  if (Date.now() > due) {
    due = Date.now() + LONG;
    return globalThis.scheduler?.postTask?.(() => {});
  }
}
