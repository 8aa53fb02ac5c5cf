/** The constructor's second argument. */

/**
 * Options as the connection uses them: converted and checked, each read once.
 *
 * @typedef {object} Options
 * @property {boolean} withCredentials
 * @property {Headers} headers
 * @property {((url: string, init: RequestInit) => Promise<Response>) | undefined} fetch
 * @property {AbortSignal | undefined} signal
 * @property {string} lastEventId
 */

/**
 * @param {unknown} value
 * @returns {Options}
 * @throws {TypeError} where a member is not what it has to be
 */
export function readOptions(value) {
  if (value !== undefined && value !== null && typeof value !== "object" && typeof value !== "function") {
    throw new TypeError("EventSource: the options are not an object.");
  }
  const { fetch, headers, lastEventId, signal, withCredentials } =
    /** @type {import("./index.js").EventSourceOptions} */ (value ?? {});
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new TypeError("EventSource: the option 'fetch' is not a function.");
  }
  if (signal !== undefined && (typeof signal?.addEventListener !== "function" || !("aborted" in signal))) {
    throw new TypeError("EventSource: the option 'signal' is not an AbortSignal.");
  }
  return {
    withCredentials: Boolean(withCredentials),
    // Copied, so that a name or value that no header may have is told at once.
    headers: new Headers(headers ?? undefined),
    fetch,
    signal,
    lastEventId: lastEventIdOf(lastEventId),
  };
}

function lastEventIdOf(/** @type {unknown} */ value) {
  if (value === undefined) return "";
  const id = `${value}`;
  // oxlint-disable-next-line no-control-regex -- these three cannot be part of an ID on a stream
  if (/[\0\r\n]/.test(id)) throw new TypeError("EventSource: the option 'lastEventId' holds NUL, CR or LF.");
  return id;
}
