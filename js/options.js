/** The constructor's second argument. */
import { decode, encode } from "./batch.js";
import { isCrossOrigin, isFetchable } from "./url.js";

/** @typedef {import("./index.js").EventSourceOptions} EventSourceOptions */
/** @typedef {import("./index.js").Attempt} Attempt */

/**
 * Options as the connection uses them: converted and checked, each read once.
 *
 * @typedef {object} Options
 * @property {boolean} withCredentials
 * @property {string} method
 * @property {Exclude<EventSourceOptions["headers"], undefined>} headers
 * @property {EventSourceOptions["body"]} body
 * @property {RequestInit} init the members that are the request's own
 * @property {(url: string, init: RequestInit) => Promise<Response>} [fetch]
 * @property {AbortSignal} [signal]
 * @property {string} lastEventId
 * @property {string} [lastEventIdParameter]
 * @property {[number, number, number, number]} times reconnection time, its cap, connect and heartbeat time-outs
 * @property {number} maxEventBytes
 * @property {EventSourceOptions["shouldReconnect"]} shouldReconnect
 * @property {EventSourceOptions["onDiagnostic"]} onDiagnostic
 * @property {boolean} pauseWhenHidden
 * @property {Response} [response] there already: nothing is fetched
 */

/** Members that are the request's own. */
const INIT = "credentials mode cache redirect referrer referrerPolicy integrity keepalive priority".split(
  " ",
);
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

/**
 * @param {unknown} value
 * @returns {Options}
 * @throws {TypeError} where a member is not what it has to be
 */
export function readOptions(value) {
  if (value !== undefined && value !== null && typeof value !== "object" && typeof value !== "function") {
    throw typeError("the options are not an object");
  }
  const members = /** @type {Record<string, any>} */ (value ?? {});
  // Each is read once: a getter may give something else the second time.
  const { withCredentials, headers, method, body, fetch, signal, pauseWhenHidden, maxEventBytes } = members;
  const { lastEventId, lastEventIdParameter, reconnectionTime, maxReconnectionTime } = members;
  const { shouldReconnect, connectTimeout, heartbeatTimeout, onDiagnostic } = members;
  /** @type {Options} */
  const options = {
    withCredentials: Boolean(withCredentials),
    method: methodOf(method, body),
    // Copied, so that a name or value that no header may have is told at once.
    headers: typeof headers === "function" ? headers : new Headers(headers ?? undefined),
    body: body ?? null,
    init: initOf(members),
    fetch: functionOf(fetch, "fetch"),
    signal: signalOf(signal),
    lastEventId: lastEventIdOf(lastEventId),
    lastEventIdParameter: lastEventIdParameter === undefined ? undefined : `${lastEventIdParameter}`,
    times: [
      number(reconnectionTime, "reconnectionTime", 3000, Number.MAX_VALUE),
      number(maxReconnectionTime, "maxReconnectionTime", 30_000),
      number(connectTimeout, "connectTimeout"),
      number(heartbeatTimeout, "heartbeatTimeout"),
    ],
    maxEventBytes: number(maxEventBytes, "maxEventBytes", 64 * 2 ** 20),
    shouldReconnect: functionOf(shouldReconnect, "shouldReconnect"),
    onDiagnostic: functionOf(onDiagnostic, "onDiagnostic"),
    pauseWhenHidden: Boolean(pauseWhenHidden),
  };
  checkRequest(options);
  return options;
}

/** What the engine has to know of them: `flags` of `make` in `src/web.rs`. */
export function flagsOf(/** @type {string} */ url, /** @type {Options} */ options) {
  const { fetch, method, onDiagnostic, response, shouldReconnect } = options;
  return [
    isCrossOrigin(url) && !fetch,
    method === "GET" && !response,
    shouldReconnect,
    onDiagnostic,
    // A response is there already, whatever its URL says.
    response || isFetchable(url),
  ].reduce((sum, flag, place) => sum + (flag ? 1 << place : 0), 0);
}

/** One sentence, with whose it is in front. */
export function typeError(/** @type {string} */ what) {
  return new TypeError(`EventSource: ${what}.`);
}

/**
 * A number of milliseconds or bytes, 0 or more.
 *
 * @param {any} value
 * @param {string} name
 * @param {number} [byDefault]
 * @param {number} [most]
 */
export function number(value, name, byDefault = Infinity, most = Infinity) {
  const given = value === undefined ? byDefault : Number(value);
  if (given >= 0 && given <= most) return given;
  throw typeError(`'${name}' is not a ${most < Infinity ? "finite " : ""}number of 0 or more`);
}

/** What a request of this method cannot send. `body` is a value, not a function. */
export function checkBody(/** @type {string} */ method, /** @type {unknown} */ body) {
  if (body === null || body === undefined) return;
  if (method === "GET") throw typeError("a GET request has no body");
  if (typeof ReadableStream === "function" && body instanceof ReadableStream) {
    throw typeError("a ReadableStream as 'body' could not be sent again");
  }
}

function methodOf(/** @type {unknown} */ value, /** @type {unknown} */ body) {
  if (value === undefined) return (body ?? null) === null ? "GET" : "POST";
  const method = `${value}`.toUpperCase();
  if (METHODS.includes(method)) return method;
  throw typeError(`'${value}' is not one of the methods (${METHODS.join(", ")})`);
}

function initOf(/** @type {Record<string, unknown>} */ given) {
  /** @type {Record<string, unknown>} */
  const init = {};
  for (const name of INIT) {
    const value = given[name];
    if (value !== undefined) init[name] = value;
  }
  return init;
}

/** Lets the platform tell what it does not take: now, not as a network error later. */
function checkRequest(/** @type {Options} */ { body, init, method }) {
  if (typeof body !== "function") checkBody(method, body);
  if (typeof Request === "function") void new Request("https://localhost/", init);
}

function functionOf(/** @type {any} */ value, /** @type {string} */ name) {
  if (value === undefined || typeof value === "function") return value;
  throw typeError(`'${name}' is not a function`);
}

function signalOf(/** @type {any} */ signal) {
  if (signal === undefined) return undefined;
  if (typeof signal?.addEventListener === "function" && "aborted" in signal) return signal;
  throw typeError("'signal' is not an AbortSignal");
}

function lastEventIdOf(/** @type {unknown} */ value) {
  // As UTF-8 has it, without lone surrogates.
  const id = value === undefined ? "" : decode(encode(`${value}`));
  // oxlint-disable-next-line no-control-regex -- these three cannot be part of an ID on a stream
  if (/[\0\r\n]/.test(id)) throw typeError("'lastEventId' holds NUL, CR or LF");
  return id;
}
