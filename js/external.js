/** `eventsource-wasm/external`: the engine is a file of its own. */
export * from "./index.js";
export { init } from "./engine-external.js";
