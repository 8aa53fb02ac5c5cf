/**
 * @typedef {object} Listener
 * @property {unknown} callback
 * @property {boolean} capture
 * @property {AbortSignal} [signal]
 * @property {() => void} strike
 * @property {() => void} [gone] called when the platform removes it by itself
 */

/** @type {Set<Listener>} */
const NONE = new Set();

/** Which types have a listener. */
class Listeners {
  /**
   * None of them is empty; one that becomes so is used no more. Whoever has one sees who comes and goes.
   *
   * @type {Map<string, Set<Listener>>}
   */
  #types = new Map();

  /**
   * @param {string} type
   * @param {unknown} callback
   * @param {any} options
   * @returns {Listener | undefined} undefined where it is no new one
   */
  add(type, callback, options) {
    if (callback === null || callback === undefined || options?.signal?.aborted) return undefined;
    const known = this.find(type, callback, options);
    // What an aborted signal has removed may be added again before our own listener of that signal runs.
    if (known && !known.signal?.aborted) return undefined;
    known?.strike();
    /** @type {Listener} */
    const listener = {
      callback,
      capture: captureOf(options),
      signal: options?.signal,
      strike: () => this.#strike(type, listener),
    };
    this.#types.set(type, (this.#types.get(type) ?? new Set()).add(listener));
    return listener;
  }

  /** @param {any} options */
  find(/** @type {string} */ type, /** @type {unknown} */ callback, options) {
    const capture = captureOf(options);
    const all = [...this.of(type)];
    return all.find((known) => known.callback === callback && known.capture === capture);
  }

  /** Those of a type. */
  of(/** @type {string} */ type) {
    return this.#types.get(type) ?? NONE;
  }

  get any() {
    return this.#types.size > 0;
  }

  #strike(/** @type {string} */ type, /** @type {Listener} */ listener) {
    const { gone, signal } = listener;
    if (gone) signal?.removeEventListener("abort", gone);
    const listeners = this.of(type);
    listeners.delete(listener);
    if (listeners.size === 0) this.#types.delete(type);
  }
}

/** A function is a dictionary as any object is. */
function captureOf(/** @type {any} */ options) {
  return Boolean(Object(options) === options ? options.capture : options);
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

/**
 * Holds a target strongly, as long as it is listened to and not CLOSED.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#garbage-collection
 *
 * @param {EventTarget} target
 * @param {{ readonly size: number }} iterators
 * @param {boolean} isClosed
 */
export function keep(target, iterators, isClosed) {
  const heard = iterators.size > 0 || listenersOf(target).any;
  if (heard && !isClosed) kept.add(target);
  else kept.delete(target);
}
