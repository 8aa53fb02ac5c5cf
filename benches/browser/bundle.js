/** The scripts of the page, with the peers in them; the package is as it is in `dist/`. */

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { step } from "../../scripts/progress.js";
import { ROOT } from "../../scripts/run.js";
import { isInstalled } from "../../scripts/versions.js";

const FOLDER = join(ROOT, "benches/browser");

/** What the peers are is in a package.json of their own, so that nobody else installs them. */
export async function ensurePeers() {
  const json = (/** @type {string} */ path) => JSON.parse(readFileSync(join(FOLDER, path), "utf8"));
  const installed = "node_modules/.package-lock.json";
  if (existsSync(join(FOLDER, installed)) && isInstalled(json("package-lock.json"), json(installed))) return;
  await step("installing the packages to compare with", "npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
  });
}

/** The version of a peer. */
export function versionOf(/** @type {string} */ name) {
  return JSON.parse(readFileSync(join(FOLDER, "node_modules", name, "package.json"), "utf8")).version;
}

/** @returns {Promise<Map<string, Uint8Array>>} by name */
export async function bundlePage() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: FOLDER,
    entryPoints: ["page/page.js"],
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    minify: true,
    logLevel: "warning",
    write: false,
    plugins: [
      {
        name: "dist",
        setup({ onResolve }) {
          onResolve({ filter: /^eventsource-wasm$/ }, () => ({ path: "/dist/index.js", external: true }));
        },
      },
    ],
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
