/** Options to the request of one attempt. */

const encoder = () => new TextEncoder();

/**
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource steps 8 to 13
 *
 * @param {import("./options.js").Options} options
 * @param {string} lastEventId the last event ID string
 * @param {AbortSignal} signal aborted when the connection is dropped
 * @returns {RequestInit}
 */
export function requestInit(options, lastEventId, signal) {
  const headers = new Headers(options.headers);
  // 10. User agents may set `Accept`/`text/event-stream` in the request's header list.
  if (!headers.has("Accept")) headers.set("Accept", "text/event-stream");
  if (lastEventId !== "") headers.set("Last-Event-ID", asByteString(lastEventId));
  return {
    method: "GET",
    headers,
    // 8. A potential-CORS request: mode "cors", credentials "include" where they are wanted.
    mode: "cors",
    credentials: options.withCredentials ? "include" : "same-origin",
    // 11. Set the request's cache mode to "no-store".
    cache: "no-store",
    redirect: "follow",
    signal,
  };
}

/** Tells whether the server is there: no credentials, nothing of the user's, and CORS cannot refuse it. */
export function probeInit(/** @type {AbortSignal} */ signal) {
  /** @type {RequestInit} */
  const init = { method: "GET", mode: "no-cors", credentials: "omit", cache: "no-store", signal };
  return init;
}

/** The UTF-8 encoding of a value, a code unit for each byte: all that `Headers` accepts. */
function asByteString(/** @type {string} */ value) {
  let bytes = "";
  for (const byte of encoder().encode(value)) bytes += String.fromCharCode(byte);
  return bytes;
}
