/**
 * Which types have a listener. Too many are counted rather than too few: what `once` and `signal` have removed
 * is noticed late, or not at all.
 */
export class Listeners {
  /** @type {Map<string, { callback: unknown, capture: boolean, once: boolean }[]>} */
  #types = new Map();

  /** @param {any} options */
  add(/** @type {string} */ type, /** @type {unknown} */ callback, options) {
    if (callback === null || callback === undefined || options?.signal?.aborted) return;
    const capture = captureOf(options);
    let listeners = this.#types.get(type);
    if (!listeners) this.#types.set(type, (listeners = []));
    if (!listeners.some((known) => known.callback === callback && known.capture === capture)) {
      listeners.push({ callback, capture, once: Boolean(options?.once) });
    }
  }

  /** @param {any} options */
  remove(/** @type {string} */ type, /** @type {unknown} */ callback, options) {
    const capture = captureOf(options);
    this.#keep(type, (known) => known.callback !== callback || known.capture !== capture);
  }

  /** An event of this type is about to be dispatched: those that listen once are gone after it. */
  dispatches(/** @type {string} */ type) {
    if (this.#types.get(type)?.some(({ once }) => once)) this.#keep(type, ({ once }) => !once);
  }

  has(/** @type {string} */ type) {
    return this.#types.has(type);
  }

  get any() {
    return this.#types.size > 0;
  }

  #keep(
    /** @type {string} */ type,
    /** @type {(known: { callback: unknown, capture: boolean, once: boolean }) => boolean} */ keeps,
  ) {
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
