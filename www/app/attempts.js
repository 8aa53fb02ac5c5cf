/** The reconnection policy as the package documents it: which delays are possible, and which one it was. */

const MAX_RECONNECTION_TIME = 30_000;
const LEAST_BASE = 500;
const STEADY = 5_000;
/** Rounding on the way from the engine. */
const TOLERANCE = 1;

/**
 * @typedef {object} Attempt
 * @property {number} number
 * @property {number} from when the wait for it began, in milliseconds
 * @property {number} delay how long the wait is
 * @property {[number, number]} band between what it was drawn; the same twice where there was no choice
 * @property {string} rule what the band follows from
 * @property {"waiting" | "open" | "failed" | "closed"} outcome
 * @property {string} result the outcome in words; empty while it waits
 */

/** The attempts since the connection was last lost, begun anew, or opened by hand. */
export class Attempts {
  /** @type {Attempt[]} */
  list = [];
  #failures = 0;
  /** That of the latest that was made. */
  #number = 0;
  #openedAt = Infinity;

  /**
   * An attempt that is made at once, because somebody asked for it.
   * @param {string} rule
   * @param {number} now
   * @param {{ first?: boolean }} [of] whether it is the first of an object
   */
  asked(rule, now, { first = false } = {}) {
    this.#failures = 0;
    this.#openedAt = Infinity;
    const last = this.list.at(-1);
    if (first) this.#number = 0;
    else if (last && now >= last.from + last.delay) this.#number = last.number;
    this.list = [];
    this.#add({ from: now, delay: 0, band: [0, 0], rule });
  }

  /** @param {number} now */
  opened(now) {
    this.#openedAt = now;
    this.#number = this.list.at(-1)?.number ?? 1;
    this.#settle("open", "open");
  }

  /** An event came: the failures before it do not count any more. */
  delivered() {
    this.#failures = 0;
  }

  /**
   * @param {Pick<import("eventsource-wasm").EventSourceErrorEvent,
   *   "attempt" | "delay" | "headers" | "reason" | "status" | "willReconnect">} failure
   * @param {{ now: number, reconnectionTime: number, answer?: unknown }} context answer: shouldReconnect's
   */
  failed(failure, { now, reconnectionTime, answer }) {
    if (now - this.#openedAt >= Math.max(reconnectionTime, STEADY)) this.#failures = 0;
    this.#openedAt = Infinity;
    this.#failures += 1;
    this.#number = failure.attempt;
    this.#settle("failed", failure.reason === "status" ? `status ${failure.status}` : failure.reason);
    if (!failure.willReconnect) return;

    // What was before the connection was good is another story.
    if (this.#failures === 1) this.list = [];
    const wait = { from: now, delay: failure.delay };
    const retryAfter = Number(failure.headers?.get("Retry-After") ?? NaN) * 1000;
    if (typeof answer === "number") this.#add({ ...wait, band: [answer, answer], rule: "shouldReconnect" });
    else if (retryAfter >= 0)
      this.#add({ ...wait, band: [retryAfter, retryAfter * 1.1], rule: "Retry-After" });
    else this.#add({ ...wait, band: bandOf(this.#failures, reconnectionTime), rule: ruleOf(this.#failures) });
  }

  /** Nobody waits any more. */
  closed() {
    this.#settle("closed", "closed by you");
  }

  /** @param {Omit<Attempt, "number" | "outcome" | "result">} attempt */
  #add({ band, delay, rule, ...rest }) {
    // Beyond the band there is only the bound on how often it is tried.
    const limited = delay > band[1] + TOLERANCE;
    this.list.push({
      ...rest,
      delay,
      number: this.#number + 1,
      band: limited ? [delay, delay] : band,
      rule: limited ? "ten in 10 s at most" : rule,
      outcome: "waiting",
      result: "",
    });
  }

  /**
   * @param {Attempt["outcome"]} outcome
   * @param {string} result
   */
  #settle(outcome, result) {
    const attempt = this.list.at(-1);
    // That a connection is lost which was open is not how the attempt ended.
    if (attempt?.outcome === "waiting") Object.assign(attempt, { outcome, result });
  }
}

/**
 * Between what the delay of the n-th consecutive failure is drawn.
 * @param {number} failures
 * @param {number} reconnectionTime
 * @returns {[number, number]}
 */
export function bandOf(failures, reconnectionTime) {
  if (failures === 1) return [reconnectionTime, reconnectionTime * 1.1];
  const doubled = Math.max(reconnectionTime, LEAST_BASE) * 2 ** (failures - 1);
  const most = Math.min(doubled, MAX_RECONNECTION_TIME);
  return [Math.max(most / 2, reconnectionTime), Math.max(most, reconnectionTime)];
}

/** @param {number} failures */
function ruleOf(failures) {
  return failures === 1 ? "reconnection time" : `back-off, failure ${failures}`;
}
