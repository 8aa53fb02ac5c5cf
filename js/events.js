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
