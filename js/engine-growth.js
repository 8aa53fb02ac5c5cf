/**
 * What the translation to JavaScript lacks of a WebAssembly memory: when that grows, its old buffer is detached, by
 * which the glue sees that its views of it are stale. Without that, what it writes is lost and no error is seen.
 */

/** @typedef {(...args: any[]) => unknown} Call */

/**
 * Wraps what the module imports and exports: whoever enters or leaves it finds the old buffer detached.
 *
 * @param {() => { buffer: ArrayBufferLike }} memory
 * @returns {(call: Call) => Call}
 */
export function growthGuard(memory) {
  /** @type {ArrayBufferLike | undefined} */
  let latest;
  const look = () => {
    const { buffer } = memory();
    if (latest && latest !== buffer) detach(latest);
    latest = buffer;
  };
  return (call) =>
    (...args) => {
      look();
      try {
        return call(...args);
      } finally {
        look();
      }
    };
}

function detach(/** @type {ArrayBufferLike} */ buffer) {
  const transfer = [/** @type {ArrayBuffer} */ (buffer)];
  // The second for Safari before 15.4.
  if (typeof structuredClone === "function") structuredClone(null, { transfer });
  else new MessageChannel().port1.postMessage(null, transfer);
}
