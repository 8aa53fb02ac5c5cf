/** Checks that numbered events come one after the other, whatever happens to the connection. */
export class Continuity {
  missed = 0;
  repeated = 0;
  /** Ticks whose data is not what the server made of that number. */
  damaged = 0;
  /** How often the stream went on after it had broken. */
  survived = 0;
  numbered = false;
  #last = -1;
  #broken = false;

  /** The connection is lost. */
  break() {
    this.#broken = this.numbered;
  }

  /** @param {MessageEvent<string>} event */
  check({ type, data, lastEventId }) {
    if (!/^\d+$/.test(lastEventId)) return;
    const number = Number(lastEventId);
    if (this.numbered && number <= this.#last) this.repeated += 1;
    if (this.numbered && number > this.#last + 1) this.missed += number - this.#last - 1;
    if (type === "tick" && !isTick(data, number)) this.damaged += 1;
    this.#last = Math.max(this.#last, number);
    this.numbered = true;
    if (this.#broken) this.survived += 1;
    this.#broken = false;
  }

  get verdict() {
    if (!this.numbered) return "none";
    return this.missed + this.repeated + this.damaged === 0 ? "good" : "bad";
  }

  toString() {
    const text = `missed ${this.missed} · repeated ${this.repeated}`;
    return this.damaged ? `${text} · damaged ${this.damaged}` : text;
  }
}

/**
 * @param {string} data
 * @param {number} number
 */
function isTick(data, number) {
  try {
    return JSON.parse(data).n === number;
  } catch {
    return false;
  }
}
