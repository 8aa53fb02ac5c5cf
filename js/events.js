/** The event objects. */

/**
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
 *
 * @param {string} type
 * @param {string} data
 * @param {string} origin
 * @param {string} lastEventId
 */
export function messageEvent(type, data, origin, lastEventId) {
  return new MessageEvent(type, { data, origin, lastEventId });
}

/** `open`, with what the response said. */
export function openEvent(/** @type {import("./response.js").Answer} */ response) {
  const { status, statusText, headers, url, redirected } = response;
  return detailed("open", { status, statusText, headers, url, redirected });
}

/**
 * `error`, with what is known of the failure.
 *
 * @param {import("./index.js").FailureDetails} details
 */
export function errorEvent(details) {
  return detailed("error", { ...details });
}

/** A plain `Event`, as old code expects it, with read-only members of its own. */
function detailed(/** @type {string} */ type, /** @type {Record<string, unknown>} */ details) {
  const event = new Event(type);
  for (const [name, value] of Object.entries(details)) {
    Object.defineProperty(event, name, { value, enumerable: true, configurable: true });
  }
  return event;
}

/** @type {Record<string, string>} */
const MESSAGES = {
  network: "The connection was refused or lost.",
  "end-of-stream": "The server ended the stream.",
  cors: "The server answers, and its CORS headers do not let this page read the response.",
  scheme: "A URL of this scheme cannot carry an event stream.",
  "too-large": "One event is larger than the connection allows.",
  engine: "The WebAssembly engine cannot be loaded here.",
};

/**
 * What an `error` event says in words.
 *
 * @param {string} reason
 * @param {import("./response.js").Answer | null} response
 */
export function failureMessage(reason, response) {
  if (reason === "status") return `The server answered with status ${response?.status}, not 200.`;
  if (reason === "content-type") {
    const type = response?.contentType;
    return `The response is ${type ? `of type '${type}'` : "without a type"}, not text/event-stream.`;
  }
  return MESSAGES[reason] ?? reason;
}
