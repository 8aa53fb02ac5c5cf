/** The engine of `eventsource-wasm/no-wasm`: WebAssembly is not even asked for. */
import { imports, use } from "engine:module";

import { instantiate } from "./engine-js.js";

/** @returns {"js"} */
export function load() {
  use(instantiate(imports()));
  return "js";
}

/** Whether it is here as soon as it is evaluated. */
export const isHere = true;

/** Whether it is never had at once. */
export const comesLater = false;
