/** The engine translated to JavaScript: a file of its own, which the root loads where WebAssembly is refused. */
import { evaluate } from "engine:js";

import { growthGuard } from "./engine-growth.js";

/** As an instance of the module has them. */
export function instantiate(/** @type {WebAssembly.Imports} */ imports) {
  const { exports, memory } = evaluate(
    growthGuard(() => memory),
    imports,
  );
  return exports;
}
