/** Numbers that a seed repeats: `SEED=<number>` in the environment gives a run that failed once more. */

/** @type {number} */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** @returns {() => number} from 0 to 1 (mulberry32) */
export function randomFrom(/** @type {number} */ seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** More bytes than any of the servers' response headers have. */
const HEADERS = 1500;

/**
 * Places at which a stream is cut: bytes that each connection brings until it is.
 *
 * @param {() => number} random
 * @param {number} count
 * @param {number} total no more than the whole stream has, so that it does not end before the last cut
 */
export function cutPlaces(random, count, total) {
  const places = Array.from({ length: count }, () => Math.floor(random() * total)).toSorted((a, b) => a - b);
  // Each gets past its headers: of a response over plain HTTP whose headers are cut short Chromium takes what came
  // for all of them, and without a Content-Type the connection fails for good, as the standard has it.
  return places.map((place, index) => Math.max(place - (places[index - 1] ?? 0), HEADERS));
}
