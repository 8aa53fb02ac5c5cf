/** The engine, once it is loaded. How that is done is the entry's: `engine-inlined.js` and its siblings. */
import { comesLater, isHere, load } from "engine:load";
import { make } from "engine:module";

import { encode } from "./batch.js";
import { hold } from "./glue.js";
import { give } from "./memory.js";
import { flagsOf } from "./options.js";

/** @typedef {"wasm" | "js"} Name */

/** @type {Name | null} */
let name = null;

/** Which build of the engine runs; null before the first `new`. */
export function engineName() {
  return name;
}

let wasAsked = false;

/** Whether it is to be compiled now, which takes as long as a server may take to answer. */
export function compilesNow() {
  return isHere && !wasAsked;
}

/**
 * Loads it when it is asked for first; gives a promise where that takes time.
 *
 * @returns {Promise<void> | null}
 * @throws where none can be had, unless the promise is rejected
 */
export function loadEngine() {
  if (name) return null;
  wasAsked = true;
  const loading = load();
  if (comesLater || typeof loading === "object") return /** @type {Promise<Name>} */ (loading).then(use);
  use(loading);
  return null;
}

function use(/** @type {Name} */ loaded) {
  name = loaded;
}

/**
 * Makes the engine of one connection, once it is loaded.
 *
 * @param {import("./host.js").Host} host
 * @param {string} url
 * @param {import("./options.js").Options} options
 * @param {number} attempts that have failed for want of an engine
 * @returns the number that stands for it
 */
export function makeEngine(host, url, options, attempts) {
  const { lastEventId, limits } = options;
  const [id, flags, seed] = [encode(lastEventId), flagsOf(url, options), Math.random() * 2 ** 32];
  // The engine holds its host as long as it is there: nothing else has this number.
  const number = hold(host);
  // Right before the call: nothing of the page's may give other bytes in between.
  give(id);
  make(number, number, flags, ...limits, attempts, seed);
  return number;
}
