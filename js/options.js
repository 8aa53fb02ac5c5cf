/** The constructor's second argument. */
import { decode, encode } from "./batch.js";
import { OWN } from "./own.js";
import { typeError } from "./type-error.js";
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
 * @property {RequestInit} [init] the members that are the request's own, where there are any
 * @property {(url: string, init: RequestInit) => Promise<Response>} [fetch]
 * @property {AbortSignal} [signal]
 * @property {string} lastEventId
 * @property {string} [lastEventIdParameter]
 * @property {[number, number, number, number, number]} limits reconnection time, its cap, connect and heartbeat time-outs,
 *   the most bytes of an event
 * @property {EventSourceOptions["shouldReconnect"]} shouldReconnect
 * @property {EventSourceOptions["onDiagnostic"]} onDiagnostic
 * @property {boolean} pauseWhenHidden
 * @property {Response} [response] there already: nothing is fetched
 * @property {(event: Event) => void} [completes] puts more into an `error` event before it is dispatched
 */

/** @type {WeakMap<EventTarget, Options>} The connections' hosts do not hold them: functions among them may hold the EventSource. */
export const optionsOf = new WeakMap();

/** Members that are the request's own. */
const INIT = "credentials mode cache redirect referrer referrerPolicy integrity keepalive priority".split(
  " ",
);
const METHODS = "GET POST PUT PATCH DELETE OPTIONS QUERY".split(" ");

/**
 * @param {unknown} value
 * @returns {Options}
 * @throws {TypeError} where a member is not what it has to be
 */
export function readOptions(value) {
  const given = /** @type {Record<string, any>} */ (value ?? {});
  if (Object(given) !== given) throw typeError("options are no object");
  // Each is read once: a getter may give something else the second time.
  const { body, headers, lastEventIdParameter } = given;
  /** @type {Options} */
  const options = {
    withCredentials: Boolean(given.withCredentials),
    method: methodOf(body, given.method),
    // Copied, so that a name or value that no header may have is told at once.
    headers: typeof headers === "function" ? headers : headersOf(headers),
    body: body ?? null,
    init: initOf(given),
    fetch: functionOf(given, "fetch"),
    signal: signalOf(given.signal),
    lastEventId: lastEventIdOf(given.lastEventId),
    lastEventIdParameter: lastEventIdParameter && `${lastEventIdParameter}`,
    limits: [
      numberOf(given, "reconnectionTime", 3000, Number.MAX_VALUE),
      numberOf(given, "maxReconnectionTime", 30_000),
      numberOf(given, "connectTimeout"),
      numberOf(given, "heartbeatTimeout"),
      numberOf(given, "maxEventBytes", 64 * 2 ** 20),
    ],
    shouldReconnect: functionOf(given, "shouldReconnect"),
    onDiagnostic: functionOf(given, "onDiagnostic"),
    pauseWhenHidden: Boolean(given.pauseWhenHidden),
    .../** @type {any} */ (given)[OWN],
  };
  checkRequest(options);
  return options;
}

/**
 * Headers that can be spread, too, spelled as they were given: `{ ...init.headers, more }` is how functions for npm's
 * `eventsource` add one.
 *
 * @param {HeadersInit | null | undefined} given
 */
export function headersOf(given) {
  const headers = new Headers(given ?? undefined);
  for (const name of Object.keys(given ?? {})) setHeader(headers, name);
  return headers;
}

/** Sets a header, and makes it a member. @type {(headers: any, name: string, value?: string | null) => void} */
export function setHeader(headers, name, value = headers.get(name)) {
  if (value === null) return;
  headers.set(name, value);
  // Their methods stay theirs.
  if (typeof headers[name] !== "function") headers[name] = value;
}

/** What the engine has to know of them: `flags` of `make` in `src/web.rs`. */
export function flagsOf(/** @type {string} */ url, /** @type {Options} */ options) {
  const { fetch, method, onDiagnostic, response, shouldReconnect } = options;
  return (
    (isCrossOrigin(url) && !fetch ? 1 : 0) +
    (method === "GET" && !response ? 2 : 0) +
    (shouldReconnect ? 4 : 0) +
    (onDiagnostic ? 8 : 0) +
    // A response is there already, whatever its URL says.
    (response || isFetchable(url) ? 16 : 0)
  );
}

/**
 * A member that is a number of milliseconds or bytes, 0 or more.
 *
 * @param {Record<string, any>} given
 * @param {string} name
 * @param {number} [byDefault]
 * @param {number} [most]
 */
export function numberOf(given, name, byDefault = Infinity, most = Infinity) {
  const number = Number(given[name] ?? byDefault);
  if (number >= 0 && number <= most) return number;
  throw typeError(`'${name}' is no number from 0 to ${most}`);
}

/** What a request of this method cannot send. `body` is a value, not a function. */
export function checkBody(/** @type {string} */ method, /** @type {unknown} */ body) {
  if (body === null || body === undefined) return;
  if (method === "GET") throw typeError("GET has no body");
  if (typeof ReadableStream === "function" && body instanceof ReadableStream) {
    throw typeError("a ReadableStream cannot be sent again");
  }
}

/**
 * @param {unknown} body
 * @param {unknown} [value]
 */
function methodOf(body, value = body === null || body === undefined ? "GET" : "POST") {
  const method = `${value}`.toUpperCase();
  if (METHODS.includes(method)) return method;
  throw typeError(`'${value}' is no method (${METHODS.join(" ")})`);
}

function initOf(/** @type {Record<string, unknown>} */ given) {
  /** @type {Record<string, unknown> | undefined} */
  let init;
  for (const name of INIT) {
    const value = given[name];
    if (value !== undefined) (init ??= {})[name] = value;
  }
  return init;
}

/** Lets the platform tell what it does not take: now, not as a network error later. */
function checkRequest(/** @type {Options} */ { body, init, method }) {
  if (typeof body !== "function") checkBody(method, body);
  if (init && globalThis.Request) void new Request("https://localhost/", init);
}

function functionOf(/** @type {Record<string, any>} */ given, /** @type {string} */ name) {
  const value = given[name];
  if (value === undefined || typeof value === "function") return value;
  throw typeError(`'${name}' is no function`);
}

function signalOf(/** @type {any} */ signal) {
  if (signal === undefined || typeof signal?.aborted === "boolean") return signal;
  throw typeError("'signal' is no AbortSignal");
}

function lastEventIdOf(/** @type {unknown} */ value) {
  const text = `${value ?? ""}`;
  // As UTF-8 has it, without lone surrogates. Not asked of an environment that has no encoder yet.
  const id = text && decode(encode(text));
  // oxlint-disable-next-line no-control-regex -- these three cannot be part of an ID on a stream
  if (/[\0\r\n]/.test(id)) throw typeError("'lastEventId' holds NUL, CR or LF");
  return id;
}
