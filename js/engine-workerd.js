/** The engine where WebAssembly is compiled beforehand only: on workerd an import of it is a module. */
import module from "./engine.wasm";

import { prepare } from "./engine-instance.js";

/** There is nothing to wait for. */
export const isHere = false;

export function load() {
  const { imports, start } = prepare();
  return start(new WebAssembly.Instance(module, imports));
}
