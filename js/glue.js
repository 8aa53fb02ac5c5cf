/**
 * What the engine's module imports: the JavaScript half of wasm-bindgen, as far as this engine uses it. The glue that
 * wasm-bindgen writes can do more, and takes three times as much. `scripts/build/glue.js` binds it.
 */
import { destroyClosure, invokeClosure } from "engine:module";

/** References below stand for undefined, null, true and false, and are never let go. */
const FIRST = 1028;
const UNDEFINED = 1024;

/** @type {any[]} What the engine holds, by reference. */
const held = [];
/** @type {number[]} */
const free = [];

/** Gives the engine something to hold. */
export function hold(/** @type {unknown} */ value) {
  const at = free.pop() ?? held.length;
  held[at] = value;
  return at + FIRST;
}

function get(/** @type {number} */ reference) {
  return held[reference - FIRST];
}

/** Takes back what it held. */
export function take(/** @type {number} */ reference) {
  const value = get(reference);
  held[reference - FIRST] = undefined;
  free.push(reference - FIRST);
  return value;
}

// The methods of `Host`, see `src/web/host.rs`.
export function act(/** @type {number} */ host, /** @type {number[]} */ ...numbers) {
  get(host).act(...numbers);
}

export function dispatchTheEvents(/** @type {number} */ host, /** @type {number[]} */ ...numbers) {
  get(host).dispatchTheEvents(...numbers);
}

export function makeReader(/** @type {number} */ host) {
  return hold(get(host).reader());
}

export function arrives(
  /** @type {number} */ host,
  /** @type {number} */ attempt,
  /** @type {number} */ promise,
) {
  get(host).arrives(attempt, take(promise));
}

export function read(/** @type {number} */ reader) {
  return hold(get(reader).read());
}

export function now() {
  return Date.now();
}

export function startTimer(/** @type {number} */ closure, /** @type {number} */ delay) {
  return hold(setTimeout(get(closure), delay));
}

export function stopTimer(/** @type {number} */ timer) {
  clearTimeout(take(timer));
  return UNDEFINED;
}

/** A function that calls back into the engine, until that has let it go and no call of it runs. */
export function makeClosure(/** @type {number} */ address, /** @type {number} */ table) {
  let holders = 1;
  const release = () => --holders || destroyClosure(address, table);
  const call = () => {
    holders++;
    invokeClosure(address, table);
    release();
  };
  return hold(Object.assign(call, { release }));
}

export function releaseClosure(/** @type {number} */ closure) {
  get(closure).release();
}

/** What cannot happen; the engine cannot go on. */
export function fail() {
  throw new Error("The engine failed.");
}
