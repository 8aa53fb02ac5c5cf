/** What is in the tarball: everything that is needed, and nothing else. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { before, describe, test } from "node:test";

import { difference } from "../../scripts/release/agreement.js";
import { installPackage } from "./support/project.js";

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
/** @type {any} */
let manifest;

before(async () => {
  project = await installPackage();
  manifest = JSON.parse(readFileSync(join(project.packageFolder, "package.json"), "utf8"));
});

/**
 * Every path that `exports` and the older fields name.
 *
 * @returns {string[]}
 */
function named(/** @type {unknown} */ value) {
  /** @type {string[]} */
  const paths = typeof value === "string" ? [posix.normalize(value)] : [];
  if (typeof value !== "object" || value === null) return paths;
  return [...paths, ...Object.values(value).flatMap(named)];
}

/** The files that a file of the package refers to: modules, types, source maps, the engine. */
function references(/** @type {string} */ path) {
  const text = readFileSync(join(project.packageFolder, path), "utf8");
  const patterns = [
    /\b(?:from|import|require|new URL)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g,
    /\/\/# sourceMappingURL=(\S+)\s*$/g,
  ];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
  const targets = found.map((target) => posix.join(posix.dirname(path), target));
  // Types are found beside the module that an import names.
  return /\.d\.c?ts$/.test(path) ? targets.map((target) => target.replace(/\.(c?)js$/, ".d.$1ts")) : targets;
}

/** All that can be reached from what the manifest names. */
function reachable() {
  const { exports, main, module, types, unpkg, jsdelivr } = manifest;
  const paths = named({ exports, main, module, types, unpkg, jsdelivr });
  const reached = new Set(paths);
  for (const path of reached) {
    assert.ok(existsSync(join(project.packageFolder, path)), `${path} is named and not there`);
    if (/\.(c?js|d\.c?ts)$/.test(path)) for (const target of references(path)) reached.add(target);
  }
  return [...reached];
}

describe("tarball", () => {
  test("these files and no other", () => {
    const wanted = JSON.parse(readFileSync(new URL("files.json", import.meta.url), "utf8"));
    assert.deepEqual(difference(project.files, wanted), []);
  });

  test("all that the manifest names is there, and in dist nothing that it does not lead to", () => {
    const wanted = reachable().filter((path) => path.startsWith("dist/"));
    assert.deepEqual(
      project.files.filter((path) => path.startsWith("dist/")),
      wanted.toSorted(),
    );
    for (const path of ["dist/index.js", "dist/index.cjs", "dist/index.d.ts", "dist/engine.wasm"]) {
      assert.ok(wanted.includes(path), path);
    }
  });

  test("every entry has types, named before the code, in each condition; workerd's come first", () => {
    const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
    assert.equal(entries.length, 7);
    for (const [name, conditions] of entries) {
      for (const [condition, target] of Object.entries(conditions)) {
        assert.deepEqual(Object.keys(target), ["types", "default"], `${name}, ${condition}`);
      }
      const order = Object.keys(conditions).filter((condition) => condition !== "workerd");
      assert.deepEqual(order, ["require", "default"], name);
      assert.ok(["workerd", "require"].includes(Object.keys(conditions)[0] ?? ""), name);
    }
  });

  test("installs without dependencies and without scripts", () => {
    assert.deepEqual(manifest.dependencies ?? {}, {});
    assert.deepEqual(manifest.peerDependencies ?? {}, {});
    for (const script of ["preinstall", "install", "postinstall"]) {
      assert.equal(manifest.scripts?.[script], undefined);
    }
  });

  test("source maps hold the sources that they name", () => {
    const maps = project.files.filter((path) => path.endsWith(".map"));
    for (const path of maps) {
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(project.packageFolder, path), "utf8"));
      assert.equal(sourcesContent?.length, sources.length, path);
      assert.ok(
        sourcesContent.every((/** @type {unknown} */ text) => typeof text === "string"),
        path,
      );
    }
  });
});
