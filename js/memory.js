/** Views of the engine's memory, kept: making one takes longer than reading a short batch. */

/** @type {{ buffer: ArrayBufferLike }} */
let memory;
/** @type {Uint8Array} */
export let bytes = new Uint8Array(0);
/** @type {Uint32Array} */
export let words;

export function setMemory(/** @type {typeof memory} */ value) {
  memory = value;
}

/** The bytes from `address` on; to be read before any listener runs. */
export function memoryBytes(/** @type {number} */ address, /** @type {number} */ length) {
  refreshViews();
  return bytes.subarray(address, address + length);
}

/** Makes them anew where they are empty, for the memory has grown: any listener may cause that. */
export function refreshViews() {
  if (bytes.length > 0) return;
  bytes = new Uint8Array(memory.buffer);
  words = new Uint32Array(memory.buffer);
}
