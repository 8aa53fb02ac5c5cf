/** The only file that knows how the engine is loaded: inlined, and compiled at the first `new`. */
import bytes from "engine:bytes";
import { evaluate } from "engine:glue";

/** @typedef {import("engine:glue").Engine} Engine */

/** What the build has added to each byte, so that fewer need an escape. */
const SHIFT = 39;

/** @type {typeof import("engine:glue").Engine | undefined} */
let Engine;
/** @type {WebAssembly.Memory} */
let memory;

/** Which build of the engine runs; null before the first `new`. */
export function engineName() {
  return Engine ? "wasm" : null;
}

/** The bytes of the engine's memory from `address` on; to be read before any listener runs. */
export function memoryBytes(/** @type {number} */ address, /** @type {number} */ length) {
  return new Uint8Array(memory.buffer, address, length);
}

/** The same as 32-bit words, copied: a listener may make the memory grow. */
export function memoryWords(/** @type {number} */ address, /** @type {number} */ length) {
  return new Uint32Array(memory.buffer, address, length).slice();
}

/** The engine's class, instantiated when it is asked for first. Throws where WebAssembly is refused. */
export function engineClass() {
  if (Engine) return Engine;
  // Evaluated only now, not at import: the glue makes a TextDecoder as soon as it is evaluated.
  const glue = evaluate();
  const module = new WebAssembly.Module(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0) - SHIFT));
  const { exports } = new WebAssembly.Instance(module, { a: glue.imports });
  glue.setWasm(exports);
  // Fills the table of references with undefined, null, true and false; they would all be null.
  glue.start(exports);
  memory = glue.memoryOf(exports);
  return (Engine = glue.Engine);
}
