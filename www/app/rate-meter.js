/** How often the meter is read, in seconds. */
export const STEP = 0.25;

const STEPS_PER_SECOND = 1 / STEP;

/** What came in during the last second, and that for each step of the last minute. */
export class RateMeter {
  total = 0;
  /** @type {number[]} newest last */
  history;
  /** @type {number[]} */
  #steps = Array.from({ length: STEPS_PER_SECOND }, () => 0);
  #current = 0;

  /** @param {number} length in steps */
  constructor(length) {
    this.history = Array.from({ length }, () => 0);
  }

  /** @param {number} amount */
  add(amount) {
    this.total += amount;
    this.#current += amount;
  }

  /** Ends a step. */
  step() {
    this.#steps.shift();
    this.#steps.push(this.#current);
    this.#current = 0;
    this.history.shift();
    this.history.push(this.perSecond);
  }

  get perSecond() {
    return this.#steps.reduce((sum, amount) => sum + amount, 0);
  }
}
