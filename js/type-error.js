/** One sentence, with whose it is in front. */
export function typeError(/** @type {string} */ what) {
  return new TypeError(`EventSource: ${what}.`);
}
