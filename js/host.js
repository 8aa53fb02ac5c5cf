/** The JavaScript half of one connection: what the engine calls (`src/web/host.rs`). No method throws. */
import { Batch, Columns, decode } from "./batch.js";
import { errorEvent, failureMessage, messageEvent, openEvent } from "./events.js";
import { probeInit, requestInit } from "./request.js";
import { answerOf } from "./response.js";

/** @typedef {import("./index.js").FailureReason} FailureReason */

export class Host {
  #target;
  #url;
  #options;
  /** @type {import("./engine.js").Engine | null} */
  engine = null;
  /** @type {import("./response.js").Answer | null} The response of the latest attempt. */
  #response = null;
  #origin = "null";
  #columns = new Columns();

  /**
   * @param {EventTarget} target
   * @param {string} url
   * @param {import("./options.js").Options} options
   */
  constructor(target, url, options) {
    this.#target = target;
    this.#url = url;
    this.#options = options;
  }

  /**
   * @param {number} _attempt
   * @param {Uint8Array} lastEventId
   * @param {AbortSignal} signal
   */
  async fetch(_attempt, lastEventId, signal) {
    this.#response = null;
    const init = requestInit(this.#options, decode(lastEventId), signal);
    const { fetch = globalThis.fetch } = this.#options;
    const response = answerOf(await fetch(this.#url, init));
    if (!signal.aborted) {
      this.#response = response;
      this.#origin = originOf(response.url || this.#url);
    }
    return response;
  }

  probe(/** @type {AbortSignal} */ signal) {
    return fetch(this.#url, probeInit(signal));
  }

  fireOpen() {
    this.#target.dispatchEvent(openEvent(/** @type {import("./response.js").Answer} */ (this.#response)));
  }

  /**
   * @param {string} reason
   * @param {number} attempt
   * @param {number} delay -1: not reestablished
   * @param {unknown} cause
   */
  fireError(reason, attempt, delay, cause) {
    const response = this.#response;
    this.#target.dispatchEvent(
      errorEvent({
        reason: /** @type {FailureReason} */ (reason),
        message: failureMessage(reason, response),
        cause,
        status: response?.status ?? 0,
        statusText: response?.statusText ?? "",
        headers: response?.headers ?? null,
        url: response?.url || this.#url,
        attempt,
        willReconnect: delay >= 0,
        delay: Math.max(delay, 0),
      }),
    );
  }

  /**
   * @param {number} attempt
   * @param {Uint32Array} addresses
   */
  async dispatchTheEvents(attempt, addresses) {
    const engine = /** @type {import("./engine.js").Engine} */ (this.engine);
    const columns = this.#columns;
    const batch = new Batch(addresses, columns);
    while (engine.dispatchTheEvent(attempt)) {
      batch.next();
      const { type, lastEventId } = columns;
      this.#target.dispatchEvent(messageEvent(type, batch.data, this.#origin, lastEventId));
      // The standard queues a task for each event: code that awaits one event at a time must see the next.
      await null;
      await null;
      await null;
    }
  }
}

function originOf(/** @type {string} */ url) {
  try {
    return new URL(url).origin;
  } catch {
    return "null";
  }
}
