/** The engine, once it is loaded. How that is done is the entry's: `engine-inlined.js` and its siblings. */
import { isHere, load } from "engine:load";

import { setMemory } from "./memory.js";

/** @typedef {import("engine:glue").Engine} Engine */
/** @typedef {{ name: "wasm" | "js", engine: Engine, memory: { buffer: ArrayBufferLike } }} Loaded */

/** @type {Loaded | undefined} */
let loaded;

/** Which build of the engine runs; null before the first `new`. */
export function engineName() {
  return loaded?.name ?? null;
}

let wasAsked = false;

/** Whether it is to be compiled now, which takes as long as a server may take to answer. */
export function compilesNow() {
  return isHere && !wasAsked;
}

/** The engine's functions, loaded when it is asked for first; a promise where that takes time. Throws, or is rejected, where none can be had. */
export function loadEngine() {
  if (loaded) return loaded.engine;
  wasAsked = true;
  const loading = load();
  return "then" in loading ? loading.then(use) : use(loading);
}

function use(/** @type {Loaded} */ made) {
  loaded = made;
  setMemory(made.memory);
  return made.engine;
}
