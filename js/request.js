/** Options to the request of one attempt. */
import { encode } from "./batch.js";
import { compilesNow } from "./engine.js";
import { checkBody, headersOf, setHeader } from "./options.js";
import { isHidden } from "./page.js";
import { cancel, ignore } from "./response.js";
import { threeTurns } from "./turns.js";
import { typeError } from "./type-error.js";
import { isFetchable } from "./url.js";

/** @typedef {import("./options.js").Options} Options */
/** @typedef {import("./index.js").Attempt} Attempt */

/**
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource steps 8 to 13
 *
 * @param {Options} options
 * @param {Attempt} attempt
 * @returns {Promise<RequestInit>} rejected with what a function of the user's throws, or a TypeError
 */
export async function requestInit(options, attempt) {
  const made = [options.headers, options.body].map((option) => valueOf(option, attempt));
  const [headers, body = null] = await Promise.all(made);
  if (typeof body === "function") throw typeError("'body' gave a function");
  checkBody(options.method, body);
  return initOf(options, attempt, headersOf(headers), body);
}

/** What an option is for this attempt, be it a function or not. @returns {Promise<any>} */
async function valueOf(/** @type {unknown} */ option, /** @type {Attempt} */ attempt) {
  return typeof option === "function" ? option(attempt) : option;
}

/**
 * @param {Options} options
 * @param {{ lastEventId: string, signal: AbortSignal }} attempt
 * @param {Headers} headers
 * @param {BodyInit | null} body
 * @returns {RequestInit}
 */
function initOf(options, { lastEventId, signal }, headers, body) {
  // 10. Optional: set `Accept`/`text/event-stream` in the request's header list.
  if (!headers.has("Accept")) setHeader(headers, "Accept", "text/event-stream");
  if (lastEventId !== "" && !options.lastEventIdParameter) {
    // In place of the user's own, however that is spelled.
    const name = Object.keys(headers).find((own) => /^last-event-id$/i.test(own)) ?? "Last-Event-ID";
    setHeader(headers, name, asByteString(lastEventId));
  }
  return {
    method: options.method,
    headers,
    ...(body !== null && { body }),
    // 8. A potential-CORS request: mode "cors", credentials "include" where they are wanted.
    mode: "cors",
    credentials: options.withCredentials ? "include" : "same-origin",
    // 11. Set the request's cache mode to "no-store".
    cache: "no-store",
    redirect: "follow",
    ...options.init,
    signal,
  };
}

/** @typedef {{ controller: AbortController, url: string, answer?: Promise<Response> }} Sent */

/**
 * What is under way before there is an engine: a response that was given; or, where the engine is still to be compiled,
 * which takes as long as a server may take to answer, the first request. Null where a function of the user's has
 * a say, for none is called before the constructor has returned, and where nothing may be sent, or not a second time.
 *
 * @param {string} base
 * @param {Options} options
 * @returns {Sent | null}
 */
export function earlyRequest(base, options) {
  const { response } = options;
  const controller = new AbortController();
  if (response) return { controller, url: base, answer: threeTurns().then(() => response) };
  if (!compilesNow()) return null;
  const { body, headers, lastEventId, pauseWhenHidden } = options;
  const isAsked = [headers, body, options.fetch].some((option) => typeof option === "function");
  const waits = pauseWhenHidden && isHidden();
  if (isAsked || waits || options.method !== "GET" || !isFetchable(base)) return null;
  try {
    const url = requestURL(base, options, lastEventId);
    const attempt = { lastEventId, signal: controller.signal };
    const init = initOf(options, attempt, new Headers(/** @type {HeadersInit} */ (headers)), null);
    const answer = (async () => fetch(url, init))();
    // Who waits for it comes when there is an engine.
    ignore(answer);
    return { controller, url, answer };
  } catch {
    // It fails again when the attempt is made, and that is told.
    return null;
  }
}

/** Nobody waits for it any more. */
export function drop(/** @type {Sent | null} */ request) {
  request?.controller.abort();
  // Whoever does not know the signal may answer after all.
  ignore(request?.answer?.then(({ body }) => cancel(body)));
}

/** The URL of one attempt. */
export function requestURL(
  /** @type {string} */ url,
  /** @type {Options} */ options,
  /** @type {string} */ id,
) {
  const name = options.lastEventIdParameter;
  // The other schemes have no query: it would be another blob, or more data.
  if (!name || id === "" || !url.startsWith("http")) return url;
  const { search } = new URL(url);
  const pairs = search ? search.slice(1).split("&") : [];
  // The rest of the query stays as it is: `searchParams` would write all of it anew.
  const others = pairs.filter((pair) => !new URLSearchParams(`&${pair}`).has(name));
  const own = `${encodeURIComponent(name)}=${encodeURIComponent(id)}`;
  return `${url.split(/[?#]/, 1)}?${[...others, own].join("&")}`;
}

/** Whether the server is there: no credentials, nothing of the user's, and CORS cannot refuse it. */
export async function isReachable(/** @type {string} */ url, /** @type {AbortSignal} */ signal) {
  try {
    await fetch(url, { mode: "no-cors", credentials: "omit", cache: "no-store", signal });
    return true;
  } catch {
    return false;
  }
}

/** The UTF-8 encoding of a value, a code unit for each byte: all that `Headers` accepts. */
function asByteString(/** @type {string} */ value) {
  let bytes = "";
  for (const byte of encode(value)) bytes += String.fromCharCode(byte);
  return bytes;
}
