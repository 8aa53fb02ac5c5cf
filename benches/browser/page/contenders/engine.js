/**
 * Asks for the stream, and makes an instance of the package's engine meanwhile, as the package does: no class is quicker whose
 * engine it is.
 */

const code = await (await fetch("/dist/engine.wasm")).arrayBuffer();

/** @type {import("../connect.js").Connect} */
export function connect(url, { opened, failed }) {
  const request = new AbortController();
  const answer = fetch(url, { signal: request.signal });
  const module = new WebAssembly.Module(code);
  /** @type {Record<string, Record<string, () => void>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    (imports[from] ??= {})[name] = () => {};
  void new WebAssembly.Instance(module, imports);
  answer.then(opened, failed);
  return () => request.abort();
}
