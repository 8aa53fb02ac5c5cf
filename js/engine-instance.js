/** An instance of the engine's module, behind the glue of wasm-bindgen. */
import { evaluate } from "engine:glue";

/** What an instance needs, and what makes it the engine. */
export function prepare() {
  // Evaluated only now, not at import: the glue makes a TextDecoder as soon as it is evaluated.
  const glue = evaluate();
  return {
    imports: { a: glue.imports },
    /**
     * @param {WebAssembly.Instance} instance
     * @returns {import("./engine.js").Loaded}
     */
    start({ exports }) {
      glue.setWasm(exports);
      // Fills the table of references with undefined, null, true and false; they would all be null.
      glue.start(exports);
      return { name: "wasm", engine: glue.engine, memory: glue.memoryOf(exports) };
    },
  };
}
