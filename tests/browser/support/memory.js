/** Streams without a server: for the option `fetch`. */

export const HEADERS = { "Content-Type": "text/event-stream" };
/** Of the page's own origin: a refusal is not looked into over the network. */
export const URL_ = `${location.origin}/path?query`;

export function utf8(/** @type {string} */ text) {
  return new TextEncoder().encode(text);
}

/**
 * A response that never ends, and notes whether it was cancelled.
 *
 * @param {ResponseInit} [init]
 */
export function endless(init = { headers: HEADERS }, text = "data: a\n\n") {
  const state = { cancelled: false, response: new Response() };
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(utf8(text)),
    cancel: () => void (state.cancelled = true),
  });
  state.response = new Response(body, init);
  return state;
}
