/** The root's engine: inlined, and compiled at the first `new`; where that is refused, the same in JavaScript. */
import { bytes, key } from "engine:bytes";
import { imports, use } from "engine:module";

/** Whether it is here as soon as it is compiled. */
export const isHere = true;

/** @type {Promise<"js"> | undefined} */
let fallback;

/** Also where there is no WebAssembly at all, or none with SIMD. */
export function load() {
  if (fallback) return fallback;
  try {
    const code = new Uint8Array(bytes.length);
    // Not `Uint8Array.from`, which costs more than the compilation.
    for (let at = code.length; at--;) code[at] = bytes.charCodeAt(at) ^ key;
    use(new WebAssembly.Instance(new WebAssembly.Module(code), imports()).exports);
    return "wasm";
  } catch (cause) {
    // WebAssembly is not asked again: a policy reports every attempt.
    return (fallback = import("./engine-js.js").then(
      ({ instantiate }) => {
        use(instantiate(imports()));
        return "js";
      },
      () => {
        fallback = undefined;
        // A service worker has no import().
        throw new Error("WebAssembly is refused, and so is import(): take eventsource-wasm/no-wasm", {
          cause,
        });
      },
    ));
  }
}
