/**
 * What the engine's module imports: the JavaScript half of wasm-bindgen, as far as this engine uses it. The glue that
 * wasm-bindgen writes can do more, and takes three times as much. `scripts/build/glue.js` binds it.
 */
import { destroyClosure, invokeClosure } from "engine:module";

/** What the engine holds, by reference. Those of wasm-bindgen's own (undefined, null, …) come first, and are not used. @type {any[]} */
const held = Array(1028);
/** @type {number[]} */
const free = [];

/** Gives the engine something to hold. */
export function hold(/** @type {unknown} */ value) {
  const reference = free.pop() ?? held.length;
  held[reference] = value;
  return reference;
}

/** Takes back what it held. */
export function take(/** @type {number} */ reference) {
  const value = held[reference];
  held[reference] = undefined;
  free.push(reference);
  return value;
}

// The methods of `Host`, see `src/web/host.rs`.
export function act(/** @type {number} */ host, /** @type {number[]} */ ...numbers) {
  held[host].act(...numbers);
}

export function dispatchTheEvents(
  /** @type {number} */ host,
  /** @type {number} */ attempt,
  /** @type {number} */ parts,
) {
  held[host].dispatchTheEvents(attempt, parts);
}

export function makeReader(/** @type {number} */ host) {
  return hold(held[host].reader());
}

export function arrives(
  /** @type {number} */ host,
  /** @type {number} */ attempt,
  /** @type {number} */ promise,
) {
  held[host].arrives(attempt, take(promise));
}

export function read(/** @type {number} */ reader) {
  return hold(held[reader].read());
}

export function now() {
  return Date.now();
}

export function startTimer(/** @type {number} */ closure, /** @type {number} */ delay) {
  return hold(setTimeout(held[closure].call, delay));
}

export function stopTimer(/** @type {number} */ timer) {
  clearTimeout(take(timer));
}

/** A function that calls back into the engine, until that has let it go and no call of it runs. */
export function makeClosure(/** @type {number} */ address, /** @type {number} */ table) {
  let holders = 1;
  const release = () => --holders || destroyClosure(address, table);
  const call = () => {
    // A timer may come though it was stopped, where the page has replaced `clearTimeout` meanwhile.
    if (!holders) return;
    holders++;
    invokeClosure(address, table);
    release();
  };
  return hold({ call, release });
}

export function releaseClosure(/** @type {number} */ closure) {
  held[closure].release();
}

/** What cannot happen; the engine cannot go on. */
export function fail() {
  throw new Error("engine");
}
