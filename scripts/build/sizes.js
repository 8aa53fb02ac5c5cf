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

/** A row of the README's table: what it calls an entry, and two figures. */
export const ROW = /^\| (.+) \| ([\d,]+) \| ([\d,]+) \|$/gm;

/** What the README calls an entry, as a file of the package. */
export function fileOf(/** @type {string} */ name) {
  const entry = /`(.*)`/.exec(name)?.[1];
  if (!entry) return "dist/engine-js.js";
  if (entry.startsWith("dist/")) return entry;
  const [, file = "index"] = entry.split("/");
  return file.includes(".") ? `dist/${file}` : `dist/${file}.js`;
}

/** The README's section "Size", from its heading to the next. */
export function sectionOf(/** @type {string} */ readme) {
  return /^## Size$[^]*?(?=^## )/m.exec(readme)?.[0] ?? "";
}

/** Puts the sizes of the last build into the README. */
export async function updateReadme() {
  const path = join(ROOT, "README.md");
  const readme = await readFile(path, "utf8");
  /** @type {Record<string, { min: number, gzip: number }>} */
  const sizes = JSON.parse(await readFile(SIZES, "utf8"));
  const section = sectionOf(readme);
  const updated = section.replace(ROW, (row, /** @type {string} */ name) => {
    const size = sizes[fileOf(name)];
    return size ? `| ${name} | ${size.min.toLocaleString("en")} | ${size.gzip.toLocaleString("en")} |` : row;
  });
  await writeFile(
    path,
    readme.replace(section, () => updated),
  );
}
