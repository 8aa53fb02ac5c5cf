/** `eventsource-wasm/no-wasm`: the same engine, translated to JavaScript. */
export * from "./index.js";
