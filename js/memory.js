/** Views of the engine's memory, kept: making one takes longer than reading a short batch. */
import { memory, room } from "engine:module";

/** @type {Uint8Array} */
export let bytes = new Uint8Array(0);
/** @type {Uint32Array} */
export let words;

/** The bytes from `address` on; to be read before any listener runs. */
export function memoryBytes(/** @type {number} */ address, /** @type {number} */ length) {
  return refreshed().subarray(address, address + length);
}

/** Gives the engine what goes with the next call. */
export function give(/** @type {Uint8Array} */ given) {
  const address = room(given.length);
  // Numbers of 32 bits come with a sign.
  refreshed().set(given, address >>> 0);
}

/** Makes the views anew where they are empty, for the memory has grown: any listener may cause that. Gives the bytes. */
export function refreshed() {
  if (bytes.length === 0) {
    bytes = new Uint8Array(memory.buffer);
    words = new Uint32Array(memory.buffer);
  }
  return bytes;
}
