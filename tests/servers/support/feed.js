/** Publishes numbered events, a little ahead of what the page has: some hubs drop a subscriber that is far behind. */

import { setTimeout as delay } from "node:timers/promises";

const AHEAD = 500;

export class Feed {
  #publish;
  #record;
  #count;
  #paused = false;
  #stopped = false;
  #idle = false;
  #done;

  /**
   * @param {(n: number) => Promise<unknown>} publish
   * @param {() => Promise<{ last: number }>} record
   * @param {number} count
   */
  constructor(publish, record, count) {
    this.#count = count;
    this.#publish = publish;
    this.#record = record;
    this.#done = this.#run();
    // Told by stop().
    this.#done.catch(() => {});
  }

  /** Resolves when nothing is under way. */
  async pause() {
    this.#paused = true;
    while (!this.#idle) await delay(20);
  }

  resume() {
    this.#paused = false;
  }

  async stop() {
    this.#stopped = true;
    await this.#done;
  }

  async #run() {
    let { last } = await this.#record();
    for (let n = last + 1; n <= this.#count && !this.#stopped;) {
      if (this.#paused || n > last + AHEAD) {
        this.#idle = true;
        await delay(20);
        ({ last } = await this.#record());
      } else {
        this.#idle = false;
        await this.#publish(n);
        n += 1;
      }
    }
    this.#idle = true;
  }
}
