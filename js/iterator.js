/** The async iterator over all messages of a connection. */

/** Past this many bytes that nobody has taken, the body is not read further. */
const MOST_BYTES = 2 ** 20;

/** @typedef {MessageEvent<string>} Message */

/**
 * What waits is the platform's affair: a stream of messages, and of the failure that ends them.
 *
 * @implements {AsyncIterableIterator<Message, undefined>}
 */
export class Messages {
  /** @type {ReadableStreamDefaultController<any>} */
  #queue = /** @type {any} */ (null);
  #reader;
  /** @type {(() => void) | null} Null once nothing comes any more. */
  #detach;
  #wanted = () => {};

  constructor(/** @type {() => void} */ detach) {
    this.#detach = detach;
    const messages = new ReadableStream(
      {
        start: (controller) => void (this.#queue = controller),
        pull: () => this.#wanted(),
      },
      { highWaterMark: MOST_BYTES, size: weight },
    );
    this.#reader = messages.getReader();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<Message, undefined>>} */
  async next() {
    const { done, value } = await this.#reader.read();
    if (value instanceof Error) throw value;
    return /** @type {IteratorResult<Message, undefined>} */ ({ value, done });
  }

  /** @returns {Promise<IteratorResult<Message, undefined>>} */
  async return() {
    this.#detach?.();
    this.end(undefined, true);
    return { value: undefined, done: true };
  }

  push(/** @type {Message} */ message) {
    if (this.#detach) this.#queue.enqueue(message);
  }

  /** Nothing comes any more; `drop`: what waits is not to be had either. */
  end(/** @type {unknown} */ failure, /** @type {boolean} */ drop) {
    if (drop) this.#reader.cancel();
    else if (this.#detach) {
      if (failure) this.#queue.enqueue(failure);
      this.#queue.close();
    }
    this.#detach = null;
    this.#wanted();
  }

  /** Settles when there is room again; null where there is. */
  room() {
    if (!this.#detach || /** @type {number} */ (this.#queue.desiredSize) > 0) return null;
    return new Promise((resolve) => (this.#wanted = () => resolve(undefined)));
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
function weight(/** @type {Partial<Message>} */ { data = "", lastEventId = "" }) {
  return data.length + lastEventId.length + 100;
}
