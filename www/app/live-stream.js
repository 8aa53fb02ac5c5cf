import { EventSource, TRANSIENT_STATUSES } from "eventsource-wasm";

import { describeError, describeOpen } from "./describe.js";

/** The types that the demo's server names, and the one for events without a name. */
const TYPES = /** @type {const} */ (["tick", "notice", "message"]);

/**
 * Opens a connection with what the form says and reports all that comes of it.
 * @param {import("./settings.js").Settings} settings
 * @param {{
 *   onOpen: (text: string) => void,
 *   onError: (text: string, event: import("eventsource-wasm").EventSourceErrorEvent) => void,
 *   onEvent: (event: MessageEvent<string>, type: typeof TYPES[number]) => void,
 * }} listeners
 */
export function openStream(settings, { onOpen, onError, onEvent }) {
  const source = new EventSource(settings.url, {
    headers: settings.headers,
    withCredentials: settings.withCredentials,
  });
  source.addEventListener("open", (event) => onOpen(describeOpen(event)));
  source.addEventListener("error", (event) => onError(describeError(event), event));
  for (const type of TYPES) source.addEventListener(type, (event) => onEvent(event, type));
  return source;
}

/**
 * Whether a status is worth another attempt.
 * @param {number} status
 */
export function isTransient(status) {
  return TRANSIENT_STATUSES.includes(status);
}

/** Which build of the engine runs. */
export function engineName() {
  return EventSource.engine ?? "not started";
}
