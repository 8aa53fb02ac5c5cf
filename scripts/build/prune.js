/** Takes out of a module what nothing of ours uses, and no optimiser can know that. */
import { readFile, writeFile } from "node:fs/promises";

import { EXPORTS } from "./glue.js";

/** What wasm-bindgen says of its failures; `fail` of `js/glue.js` does not read it. */
const MESSAGES = [
  "called `Result::unwrap_throw()` on an `Err` value",
  "closure invoked recursively or after being dropped",
  "FnOnce called more than once",
];

/**
 * Exports of wasm-bindgen for its own glue (`js/glue.js` needs fewer), and functions of js-sys and wasm-bindgen that are in
 * the table of functions for the sake of what wasm-bindgen has removed. Only closures are called through that
 * table, and those are ours.
 */
export async function prune(/** @type {string} */ path) {
  const { default: binaryen } = await import("binaryen");
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(withoutMessages(await readFile(path)));
  for (let index = module.getNumExports() - 1; index >= 0; index -= 1) {
    const { name } = binaryen.getExportInfo(module.getExportByIndex(index));
    if (!EXPORTS.some(([, pattern]) => pattern.test(name))) module.removeExport(name);
  }
  for (let index = module.getNumElementSegments() - 1; index >= 0; index -= 1) {
    const segment = module.getElementSegmentByIndex(index);
    const { name, table, offset, data } = binaryen.getElementSegmentInfo(segment);
    const ours = data.filter((callee) => callee.includes("eventsource_wasm"));
    // Another function in the place of one that is gone: a call of it is a trap, for it is of another type.
    const kept = data.map((callee) => (ours.includes(callee) ? callee : (ours[0] ?? callee)));
    while (kept.length > 0 && !ours.includes(data[kept.length - 1] ?? "")) kept.pop();
    const { value } = /** @type {{ value: number }} */ (
      /** @type {unknown} */ (binaryen.getExpressionInfo(offset))
    );
    const start = module.i32.const(value);
    module.removeElementSegment(name);
    module.addActiveElementSegment(table, name, kept, start);
  }
  await writeFile(path, module.emitBinary());
  module.dispose();
}

/** Zeros in their place, which need no room in a module. */
function withoutMessages(/** @type {Buffer} */ bytes) {
  for (const message of MESSAGES) {
    for (let at = bytes.indexOf(message); at >= 0; at = bytes.indexOf(message, at)) {
      bytes.fill(0, at, at + message.length);
    }
  }
  return bytes;
}
