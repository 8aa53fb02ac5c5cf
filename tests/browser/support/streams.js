/** Streams of the test server, and what arrives of them. */

import { EventSource } from "eventsource-wasm";

import { urlOf } from "/tests/server/answers.js";

export { BEATS, BREAK, bytes, RESET, STALL } from "/tests/server/answers.js";
export { EventSource };

/** @type {[string, string]} */
export const [ORIGIN, OTHER_ORIGIN] = await ask("/origins");
/** The browser that runs this, for what is known to differ. */
export const BROWSER = new URLSearchParams(location.search).get("browser");

const PAGE = `${crypto.randomUUID()}-`;
let streams = 0;
/** @type {Set<EventSource>} */
const sources = new Set();

/** @typedef {import("/tests/server/answers.js").Answer} Answer */
/** @typedef {import("/tests/server/records.js").RequestRecord} RequestRecord */

/** One URL of the test server: its n-th request gets the n-th answer. */
export class Stream {
  #key = `${PAGE}${(streams += 1)}`;

  constructor(/** @type {Answer[]} */ ...answers) {
    this.url = urlOf(ORIGIN, this.#key, answers);
  }

  /** The same URL on another origin. */
  at(/** @type {string} */ origin) {
    return this.url.replace(ORIGIN, origin);
  }

  /** @returns {Promise<RequestRecord[]>} the requests so far, without those that ask for permission */
  async requests() {
    return (await this.allRequests()).filter(({ method }) => method !== "OPTIONS");
  }

  /** @returns {Promise<RequestRecord[]>} */
  allRequests() {
    return ask(`/requests/${this.#key}`);
  }

  /** Lets answers go on that wait `until` then. */
  async go(name = "go") {
    await fetch(`/go/${this.#key}/${name}`, { method: "POST" });
  }

  /** Resolves when so many requests have come. */
  async requested(count = 1) {
    return until(async () => {
      const requests = await this.requests();
      return requests.length >= count && requests;
    });
  }

  /** Resolves when no request is under way. */
  async ended() {
    return until(async () => {
      const requests = await this.requests();
      return requests.length > 0 && requests.every(({ endedBy }) => endedBy !== null) && requests;
    });
  }
}

/**
 * An EventSource that is closed after the test.
 *
 * @param {Stream | string | URL} stream
 * @param {object} [options]
 * @param {typeof EventSource} [Class] of another entry
 */
export function connect(stream, options, Class = EventSource) {
  const source = new Class(stream instanceof Stream ? stream.url : stream, options);
  sources.add(source);
  return source;
}

export function closeAll() {
  for (const source of sources) source.close();
  sources.clear();
}

/** The streams of this page that the server still sends, after some time for goodbyes. */
export async function leftOpen(/** @type {number} */ patience) {
  const end = performance.now() + patience;
  for (;;) {
    const open = await ask(`/open?prefix=${PAGE}`);
    if (open.length === 0 || performance.now() > end) return open;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The next event of a type. */
export function next(/** @type {EventTarget} */ target, /** @type {string} */ type) {
  return new Promise((/** @type {(event: any) => void} */ resolve) => {
    target.addEventListener(type, resolve, { once: true });
  });
}

/**
 * Notes every event of these types from now on.
 *
 * @param {EventTarget} target
 * @param {string[]} types
 */
export function record(target, ...types) {
  /** @type {any[]} */
  const events = [];
  for (const type of types.length > 0 ? types : ["open", "message", "error"]) {
    target.addEventListener(type, (event) => events.push(event));
  }
  return events;
}

/** Resolves with the answer when it is no longer falsy. */
export async function until(/** @type {() => any} */ condition) {
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function ask(/** @type {string} */ path) {
  return (await fetch(path)).json();
}
