import { formatSeconds } from "./format.js";

/** @typedef {import("eventsource-wasm").EventSourceOpenEvent} OpenEvent */
/** @typedef {import("eventsource-wasm").EventSourceErrorEvent} ErrorEvent */

/**
 * What an "open" event tells.
 * @param {OpenEvent} event
 */
export function describeOpen({ status, headers }) {
  const seen = headers?.get("X-Received-Headers");
  return `status ${status}${seen ? `; the server saw ${seen}` : ""}`;
}

/**
 * What an "error" event tells: why, and what happens next.
 * @param {ErrorEvent} event
 */
export function describeError({ reason, status, message, willReconnect, delay, attempt }) {
  const cause = reason === "status" ? `status ${status}` : reason;
  const next = willReconnect ? `reconnecting in ${formatSeconds(delay)}` : "closed";
  return `${cause}: ${message} (attempt ${attempt}; ${next})`;
}
