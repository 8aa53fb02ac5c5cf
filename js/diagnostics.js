/** Hints for a stream that stays silent: each names the cause and the remedy. */
import { ignore } from "./response.js";

/** @typedef {import("./index.js").Diagnostic} Diagnostic */

/** In the order of `Hint` in `src/connection/diagnosis.rs`. @type {[Diagnostic["code"], string][]} */
const DIAGNOSTICS = [
  ["unknown-field", "Ignored: no field ('data:', 'event:', 'id:', 'retry:'), no comment (':')."],
  ["incomplete-event", "The stream ended inside an event: end each with a blank line."],
  [
    "arrived-at-once",
    "All events came at the end: a proxy buffers them (nginx: 'X-Accel-Buffering: no'), or compression is not flushed.",
  ],
  [
    "cors",
    "'Access-Control-Allow-Origin' must name this page; your own headers need '-Allow-Headers' on OPTIONS, credentials '-Allow-Credentials'.",
  ],
  ["content-type", "The server must send 'Content-Type: text/event-stream'; HTML is often a login."],
];

/**
 * What the function throws, or rejects with, goes nowhere.
 *
 * @param {((diagnostic: Diagnostic) => unknown) | undefined} onDiagnostic
 * @param {number} place in that order
 * @param {string} url
 * @param {string} line only of an unknown field
 */
export function diagnose(onDiagnostic, place, url, line) {
  const [code, message] = /** @type {[Diagnostic["code"], string]} */ (DIAGNOSTICS[place]);
  ignore((async () => onDiagnostic?.({ code, message, url, ...(line && { line }) }))());
}

/** What is no event stream at all has endless names. */
const MOST_NAMES = 100;

/** Whether the name of an unknown field, told once each, is not among `names` yet; then it is from now on. */
export function isNews(/** @type {string} */ line, /** @type {Set<string>} */ names) {
  return names.size < MOST_NAMES && names.size < names.add(line.replace(/:[^]*/, "")).size;
}
