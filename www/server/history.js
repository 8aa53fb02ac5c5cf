import { performance } from "node:perf_hooks";

import { Market } from "./market.js";

const LEAST_CAPACITY = 8192;
const SECONDS_KEPT = 60;
const SHORTEST_PERIOD = 10;

/**
 * @typedef {{ number: number, type: string, data: string }} NumberedEvent
 */

/**
 * Events numbered from 1 that fall due at a fixed rate whether or not anybody follows. The newest are kept in a ring, so
 * a client that comes back with the number of its last event gets what it missed.
 */
export class History {
  #rate;
  #now;
  #startedAt;
  #market = new Market();
  /** @type {NumberedEvent[]} */
  #ring = [];
  #capacity;
  #head = 0;
  /** @type {Set<() => void>} */
  #followers = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {number} rate events per second
   * @param {() => number} [now] a clock in milliseconds
   */
  constructor(rate, now = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#startedAt = now();
    this.#capacity = Math.max(LEAST_CAPACITY, rate * SECONDS_KEPT);
  }

  /** The number of the newest event. */
  get head() {
    this.#advance();
    return this.#head;
  }

  /** The number of the oldest event that is still kept. */
  get tail() {
    this.#advance();
    return Math.max(1, this.#head - this.#capacity + 1);
  }

  /**
   * The events that follow a number, oldest first.
   * @param {number} number
   * @param {number} limit
   */
  after(number, limit) {
    const head = this.head;
    const first = Math.max(number + 1, this.tail);
    const last = Math.min(head, first + limit - 1);
    /** @type {NumberedEvent[]} */
    const events = [];
    for (let next = first; next <= last; next += 1) {
      const event = this.#ring[next % this.#capacity];
      if (event) events.push(event);
    }
    return events;
  }

  /**
   * Calls back whenever there may be new events, until the returned function is called.
   * @param {() => void} callback
   */
  follow(callback) {
    this.#followers.add(callback);
    this.#timer ??= setInterval(
      () => {
        for (const follower of this.#followers) follower();
      },
      Math.max(SHORTEST_PERIOD, 1000 / this.#rate),
    );
    return () => {
      this.#followers.delete(callback);
      if (this.#followers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  // Without followers no timer runs: what fell due meanwhile is made up for here.
  #advance() {
    const due = Math.floor(((this.#now() - this.#startedAt) * this.#rate) / 1000);
    // What the ring would drop at once need not be made.
    this.#head = Math.max(this.#head, due - this.#capacity);
    while (this.#head < due) {
      this.#head += 1;
      this.#ring[this.#head % this.#capacity] = this.#market.next(this.#head);
    }
  }
}
