/** Sizes against a budget, and what of the package ends in a bundle. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { fileOf, ROW, sectionOf } from "../../scripts/build/sizes.js";
import { installPackage } from "./support/project.js";

const { "//": _, ...budget } = JSON.parse(readFileSync(new URL("budget.json", import.meta.url), "utf8"));

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
before(async () => void (project = await installPackage()));

/** A file of the installed package with all that it imports statically, minified and compressed file by file. */
function sizeOf(/** @type {string} */ path) {
  const graph = new Set([join(project.packageFolder, path)]);
  const size = { min: 0, gzip: 0 };
  for (const file of graph) {
    const bytes = readFileSync(file);
    size.min += bytes.length;
    size.gzip += gzipSync(bytes, { level: 9 }).length;
    if (!file.endsWith(".js")) continue;
    for (const [, target = ""] of bytes.toString().matchAll(/(?:\bfrom|\bimport) ?"(\.[^"]+)"/g)) {
      graph.add(join(file, "..", target));
    }
  }
  return size;
}

describe("sizes", () => {
  test("the budget has each file that is an entry", () => {
    const { exports } = JSON.parse(readFileSync(join(project.packageFolder, "package.json"), "utf8"));
    const entries = Object.values(exports).map((target) => target.default?.default ?? target);
    const missing = entries.filter((path) => path !== "./package.json" && !(path.slice(2) in budget));
    assert.deepEqual(missing, []);
  });

  for (const [path, most] of Object.entries(budget)) {
    test(`${path}: at most ${most} bytes`, () => {
      const { gzip: size } = sizeOf(path);
      assert.ok(size <= most, `${size} bytes`);
      // A budget far from what is needed watches over nothing.
      assert.ok(size > most * 0.9, `${size} bytes: lower the budget`);
    });
  }
});

/** @returns {Promise<number>} the bytes that a bundler makes of some code, without what is loaded on demand only */
async function bundled(/** @type {string} */ code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project.folder },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    outdir: "out",
    splitting: true,
  });
  return outputFiles.find(({ path }) => path.endsWith("stdin.js"))?.contents.length ?? NaN;
}

describe("in a bundle", () => {
  for (const entry of ["", "/external", "/no-wasm", "/stream", "/yaffle"]) {
    test(`eventsource-wasm${entry}: nothing where it is imported and not used`, async () => {
      const names = entry === "/stream" ? "readEvents" : "EventSource";
      assert.equal(await bundled(`import { ${names} } from "eventsource-wasm${entry}";`), 0);
    });
  }

  test("polyfill and override are there without being used", async () => {
    for (const entry of ["polyfill", "override"]) {
      assert.ok((await bundled(`import "eventsource-wasm/${entry}";`)) > 10_000);
    }
  });
});

describe("the README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const rows = [...sectionOf(readme).matchAll(ROW)].map(([, name = "", ...figures]) => ({
    path: fileOf(name),
    figures: figures.map((figure) => Number(figure.replaceAll(",", ""))),
  }));

  test("has the size of each entry", () => {
    const missing = Object.keys(budget).filter((path) => !rows.some((row) => row.path === path));
    assert.deepEqual(missing, ["dist/workerd/index.js"]);
  });

  for (const { path, figures } of rows) {
    test(`${path}: the figures are right, to a hundredth`, () => {
      const [min = 0, gzip = 0] = figures;
      const { min: minNow, gzip: gzipNow } = sizeOf(path);
      const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= b / 100;
      const now = `now ${minNow} and ${gzipNow}: npm run build -- --readme`;
      assert.ok(near(min, minNow) && near(gzip, gzipNow), now);
    });
  }
});
