/** The only file that knows how the engine is loaded: inlined, and compiled at the first `new`. */
import bytes from "engine:bytes";

/** @typedef {import("engine:glue").Engine} Engine */
/** @typedef {typeof import("engine:glue")} Glue */

/** @type {Glue | undefined} */
let glue;
/** @type {WebAssembly.Memory} */
let memory;

/** Which build of the engine runs; null before the first `new`. */
export function engineName() {
  return glue ? "wasm" : null;
}

/** The bytes of the engine's memory from `address` on; to be read before any listener runs. */
export function memoryBytes(/** @type {number} */ address, /** @type {number} */ length) {
  return new Uint8Array(memory.buffer, address, length);
}

/** The same as 32-bit words, copied: a listener may make the memory grow. */
export function memoryWords(/** @type {number} */ address, /** @type {number} */ length) {
  return new Uint32Array(memory.buffer, address, length).slice();
}

/** The engine's exports, instantiated when they are asked for first. Throws where WebAssembly is refused. */
export function instantiate() {
  if (glue) return glue;
  // Evaluated only now, not at import: the glue makes a TextDecoder as soon as it is evaluated.
  /** @type {Glue} */
  const imports = require("engine:glue");
  const module = new WebAssembly.Module(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)));
  const { exports } = new WebAssembly.Instance(module, { "./engine_bg.js": { ...imports } });
  imports.__wbg_set_wasm(exports);
  // Fills the table of references with undefined, null, true and false; they would all be null.
  /** @type {() => void} */ (exports.__wbindgen_start)();
  memory = /** @type {WebAssembly.Memory} */ (exports.memory);
  return (glue = imports);
}
