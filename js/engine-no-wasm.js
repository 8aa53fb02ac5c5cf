/** The engine of `eventsource-wasm/no-wasm`: WebAssembly is not even asked for. */
import { evaluate } from "./engine-js.js";

export const load = evaluate;
