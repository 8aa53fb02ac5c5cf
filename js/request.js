/** Options to the request of one attempt. */
import { checkBody, typeError } from "./options.js";

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
  const [headers, body] = await Promise.all([headersOf(options, attempt), bodyOf(options, attempt)]);
  const { lastEventId, signal } = attempt;
  // 10. User agents may set `Accept`/`text/event-stream` in the request's header list.
  if (!headers.has("Accept")) headers.set("Accept", "text/event-stream");
  if (lastEventId !== "" && options.lastEventIdParameter === undefined) {
    headers.set("Last-Event-ID", asByteString(lastEventId));
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

/** The URL of one attempt. */
export function requestURL(
  /** @type {string} */ url,
  /** @type {Options} */ options,
  /** @type {string} */ id,
) {
  const name = options.lastEventIdParameter;
  // The other schemes have no query: it would be another blob, or more data.
  if (name === undefined || id === "" || !url.startsWith("http")) return url;
  // The rest of the query stays as it is: `searchParams` would write all of it anew.
  const [base = "", ...query] = (url.split("#", 1)[0] ?? "").split("?");
  const pairs = query.length > 0 ? query.join("?").split("&") : [];
  const others = pairs.filter((pair) => !new URLSearchParams(pair).has(name));
  const own = `${encodeURIComponent(name)}=${encodeURIComponent(id)}`;
  return `${base}?${[...others, own].join("&")}`;
}

/** Tells whether the server is there: no credentials, nothing of the user's, and CORS cannot refuse it. */
export function probeInit(/** @type {AbortSignal} */ signal) {
  /** @type {RequestInit} */
  const init = { method: "GET", mode: "no-cors", credentials: "omit", cache: "no-store", signal };
  return init;
}

async function headersOf(/** @type {Options} */ { headers }, /** @type {Attempt} */ attempt) {
  if (typeof headers !== "function") return new Headers(headers);
  return new Headers((await headers(attempt)) ?? undefined);
}

/** @returns {Promise<BodyInit | null>} */
async function bodyOf(/** @type {Options} */ { body, method }, /** @type {Attempt} */ attempt) {
  if (typeof body !== "function") return body ?? null;
  const made = (await body(attempt)) ?? null;
  if (typeof made === "function") throw typeError("the function 'body' gave a function");
  checkBody(method, made);
  return made;
}

/** The UTF-8 encoding of a value, a code unit for each byte: all that `Headers` accepts. */
function asByteString(/** @type {string} */ value) {
  let bytes = "";
  for (const byte of new TextEncoder().encode(value)) bytes += String.fromCharCode(byte);
  return bytes;
}
