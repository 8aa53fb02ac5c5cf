import { encode, KEEP_ALIVE, NO_FIELD, PREAMBLE } from "./wire.js";

const EVENTS_PER_WRITE = 256;
const KEEP_ALIVE_PERIOD = 10_000;

/** One response that follows a history, and the ways in which it can be made to fail. */
export class EventStream {
  #response;
  #history;
  #size;
  #cursor;
  #blocked = false;
  #cutMidLine = false;
  /** @type {NodeJS.Timeout | undefined} */
  #silence;

  /**
   * @param {import("node:http").ServerResponse} response
   * @param {import("./history.js").History} history
   * @param {{ after: number, size: number }} options
   */
  constructor(response, history, { after, size }) {
    this.#response = response;
    this.#history = history;
    this.#cursor = after;
    this.#size = size;

    const unfollow = history.follow(() => this.#send());
    const keepAlive = setInterval(() => this.#write(KEEP_ALIVE), KEEP_ALIVE_PERIOD);
    response.on("drain", () => {
      this.#blocked = false;
      this.#send();
    });
    response.on("close", () => {
      unfollow();
      clearInterval(keepAlive);
      clearTimeout(this.#silence);
    });

    this.#write(PREAMBLE);
    this.#send();
  }

  /**
   * Destroys the socket: at once, or with half of the next event written.
   * @param {{ midLine?: boolean }} [where]
   */
  cut({ midLine = false } = {}) {
    if (!midLine) {
      this.#response.destroy();
      return;
    }
    this.#cutMidLine = true;
    this.speak();
  }

  /** Writes a line that is no field. */
  blunder() {
    this.#write(NO_FIELD);
  }

  /** Ends the body as HTTP has it. */
  end() {
    this.#response.end();
  }

  /**
   * Keeps the connection but writes nothing; what falls due meanwhile is sent afterwards.
   * @param {number} milliseconds
   */
  silence(milliseconds) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.speak(), milliseconds);
  }

  /** Ends the silence. */
  speak() {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#send();
  }

  #send() {
    while (this.#canWrite()) {
      const events = this.#history.after(this.#cursor, EVENTS_PER_WRITE);
      const first = events.at(0);
      const last = events.at(-1);
      if (!first || !last) return;

      if (this.#cutMidLine) {
        // Half of the bytes: a line without an end, perhaps a character without one.
        const bytes = Buffer.from(encode(first, this.#size));
        this.#response.write(bytes.subarray(0, bytes.length / 2), () => this.#response.destroy());
        this.#blocked = true;
        return;
      }
      this.#cursor = last.number;
      this.#write(events.map((event) => encode(event, this.#size)).join(""));
    }
  }

  /** @param {string} text */
  #write(text) {
    if (this.#canWrite()) this.#blocked = !this.#response.write(text);
  }

  #canWrite() {
    return !this.#blocked && !this.#silence && !this.#response.writableEnded && !this.#response.destroyed;
  }
}
