/** Turns of the microtask queue. */

/** Awaited for a turn of the microtask queue: V8 makes a promise of what is none. Never one of a patched class. */
export const settled = (async () => {})();

export async function threeTurns() {
  await settled;
  await settled;
  await settled;
}
