/** The root's engine: inlined, and compiled at the first `new`; where that is refused, the same in JavaScript. */
import { bytes, key } from "engine:bytes";
import { imports, use } from "engine:module";

/** Whether it is here as soon as it is compiled. */
export const isHere = true;

/** Whether it is never had at once. */
export const comesLater = false;

/** @type {Promise<"js"> | undefined} */
let fallback;

/** Also where there is no WebAssembly at all, or none with SIMD. */
export function load() {
  if (fallback) return fallback;
  try {
    use(new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), imports()).exports);
    return "wasm";
  } catch (cause) {
    // WebAssembly is not asked again, unless this cannot be had either: a policy reports every attempt.
    return (fallback = import("./engine-js.js").then(
      ({ instantiate }) => {
        use(instantiate(imports()));
        return "js";
      },
      () => {
        fallback = undefined;
        // A service worker has no import().
        throw new Error("WebAssembly and import() are refused: take eventsource-wasm/no-wasm", {
          cause,
        });
      },
    ));
  }
}

/** Runs once, and so unoptimized: most of it is to be native code. */
function moduleBytes() {
  const code = new Uint8Array(bytes.length);
  try {
    // Chromium has it from 140 on, Firefox from 133, Safari from 18.2, Node from 25. A page may have replaced either.
    code.set(Uint8Array.fromBase64(btoa(bytes)));
  } catch {
    // Not `Uint8Array.from`, which costs more than the compilation.
    for (let at = code.length; at--;) code[at] = bytes.charCodeAt(at);
  }
  const words = new Int32Array(code.buffer);
  for (let at = words.length; at--;) words[at] = /** @type {number} */ (words[at]) ^ (key * 0x1010101);
  return code;
}
