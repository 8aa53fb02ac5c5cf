/** Sizes, for the README and for whoever builds: min+gzip of each entry with all that it imports statically. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { say } from "../progress.js";
import { ROOT } from "../run.js";
import { ENTRIES } from "./bundle.js";

const SIZES = join(ROOT, "pkg/sizes.json");
/** The last two are loaded by others: where WebAssembly is refused, and by `external`. */
const OTHERS = ["eventsource.global.js", "workerd/index.js", "engine-js.js", "engine.wasm"];

export async function writeSizes(/** @type {Map<string, string[]>} */ imports) {
  /** @type {Record<string, { min: number, gzip: number }>} */
  const sizes = {};
  for (const name of [...ENTRIES.map((entry) => `${entry}.js`), ...OTHERS]) {
    const path = `dist/${name}`;
    const graph = new Set([path]);
    for (const file of graph) for (const to of imports.get(file) ?? []) graph.add(to);
    const files = await Promise.all([...graph].map((file) => readFile(join(ROOT, file))));
    sizes[path] = {
      min: files.reduce((sum, bytes) => sum + bytes.length, 0),
      gzip: files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0),
    };
  }
  await writeFile(SIZES, JSON.stringify(sizes, null, 2) + "\n");
  say("bytes, with what is imported".padEnd(32) + "min".padStart(8) + "min+gzip".padStart(10));
  for (const [path, { min, gzip }] of Object.entries(sizes)) {
    say(path.padEnd(32) + String(min).padStart(8) + String(gzip).padStart(10));
  }
}
