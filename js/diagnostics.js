/** Hints for a stream that stays silent: each names the cause and the remedy. */

/** @typedef {import("./index.js").Diagnostic} Diagnostic */

/** In the order of `Hint` in `src/connection/diagnosis.rs`. @type {[Diagnostic["code"], string][]} */
const DIAGNOSTICS = [
  [
    "unknown-field",
    "This line is ignored: it does not start with 'data:', 'event:', 'id:', 'retry:' or a colon, without a space before the colon.",
  ],
  [
    "incomplete-event",
    "The stream ended inside an event, which is lost: the server must end each with a blank line.",
  ],
  [
    "arrived-at-once",
    "All events arrived at the end of a long request: a proxy buffers the stream (nginx: 'proxy_buffering off', or the response header 'X-Accel-Buffering: no'), or compression is never flushed.",
  ],
  [
    "cors",
    "The server's CORS headers refuse this page: send 'Access-Control-Allow-Origin', for headers of your own answer the OPTIONS request with 'Access-Control-Allow-Headers', and for credentials send 'Access-Control-Allow-Credentials'.",
  ],
  [
    "content-type",
    "The response is not an event stream: the server must send 'Content-Type: text/event-stream'. An HTML page is often that of a login, or of an error.",
  ],
];

/**
 * @param {number} code
 * @param {string} url
 * @param {string} line only of an unknown field
 * @returns {Diagnostic}
 */
export function diagnostic(code, url, line) {
  const [name, message] = /** @type {[Diagnostic["code"], string]} */ (DIAGNOSTICS[code]);
  return { code: name, message, url, ...(line && { line }) };
}
