/** Watches what a realm holds. To be called before the first EventSource is made there; runs in Node and in pages. */

/** The engine's memory and the timers that run, from now on. */
export function watch() {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = /** @type {any} */ (
    new Proxy(Instance, {
      construct(target, parameters) {
        const instance = Reflect.construct(target, parameters);
        memories.push(
          ...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory),
        );
        return instance;
      },
    })
  );

  /** @type {Set<unknown>} */
  const timers = new Set();
  const { setTimeout, clearTimeout } = globalThis;
  globalThis.setTimeout = /** @type {any} */ (
    (/** @type {Function} */ due, /** @type {number} */ delay, /** @type {unknown[]} */ ...parameters) => {
      const id = setTimeout(() => {
        timers.delete(id);
        due(...parameters);
      }, delay);
      timers.add(id);
      return id;
    }
  );
  globalThis.clearTimeout = (/** @type {any} */ id) => {
    timers.delete(id);
    clearTimeout(id);
  };

  return {
    /** How many engines there are, and how large their memory is. */
    memory: () => ({
      count: memories.length,
      bytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    }),
    timers: () => timers.size,
    /** A pause that does not count. */
    pause: (/** @type {number} */ milliseconds) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
