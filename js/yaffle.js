/** `eventsource-wasm/yaffle`: the names, options and defaults of npm's event-source-polyfill 1.0.31. */
import { EventSource as Base } from "./index.js";
import { OWN } from "./own.js";

const HEARTBEAT = 45_000;
/** Both time-outs are at least this. */
const LEAST = 1000;
const RECONNECTION_TIME = 1000;
const MAX_RECONNECTION_TIME = 16_000;

/** @typedef {import("./yaffle.js").EventSourcePolyfillErrorEvent} ErrorEvent */

/** Failures that say what the response was: they have a status, all others an error. */
const OF_THE_RESPONSE = ["status", "content-type"];

// Documented in yaffle.d.ts.
export class EventSourcePolyfill extends Base {
  #own;

  constructor(/** @type {string | URL} */ url, /** @type {any} */ options = undefined) {
    const {
      headers,
      heartbeatTimeout,
      lastEventIdQueryParameterName,
      Transport: _,
      // Defaults of its own, also for what is there and undefined.
      reconnectionTime = RECONNECTION_TIME,
      maxReconnectionTime = MAX_RECONNECTION_TIME,
      connectTimeout = timeOut(heartbeatTimeout),
      lastEventIdParameter = lastEventIdQueryParameterName || "lastEventId",
      ...others
    } = options ?? {};
    const silence = timeOut(heartbeatTimeout);
    // Not `this`: the first request is made before there is one.
    const own = { headers: headers || {} };
    super(url, {
      ...others,
      reconnectionTime,
      maxReconnectionTime,
      connectTimeout,
      lastEventIdParameter,
      heartbeatTimeout: silence,
      headers: (/** @type {import("./index.js").Attempt} */ attempt) =>
        typeof own.headers === "function" ? own.headers(attempt) : own.headers || {},
      [OWN]: {
        ...options?.[OWN],
        completes: (/** @type {ErrorEvent} */ event) => addError(event, silence, Number(connectTimeout)),
      },
    });
    this.#own = own;
  }

  /** Read anew for every attempt: code that refreshes a token sets it, or changes what is in it. */
  get headers() {
    return this.#own.headers;
  }

  set headers(value) {
    this.#own.headers = value;
  }
}

// Minifiers rename classes.
Object.defineProperty(EventSourcePolyfill, "name", { value: "EventSourcePolyfill", configurable: true });

/** The class of the page, as it was when this module was loaded. */
export const NativeEventSource = globalThis.EventSource;

const Preferred = NativeEventSource ?? EventSourcePolyfill;
export { Preferred as EventSource };

function timeOut(/** @type {unknown} */ value) {
  const milliseconds = Number(value ?? NaN);
  return Number.isNaN(milliseconds) ? HEARTBEAT : Math.max(milliseconds, LEAST);
}

/**
 * Either `status`, `statusText` and `headers`, or `error`: code tells the two by which of them is there.
 *
 * @param {ErrorEvent} event
 * @param {number} silence time-out, in milliseconds
 * @param {number} connectTimeout
 */
function addError(event, silence, connectTimeout) {
  const own = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    Object.defineProperty(event, name, { value, enumerable: true, configurable: true });
  if (OF_THE_RESPONSE.includes(event.reason)) {
    own("error", undefined);
    return;
  }
  for (const name of ["status", "statusText", "headers"]) own(name, undefined);
  own("error", errorOf(event, silence, connectTimeout));
}

/**
 * @param {ErrorEvent} event
 * @param {number} silence
 * @param {number} connectTimeout
 */
function errorOf({ reason, message, cause, willReconnect }, silence, connectTimeout) {
  if (reason === "end-of-stream") return undefined;
  if (reason !== "heartbeat" && reason !== "connect-timeout") {
    return cause instanceof Error ? cause : new Error(message, { cause });
  }
  // Code looks for these words.
  const isFirst = reason === "connect-timeout";
  const words = [`No activity within ${isFirst ? connectTimeout : silence} milliseconds.`];
  if (isFirst) words.push("No response received.");
  if (willReconnect) words.push("Reconnecting.");
  return new Error(words.join(" "));
}
