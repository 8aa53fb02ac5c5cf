/**
 * What a test tells the server to answer: written into the URL by the page, read from it by the server. Runs in both.
 */

/**
 * One step of a body. A string is short for `{ text }`.
 *
 * - `text`, `base64`: bytes to send; `repeat` times, `{n}` counting from 1; in pieces of `piece` bytes, `gap` ms apart
 * - `pause`: milliseconds without a byte
 * - `until`: silence until the test calls `/go/<key>/<name>`
 * - `end`: "stall" sends nothing more and holds the connection; "break" closes it before the body is complete (FIN);
 *   "reset" the same the hard way (RST). Without it the response ends as it should.
 *
 * @typedef {string
 *   | { text: string, repeat?: number, piece?: number, gap?: number }
 *   | { base64: string, repeat?: number, piece?: number, gap?: number }
 *   | { pause: number }
 *   | { until: string }
 *   | { end: "stall" | "break" | "reset" }} Step
 */

/**
 * The answer to one request.
 *
 * @typedef {object} Answer
 * @property {number} [status] 200
 * @property {string} [statusText] what Node has for the status
 * @property {string | null} [type] the Content-Type: "text/event-stream"; null sends none
 * @property {Record<string, string | string[]>} [headers] further ones
 * @property {"page" | "refuse" | "*"} [cors] "page" lets the page read it, with credentials; "refuse" sends no header
 * @property {string} [since] once the test has called `/go/<key>/<since>`, every request gets this answer
 * @property {Step[]} [before] steps before the status line
 * @property {Step[]} [body]
 */

export const STALL = Object.freeze({ end: /** @type {const} */ ("stall") });
export const BREAK = Object.freeze({ end: /** @type {const} */ ("break") });
export const RESET = Object.freeze({ end: /** @type {const} */ ("reset") });

/**
 * A comment now and then, for ever. For what is redirected: there Firefox gives an aborted request's connection up
 * only when the next byte arrives.
 */
export const BEATS = Object.freeze({ text: ":\n", repeat: 100_000, piece: 2, gap: 50 });

/** Bytes that are no UTF-8, or not worth a string. */
export function bytes(/** @type {number[]} */ ...values) {
  return { base64: btoa(String.fromCharCode(...values)) };
}

/**
 * The URL whose n-th request gets the n-th answer; the last one again and again.
 *
 * @param {string} origin
 * @param {string} key under which the requests are recorded
 * @param {Answer[]} answers
 */
export function urlOf(origin, key, answers) {
  return `${origin}/play/${key}?answers=${encodeURIComponent(JSON.stringify(answers))}`;
}

/**
 * @param {URLSearchParams} query
 * @returns {Answer[] | null} null: there are none in the URL
 */
export function answersIn(query) {
  try {
    const answers = JSON.parse(query.get("answers") ?? "");
    return Array.isArray(answers) && answers.length > 0 ? answers : null;
  } catch {
    return null;
  }
}
