/** The engine of `eventsource-wasm/no-wasm`: WebAssembly is not even asked for. */
import { evaluate } from "./engine-js.js";

export const load = evaluate;

/** Whether it is here as soon as it is evaluated. */
export const isHere = true;
