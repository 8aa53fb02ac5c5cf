/**
 * `npm run release`: what is about to be published, built from a clean tree. Publishes nothing: that is done by
 * .github/workflows/publish.yml for the tag, with provenance.
 *
 *     npm run release                     checks everything that can be checked without publishing
 *     npm run release -- --tag            and tags the commit
 *     npm run release -- --expect v1.2.3  the version has to be that of this tag
 */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { runMain, say, step, StepFailed } from "./progress.js";
import { agreement, difference } from "./release/agreement.js";
import { ROOT, run } from "./run.js";

const FILES = join(ROOT, "tests/package/files.json");

await runMain(async () => {
  const { values: options } = parseArgs({
    options: { tag: { type: "boolean", default: false }, expect: { type: "string" } },
  });
  await refuseDirtyTree();
  const { version, complaints } = agreement({
    manifest: text("package.json"),
    packageLock: text("package-lock.json"),
    cargoManifest: text("Cargo.toml"),
    cargoLock: text("Cargo.lock"),
    changelog: text("CHANGELOG.md"),
    tag: options.expect ?? null,
  });
  refuse(complaints);

  // From nothing: neither what an earlier build left, nor packages of another lock file.
  for (const folder of ["dist", "pkg"]) rmSync(join(ROOT, folder), { recursive: true, force: true });
  await step("installing npm packages", "npm", ["ci", "--no-audit", "--no-fund"]);
  await step("building", "npm", ["run", "build"]);
  const packed = await step("packing", "npm", ["pack", "--json", "--dry-run", "--ignore-scripts"]);
  refuse(difference(filesOf(packed.output), JSON.parse(readFileSync(FILES, "utf8"))));
  const tests = ["lint", "sizes", "node", "types", "crate"].map((name) => `tests/package/${name}.test.js`);
  await step("testing the package", process.execPath, ["--test", ...tests]);
  await step("packaging the crate", "cargo", ["package", "--locked"]);
  await refuseDirtyTree();

  say(`${version}: ready`);
  if (!options.tag) return;
  await step(`tagging v${version}`, "git", [
    "tag",
    "--annotate",
    `v${version}`,
    "--message",
    `Version ${version}`,
  ]);
  say(`git push origin v${version} publishes it`);
});

function text(/** @type {string} */ path) {
  return readFileSync(join(ROOT, path), "utf8");
}

/** @returns {string[]} */
function filesOf(/** @type {string} */ output) {
  // Warnings of npm may come before it.
  const packed = JSON.parse(output.slice(output.search(/^[[{]/m)));
  // An array, or from npm 12 on an object by name.
  const [{ files }] = Array.isArray(packed) ? packed : Object.values(packed);
  return files.map((/** @type {{ path: string }} */ { path }) => path);
}

async function refuseDirtyTree() {
  const { output } = await run("git", ["status", "--porcelain"]);
  if (output.trim()) throw new StepFailed(`the tree is not clean:\n${output.trimEnd()}`);
}

function refuse(/** @type {string[]} */ complaints) {
  if (complaints.length > 0) throw new StepFailed(complaints.join("\n"));
}
