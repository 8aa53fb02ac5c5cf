/** Compiles the engine of the package, and asks for the stream: no class is quicker that waits for its engine. */

const engine = await (await fetch("/dist/engine.wasm")).arrayBuffer();

/** @type {import("../connect.js").Connect} */
export function connect(url, { opened, failed }) {
  const request = new AbortController();
  void new WebAssembly.Module(engine);
  fetch(url, { signal: request.signal }).then(opened, failed);
  return () => request.abort();
}
