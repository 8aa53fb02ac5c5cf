/**
 * `npm run build`: the crate to wasm, wasm and classes to `dist/`. Rebuilds only what is stale.
 * `npm run build -- --readme` puts the sizes into the README.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { DIST, bundle } from "./build/bundle.js";
import { TRANSLATED, buildEngine } from "./build/engine.js";
import { updateReadme, writeSizes } from "./build/sizes.js";
import { runMain } from "./progress.js";
import { ROOT } from "./run.js";

const CRATE = ["src", "Cargo.toml", "Cargo.lock", ".cargo", "scripts/build/engine.js"];

/** Makes `dist/`. */
export async function build() {
  if (await isStale(TRANSLATED, CRATE)) await buildEngine();
  const inputs = ["js", "package.json", "pkg/js", "pkg/wasm", "scripts/build"];
  if (await isStale(join(DIST, "index.js"), inputs)) await writeSizes(await bundle());
}

/** Whether `output` is older than any of `inputs`. */
async function isStale(/** @type {string} */ output, /** @type {string[]} */ inputs) {
  const made = await modified(output);
  if (made === 0) return true;
  for (const input of inputs) {
    if ((await newest(join(ROOT, input))) > made) return true;
  }
  return false;
}

/** @returns {Promise<number>} */
async function newest(/** @type {string} */ path) {
  const entry = await stat(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const names = await readdir(path);
  return Math.max(entry.mtimeMs, ...(await Promise.all(names.map((name) => newest(join(path, name))))));
}

async function modified(/** @type {string} */ path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    await build();
    if (process.argv.includes("--readme")) await updateReadme();
  });
}
