/** Medians and ratios. Nothing here is a mean: one disturbed round must not count. */

/** @returns {number} NaN of none */
export function median(/** @type {readonly number[]} */ values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * How many times faster the second is than the first: of what both needed in the same round, the median.
 *
 * @param {readonly number[]} first
 * @param {readonly number[]} second
 */
export function speedup(first, second) {
  const rounds = Math.min(first.length, second.length);
  return median(Array.from({ length: rounds }, (_, round) => Number(first[round]) / Number(second[round])));
}

/** The numbers from 0 to `count` - 1 in another order each round, so that no one always runs behind the same other. */
export function orderOf(/** @type {number} */ count, /** @type {() => number} */ random) {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [Number(order[other]), Number(order[last])];
  }
  return order;
}
