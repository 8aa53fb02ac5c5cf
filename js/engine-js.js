/** The engine translated to JavaScript: a file of its own, which the root loads where WebAssembly is refused. */
import { evaluate as translated } from "engine:js";

import { growthGuard } from "./engine-growth.js";

/** @returns {import("./engine.js").Loaded} */
export function evaluate() {
  const { engine, linearMemory: memory } = translated(growthGuard(() => memory));
  return { name: "js", engine, memory };
}
