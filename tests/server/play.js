/** Plays one answer: sends what it is told, and cuts or stalls where it is told. */

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

import { corsHeaders } from "./cors.js";

/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./answers.js").Step} Step */

/**
 * @typedef {object} Stage
 * @property {import("node:http").IncomingMessage} request
 * @property {import("node:http").ServerResponse} response
 * @property {(name: string) => Promise<void>} called resolves when the test has called that name
 * @property {() => void} cutting called before the connection is broken
 */

/**
 * @param {Stage} stage
 * @param {Answer} answer
 */
export async function play(stage, answer) {
  const { request, response } = stage;
  const {
    status = 200,
    statusText,
    type = "text/event-stream",
    headers = {},
    before = [],
    body = [],
  } = answer;
  if (!(await playSteps(stage, before))) return;
  const head = {
    ...(type !== null && { "Content-Type": type }),
    "Cache-Control": "no-store",
    // A browser sends a request anew by itself where a connection breaks that it had used before.
    Connection: "close",
    ...corsHeaders(request, answer.cors),
    ...headers,
  };
  if (statusText === undefined) response.writeHead(status, head);
  else response.writeHead(status, statusText, head);
  response.flushHeaders();
  if (await playSteps(stage, body)) response.end();
}

/**
 * @param {Stage} stage
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether the response goes on after them
 */
async function playSteps({ response, called, cutting }, steps) {
  for (const step of steps) {
    if (response.destroyed) return false;
    if (typeof step === "string") await send(response, Buffer.from(step));
    else if ("pause" in step) await delay(step.pause);
    else if ("until" in step) await called(step.until);
    else if ("end" in step) {
      if (step.end === "stall") return false;
      cutting();
      if (step.end === "break") response.socket?.destroy();
      else response.socket?.resetAndDestroy();
      return false;
    } else await send(response, bytesOf(step), step);
  }
  return !response.destroyed;
}

/** @param {{ text: string, repeat?: number } | { base64: string, repeat?: number }} step */
function bytesOf(step) {
  const { repeat = 1 } = step;
  if ("base64" in step) return Buffer.concat(Array(repeat).fill(Buffer.from(step.base64, "base64")));
  if (!step.text.includes("{n}")) return Buffer.from(step.text.repeat(repeat));
  const numbered = (/** @type {number} */ n) => step.text.replaceAll("{n}", String(n));
  return Buffer.from(Array.from({ length: repeat }, (_, index) => numbered(index + 1)).join(""));
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {Buffer} bytes
 * @param {{ piece?: number, gap?: number }} [options]
 */
async function send(response, bytes, { piece = bytes.length, gap = 0 } = {}) {
  for (let start = 0; start < bytes.length && !response.destroyed; start += piece) {
    if (gap > 0 && start > 0) await delay(gap);
    if (!response.write(bytes.subarray(start, start + piece))) await drained(response);
  }
}

/** Resolves when there is room again, or nobody left to send to. */
async function drained(/** @type {import("node:http").ServerResponse} */ response) {
  const waiting = new AbortController();
  const options = { signal: waiting.signal };
  await Promise.race([once(response, "drain", options), once(response, "close", options)]);
  waiting.abort();
}
