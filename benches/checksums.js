/** Finds a lost, changed, doubled or misplaced event. For the page and for Node: no import. */

/** FNV-1a's prime: an odd factor, so that no step forgets what was before. */
const PRIME = 0x01000193;

/**
 * Every character of every event: for the round before those that are measured.
 *
 * @param {number} hash
 * @param {string} data
 * @param {string} id
 */
export function addWhole(hash, data, id) {
  return addText(addText(hash, data), id);
}

/**
 * What a measurement can afford: both lengths, and three characters of the data, another one in the middle each time.
 * Makes strings that an engine builds only when they are read.
 *
 * @param {number} hash
 * @param {string} data
 * @param {string} id
 * @param {number} index of the event
 */
export function addSample(hash, data, id, index) {
  const { length } = data;
  let next = add(add(hash, length), id.length);
  if (length === 0) return next;
  next = add(next, data.charCodeAt(0));
  next = add(next, data.charCodeAt((index * 31) % length));
  return add(next, data.charCodeAt(length - 1));
}

function addText(/** @type {number} */ hash, /** @type {string} */ text) {
  let next = hash;
  for (let at = 0; at < text.length; at++) next = add(next, text.charCodeAt(at));
  // Its end counts: else "ab" and "c" would be "a" and "bc".
  return add(next, 0x10000 + text.length);
}

function add(/** @type {number} */ hash, /** @type {number} */ value) {
  return Math.imul(hash ^ value, PRIME);
}

/**
 * @param {{ data: string, id: string }[]} events
 * @returns {{ whole: number, sample: number }}
 */
export function checksumsOf(events) {
  let whole = 0;
  let sample = 0;
  for (const [index, { data, id }] of events.entries()) {
    whole = addWhole(whole, data, id);
    sample = addSample(sample, data, id, index);
  }
  return { whole, sample };
}
