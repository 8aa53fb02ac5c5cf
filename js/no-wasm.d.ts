/** The root entry with its engine translated to JavaScript: no WebAssembly is asked for. */
export * from "./index.js";
