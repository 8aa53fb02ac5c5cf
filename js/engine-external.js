/** The engine of `eventsource-wasm/external`: a file of its own, compiled while it arrives. */
import { BUILD } from "engine:build";
import { imports, use } from "engine:module";

import { decode } from "./batch.js";
import { engineURL } from "./engine-url.js";
import { baseURL } from "./url.js";

/** @typedef {import("./external.js").EngineSource} EngineSource */

/** @type {EngineSource | undefined} What `init` was given. */
let given;
/** @type {Promise<"wasm"> | undefined} */
let loading;

/** It may take long to come, or not be had at all. */
export const isHere = false;

/** Whether it is never had at once. */
export const comesLater = true;

/** @returns {Promise<"wasm">} */
export function load() {
  loading ??= loadFrom(given).catch((cause) => {
    // The next `new` tries again.
    loading = undefined;
    throw cause;
  });
  return loading;
}

// Documented in external.d.ts.
export function init(/** @type {EngineSource | undefined} */ source = undefined) {
  // The first call wins, also where an EventSource was before it.
  if (!loading) given = source ?? given;
  const done = load().then(() => {});
  // Who does not wait for it is told by the `error` event.
  done.catch(() => {});
  return done;
}

/** @returns {Promise<"wasm">} */
async function loadFrom(/** @type {EngineSource | undefined} */ source) {
  let name = "engine.wasm";
  try {
    const url = urlOf(source);
    if (url) name = url.href;
    const module = await (url ? compileFrom(url) : compile(source));
    const [section] = WebAssembly.Module.customSections(module, "b");
    // What is not there is empty.
    if (decode(section) !== BUILD) {
      throw new TypeError("it is of another version");
    }
    use((await WebAssembly.instantiate(module, imports())).exports);
    return "wasm";
  } catch (cause) {
    const { message = cause } = /** @type {Error} */ (cause);
    throw new Error(`${name}: ${message}`, { cause });
  }
}

/** Undefined for a module or bytes. Throws where bundling has taken `import.meta.url` away. */
function urlOf(/** @type {EngineSource | undefined} */ source) {
  if (source === undefined) return engineURL();
  if (typeof source === "string" || source instanceof URL) return new URL(source, baseURL());
}

async function compile(/** @type {any} */ source) {
  return source instanceof WebAssembly.Module ? source : WebAssembly.compile(source);
}

async function compileFrom(/** @type {URL} */ url) {
  const files = url.protocol === "file:" && globalThis.process?.getBuiltinModule?.("node:fs/promises");
  // Node has no `fetch` of files.
  if (files) return WebAssembly.compile(await files.readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`the status is ${response.status}`);
  const type = response.headers.get("content-type");
  // What is served as another type, or with a parameter, cannot be compiled while it arrives.
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
