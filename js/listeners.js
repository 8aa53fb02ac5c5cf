/** @typedef {{ callback: unknown, capture: boolean, once: boolean }} Listener */

/** Which types have a listener. Too many are counted rather than too few: what `signal` removes goes unnoticed. */
export class Listeners {
  /** @type {Map<string, Listener[]>} */
  #types = new Map();

  /**
   * @param {string} type
   * @param {unknown} callback
   * @param {any} options
   * @returns {Listener | null} null where it is no new one
   */
  add(type, callback, options) {
    if (callback === null || callback === undefined || options?.signal?.aborted) return null;
    const capture = captureOf(options);
    let listeners = this.#types.get(type);
    if (!listeners) this.#types.set(type, (listeners = []));
    if (listeners.some((known) => known.callback === callback && known.capture === capture)) return null;
    const listener = { callback, capture, once: Boolean(options?.once) };
    listeners.push(listener);
    return listener;
  }

  /** @param {any} options */
  remove(/** @type {string} */ type, /** @type {unknown} */ callback, options) {
    const capture = captureOf(options);
    this.#keep(type, (known) => known.callback !== callback || known.capture !== capture);
  }

  /** That listener is gone. */
  strike(/** @type {string} */ type, /** @type {Listener} */ listener) {
    this.#keep(type, (known) => known !== listener);
  }

  has(/** @type {string} */ type) {
    return this.#types.has(type);
  }

  get any() {
    return this.#types.size > 0;
  }

  #keep(/** @type {string} */ type, /** @type {(known: Listener) => boolean} */ keeps) {
    const kept = this.#types.get(type)?.filter(keeps);
    if (kept?.length) this.#types.set(type, kept);
    else this.#types.delete(type);
  }
}

function captureOf(/** @type {any} */ options) {
  return Boolean(typeof options === "object" ? options?.capture : options);
}

/** @type {WeakMap<EventTarget, Listeners>} */
const all = new WeakMap();

/** The listeners of a target. */
export function listenersOf(/** @type {EventTarget} */ target) {
  let listeners = all.get(target);
  if (!listeners) all.set(target, (listeners = new Listeners()));
  return listeners;
}

/** @type {Set<EventTarget>} */
const kept = new Set();

/** Holds a target strongly, or no longer. */
export function keep(/** @type {EventTarget} */ target, /** @type {boolean} */ whether) {
  if (whether) kept.add(target);
  else kept.delete(target);
}
