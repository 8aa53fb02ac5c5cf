/** `eventsource-wasm/stream`: the events of a body that is there already, for code that does its own `fetch`. */
import { EventSource } from "./index.js";

/** @typedef {import("./stream.js").ServerSentEvent} ServerSentEvent */

// Documented in stream.d.ts.
export async function* readEvents(/** @type {Response | ReadableStream<Uint8Array>} */ source) {
  const connection = EventSource.from(source);
  try {
    for await (const message of connection) yield serverSentEvent(message);
  } finally {
    connection.close();
  }
}

// Documented in stream.d.ts.
export class EventSourceStream {
  /** @type {EventSource | null} Made by the first write: a stream that nobody uses holds nothing. */
  #connection = null;
  /** @type {ReadableStreamDefaultController<Uint8Array>} */
  #bytes = /** @type {any} */ (null);
  /** @type {ReadableStreamDefaultController<ServerSentEvent>} */
  #events = /** @type {any} */ (null);
  /** @type {WritableStreamDefaultController} */
  #sink = /** @type {any} */ (null);
  /** Settles when the last event is in the queue. @type {Promise<void> | undefined} */
  #read;
  /** Whether a reader waits for an event. */
  #wanted = false;
  #ended = false;
  /** Lets the write that is under way go on. */
  #goOn = () => {};

  #readable = new ReadableStream(
    {
      start: (controller) => void (this.#events = controller),
      pull: () => {
        this.#wanted = true;
        this.#goOn();
      },
      cancel: (reason) => {
        this.#end();
        this.#sink.error(reason);
      },
    },
    // As a TransformStream: no byte is taken before somebody reads.
    { highWaterMark: 0 },
  );

  #writable = new WritableStream({
    start: (controller) => void (this.#sink = controller),
    write: (chunk) => this.#write(chunk),
    close: () => {
      this.#start();
      this.#bytes.close();
      return this.#read;
    },
    abort: (reason) => {
      this.#end();
      this.#events.error(reason);
    },
  });

  get readable() {
    return this.#readable;
  }

  get writable() {
    return this.#writable;
  }

  #start() {
    if (this.#connection) return;
    const source = new ReadableStream(
      {
        start: (controller) => void (this.#bytes = controller),
        // Asked for more: all events of the chunk before are out.
        pull: () => this.#goOn(),
      },
      { highWaterMark: 0 },
    );
    this.#connection = EventSource.from(source);
    this.#read = this.#readFrom(this.#connection);
    // Both sides tell it: nobody has to wait for the end.
    this.#read.catch(() => {});
  }

  async #write(/** @type {Uint8Array} */ chunk) {
    this.#start();
    while (!this.#wanted && !this.#ended) await this.#turn();
    if (this.#ended) return;
    this.#bytes.enqueue(chunk);
    await this.#turn();
  }

  #turn() {
    return new Promise((resolve) => (this.#goOn = () => resolve(undefined)));
  }

  async #readFrom(/** @type {EventSource} */ connection) {
    try {
      for await (const message of connection) {
        // Before the event: a reader that waits for the next one says so at once.
        this.#wanted = false;
        this.#events.enqueue(serverSentEvent(message));
      }
      if (!this.#ended) this.#events.close();
    } catch (error) {
      // There is no network here: it was the chunk, and the platform's streams throw what was wrong with it.
      const { reason, cause } = /** @type {import("./index.js").Failure} */ (error);
      const failure = reason === "network" ? cause : error;
      this.#end();
      this.#events.error(failure);
      this.#sink.error(failure);
      throw failure;
    }
  }

  #end() {
    this.#ended = true;
    this.#connection?.close();
    this.#goOn();
  }
}

// Minifiers rename classes, and accessors of a class are not enumerable.
Object.defineProperty(EventSourceStream, "name", { value: "EventSourceStream", configurable: true });
for (const name of ["readable", "writable"]) {
  Object.defineProperty(EventSourceStream.prototype, name, { enumerable: true });
}
const tag = { value: "EventSourceStream", configurable: true };
Object.defineProperty(EventSourceStream.prototype, Symbol.toStringTag, tag);

/** @returns {ServerSentEvent} */
function serverSentEvent(/** @type {MessageEvent<string>} */ { type, data, lastEventId }) {
  return { type, data, lastEventId };
}
