/** The async iterator over all messages of a connection. */

/** Past this many bytes that nobody has taken, the body is not read further. */
const MOST_BYTES = 2 ** 20;

/** @typedef {MessageEvent<string>} Message */
/** @typedef {{ resolve: (result: IteratorResult<Message, undefined>) => void, reject: (error: unknown) => void }} Taker */

/** @implements {AsyncIterableIterator<Message, undefined>} */
export class Messages {
  /** @type {Message[]} */
  #waiting = [];
  #bytes = 0;
  /** @type {Taker[]} Calls of `next()` that nothing has come for. */
  #takers = [];
  #ended = false;
  /** @type {unknown} */
  #failure;
  /** @type {((self: Messages) => void) | null} */
  #detach;
  /** @type {(() => void) | null} */
  #wanted = null;
  /** @type {Promise<undefined> | null} */
  #room = null;

  /** @param {((self: Messages) => void) | null} detach null: nothing will come any more */
  constructor(detach) {
    this.#detach = detach;
    this.#ended = detach === null;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<Message, undefined>>} */
  next() {
    const message = this.#waiting.shift();
    if (message) {
      this.#bytes -= weight(message);
      this.#letGoOn();
      return Promise.resolve({ value: message, done: false });
    }
    if (this.#ended) {
      const failure = this.#failure;
      this.#failure = undefined;
      return failure ? Promise.reject(failure) : Promise.resolve({ value: undefined, done: true });
    }
    return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
  }

  /** @returns {Promise<IteratorResult<Message, undefined>>} */
  return() {
    this.#detach?.(this);
    this.end(undefined, true);
    return Promise.resolve({ value: undefined, done: true });
  }

  push(/** @type {Message} */ message) {
    const taker = this.#takers.shift();
    if (taker) {
      taker.resolve({ value: message, done: false });
    } else if (!this.#ended) {
      this.#waiting.push(message);
      this.#bytes += weight(message);
    }
  }

  /** Nothing comes any more; `drop`: what waits is not to be had either. */
  end(/** @type {unknown} */ failure, /** @type {boolean} */ drop) {
    if (drop) {
      this.#waiting = [];
      this.#bytes = 0;
    }
    this.#detach = null;
    this.#letGoOn();
    if (this.#ended) return;
    this.#ended = true;
    const [first, ...others] = this.#takers.splice(0);
    if (first && failure) first.reject(failure);
    else if (first) first.resolve({ value: undefined, done: true });
    else this.#failure = failure;
    for (const { resolve } of others) resolve({ value: undefined, done: true });
  }

  /** Settles when there is room again; null where there is. */
  room() {
    if (this.#bytes <= MOST_BYTES) return null;
    this.#room ??= new Promise((resolve) => (this.#wanted = () => resolve(undefined)));
    return this.#room;
  }

  #letGoOn() {
    if (this.#bytes > MOST_BYTES) return;
    this.#wanted?.();
    this.#wanted = this.#room = null;
  }
}

/** Nothing comes any more for any of them: see `Messages.end`. */
export function endAll(
  /** @type {Set<Messages>} */ iterators,
  /** @type {unknown} */ failure,
  /** @type {boolean} */ drop,
) {
  for (const iterator of iterators) iterator.end(failure, drop);
  iterators.clear();
}

/** What a message holds, roughly. */
function weight(/** @type {Message} */ { data, lastEventId }) {
  return data.length + lastEventId.length + 100;
}
