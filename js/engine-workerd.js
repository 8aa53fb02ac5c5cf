/** The engine where WebAssembly is compiled beforehand only: on workerd an import of it is a module. */
import { imports, use } from "engine:module";
import module from "./engine.wasm";

/** There is nothing to wait for. */
export const isHere = false;

/** Whether it is never had at once. */
export const comesLater = false;

/** @returns {"wasm"} */
export function load() {
  use(new WebAssembly.Instance(module, imports()).exports);
  return "wasm";
}
