/** How the engine's module is bound to `js/glue.js`: its imports and exports have short names and, from wasm-bindgen, odd ones. */
import { readFile } from "node:fs/promises";

/** What JavaScript calls them, and what they are called when wasm-bindgen is done. @type {[string, RegExp][]} */
export const EXPORTS = [
  ["memory", /^memory$/],
  // The functions of `src/web.rs`.
  .../** @type {[string, RegExp][]} */ (
    ["room", "make", "discard", "input", "dispatchTheEvent", "lookUp"].map((name) => [
      name,
      new RegExp(`^${name}$`),
    ])
  ),
  ["invokeClosure", /___convert__closures_+invoke/],
  ["destroyClosure", /^__wbindgen_destroy_closure$/],
];

/** Functions of `js/glue.js`, and what they are imported as. @type {[string, RegExp][]} */
const IMPORTS = [
  ["act", /^__wbg_act_/],
  ["dispatchTheEvents", /^__wbg_dispatchTheEvents_/],
  ["makeReader", /^__wbg_reader_/],
  ["arrives", /^__wbg_arrives_/],
  ["read", /^__wbg_read_/],
  ["now", /^__wbg_now_/],
  ["startTimer", /^__wbg_setTimeout_/],
  ["stopTimer", /^__wbg_clearTimeout_/],
  ["makeClosure", /^__wbindgen_generic_/],
  ["releaseClosure", /^__wbg__wbg_cb_unref_/],
  ["take", /^__wbindgen_object_drop_ref$/],
  ["fail", /^__wbg___wbindgen_throw_/],
];

/**
 * @param {string} file what wasm-opt told of its renaming
 * @returns {Promise<{ imports: [name: string, short: string][], exports: [name: string, short: string][] }>}
 */
export async function namesOf(file) {
  /** @type {{ imports: [string, string, string][], exports: [string, string][] }} */
  const { imports, exports } = JSON.parse(await readFile(file, "utf8"));
  return {
    imports: imports.map(([, name, short]) => [nameOf(name, IMPORTS), short]),
    exports: exports.map(([name, short]) => [nameOf(name, EXPORTS), short]),
  };
}

/** Throws for what is new: another version of wasm-bindgen, or another use of it. */
function nameOf(/** @type {string} */ given, /** @type {[string, RegExp][]} */ known) {
  const [name] = known.find(([, pattern]) => pattern.test(given)) ?? [];
  if (!name) throw new Error(`js/glue.js does not know what wasm-bindgen calls ${given}`);
  return name;
}
