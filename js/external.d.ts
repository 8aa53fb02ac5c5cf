/** The root entry with its engine as a file of its own, `engine.wasm`, which is compiled while it arrives. */
export * from "./index.js";

/** Where the engine is, or the engine itself. Relative URLs are relative to the page or worker. */
export type EngineSource = string | URL | WebAssembly.Module | BufferSource;

/**
 * Loads the engine, for instance ahead of the first `new`, or from elsewhere than beside this module. Optional: a
 * `new` loads it too. Until it is there an EventSource is CONNECTING. The first call wins; after a failure the next
 * call or `new` tries again.
 *
 * @returns a promise that may be left alone: a rejection goes unnoticed, and each EventSource has its `error`
 *   event with reason `engine`
 */
export function init(source?: EngineSource): Promise<void>;
