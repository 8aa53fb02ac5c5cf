/** Objects that nobody references; runs in Node and in pages. */

/**
 * Opens connections with an option that names the object, and forgets them, in a function of its own: nothing on the stack is left of them.
 *
 * @param {{ new (url: string, options?: object): any }} EventSource
 * @param {string} url
 * @param {number} count
 * @param {boolean} listens whether each has a listener
 */
export function dropObjects(EventSource, url, count, listens) {
  /** @type {WeakRef<any>[]} */
  const references = [];
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  for (let n = 0; n < count; n += 1) {
    /** @type {any} An option that names the object. */
    const source = new EventSource(url, { headers: () => (source ? {} : {}) });
    if (listens) source.addEventListener("message", () => {});
    references.push(new WeakRef(source));
    registry.register(source, null);
  }
  return {
    /** The registry is held by this. */
    collected: () => (registry ? collected : 0),
    close() {
      for (const reference of references) reference.deref()?.close();
    },
  };
}

/**
 * Collects garbage so many times, or until the condition holds.
 *
 * @param {() => unknown} gc
 * @param {number} times
 * @param {() => boolean} [condition]
 */
export async function collect(gc, times, condition = () => false) {
  for (let n = 0; n < times && !condition(); n += 1) {
    // In a task of its own: what a WeakRef has been asked for is held until the end of the task.
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
  }
  // What was registered for it is told in a later task.
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Where there is no `gc()`: much that is soon garbage. */
export function press() {
  for (let n = 0; n < 40; n += 1) {
    const bytes = new Uint8Array(4 * 2 ** 20).fill(n);
    if (bytes.at(-1) !== n) throw new Error("never");
  }
  return Array.from({ length: 300_000 }, (_, n) => ({ n, text: `${n}` })).length;
}

/**
 * A class whose objects have one listener, which a signal removes. It holds the object, as listeners do.
 *
 * @param {typeof import("eventsource-wasm").EventSource} EventSource
 * @param {AbortSignal} signal
 */
export function heardUntil(EventSource, signal) {
  return class extends EventSource {
    constructor(/** @type {string} */ url) {
      super(url);
      this.addEventListener("message", () => this.readyState, { signal });
    }
  };
}
