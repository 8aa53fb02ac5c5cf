/** Where the engine of `eventsource-wasm/external` is by default. Bundlers know this expression, and take the file along. */
export function engineURL() {
  return new URL("./engine.wasm", import.meta.url);
}
