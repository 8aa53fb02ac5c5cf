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
  /** @type {ReadableStreamDefaultController<any> | null} Null once nothing comes any more. */
  #queue = null;
  #reader;
  /** @type {(() => void) | null} Likewise: it holds the EventSource. */
  #detach;
  #signal;
  #wanted = () => {};

  constructor(/** @type {() => void} */ detach, /** @type {AbortSignal | undefined} */ signal) {
    this.#detach = detach;
    this.#signal = signal;
    this.#reader = new ReadableStream(
      {
        start: (controller) => void (this.#queue = controller),
        pull: () => this.#wanted(),
      },
      { highWaterMark: MOST_BYTES, size: weight },
    ).getReader();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<Message, undefined>>} */
  async next() {
    // Nobody tells one that has ended already.
    if (this.#signal?.aborted) this.end(true);
    const result = await this.#reader.read();
    if (result.value instanceof Error) throw result.value;
    return /** @type {IteratorResult<Message, undefined>} */ (result);
  }

  return() {
    this.#detach?.();
    this.end(true);
    return this.next();
  }

  push(/** @type {Message} */ message) {
    this.#queue?.enqueue(message);
  }

  /** Nothing comes any more; `drop`: what waits is not to be had either. */
  end(/** @type {boolean} */ drop, /** @type {any} */ failure = undefined) {
    if (drop) this.#reader.cancel();
    else {
      if (failure) this.push(failure);
      this.#queue?.close();
    }
    this.#queue = this.#detach = null;
    this.#wanted();
  }

  /** Settles when there is room again; undefined where there is. */
  room() {
    if (/** @type {any} */ (this.#queue)?.desiredSize <= 0) {
      return new Promise((resolve) => (this.#wanted = () => resolve(undefined)));
    }
  }
}

/** Nothing comes any more for any of them: see `Messages.end`. */
export function endAll(
  /** @type {Set<Messages>} */ iterators,
  /** @type {boolean} */ drop,
  /** @type {unknown} */ failure = undefined,
) {
  for (const iterator of iterators) iterator.end(drop, failure);
  iterators.clear();
}

/** What a message holds, roughly. */
function weight(/** @type {Partial<Message>} */ { data = "", lastEventId = "" }) {
  return data.length + lastEventId.length + 100;
}
