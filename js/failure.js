/** What is known of a failure, in objects and in words. */
import * as REASON from "./codes/reason.js";

/** @typedef {import("./index.js").FailureDetails} FailureDetails */
/** @typedef {import("./index.js").FailureReason} FailureReason */

/**
 * The reasons, in the order of `FailureReason` in `src/connection/failure.rs`, and what they say in words.
 *
 * @type {[FailureReason, string][]}
 */
const REASONS = [
  ["network", "The connection is refused or lost."],
  ["end-of-stream", "The server ended the stream."],
  ["heartbeat", "No byte within the heartbeat time-out."],
  ["connect-timeout", "No answer within the connect time-out."],
  ["status", "The status is not 200"],
  ["content-type", "The response is not text/event-stream"],
  ["cors", "The server's CORS headers refuse this page."],
  ["scheme", "This scheme cannot carry an event stream."],
  ["too-large", "An event exceeds 'maxEventBytes'."],
  ["options", "An option failed"],
  ["engine", "The engine cannot be loaded"],
];

/**
 * @param {number} code
 * @param {import("./response.js").Answer | null} response
 * @param {string} requested
 * @param {unknown} cause
 * @param {number} attempt
 * @param {number} delay infinite: not reestablished
 * @returns {FailureDetails}
 */
export function failureDetails(code, response, requested, cause, attempt, delay) {
  const [reason, words] = /** @type {[FailureReason, string]} */ (REASONS[code]);
  const { status = 0, statusText = "", headers = null, mimeType, url } = response ?? {};
  /** @type {Record<number, unknown>} */
  const particulars = {
    [REASON.status]: status,
    [REASON.contentType]: mimeType || "none",
    [REASON.options]: messageOf(cause),
    [REASON.engine]: messageOf(cause),
  };
  return {
    reason,
    message: code in particulars ? `${words}: ${particulars[code]}` : words,
    cause,
    status,
    statusText,
    headers,
    url: url || requested,
    attempt,
    willReconnect: delay < Infinity,
    delay: delay < Infinity ? delay : 0,
  };
}

function messageOf(/** @type {unknown} */ cause) {
  return cause instanceof Error ? cause.message : `${typeof cause} thrown`;
}

/**
 * The same as an Error: for functions, and for loops that it ends.
 *
 * @param {FailureDetails} details
 * @returns {import("./index.js").Failure}
 */
export function failureError(details) {
  return Object.assign(new FailureError(details.message), details);
}

class FailureError extends Error {
  /** Not assigned: a page may have frozen what an Error inherits from. @override */
  name = "Failure";
}
