/** Bundlers: what they make of the package is run in a page. */

import { main, PAGE } from "./context.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./run.js").Row} Row */

const ROOT = "eventsource-wasm";
const ENTRIES = [ROOT, "eventsource-wasm/external", "eventsource-wasm/no-wasm"];

/** Where a bundler leaves `new URL("./engine.wasm", import.meta.url)` alone, the file is copied beside its output. */
const COPY = `import { copyFileSync } from "node:fs";
  import { fileURLToPath } from "node:url";
  copyFileSync(fileURLToPath(import.meta.resolve("eventsource-wasm/engine.wasm")), "dist/engine.wasm");`;

const SCRIPTS = {
  webpack: `import webpack from "webpack";
    const options = { mode: "production", entry: "./main.js", output: { filename: "main.js" } };
    webpack(options, (error, stats) => {
      if (error) throw error;
      if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    });`,
  "@rspack/core": `import { rspack } from "@rspack/core";
    const options = { mode: "production", entry: { main: "./main.js" }, output: { filename: "main.js" } };
    rspack(options, (error, stats) => {
      if (error) throw error;
      if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    });`,
  rollup: `import { nodeResolve } from "@rollup/plugin-node-resolve";
    import { rollup } from "rollup";
    const bundle = await rollup({ input: "main.js", plugins: [nodeResolve({ browser: true })], onwarn(warning) { throw new Error(warning.message); } });
    await bundle.write({ dir: "dist" });
    ${COPY}`,
  esbuild: `import { build } from "esbuild";
    const options = { bundle: true, splitting: true, format: "esm", outdir: "dist", minify: true };
    const { warnings } = await build({ entryPoints: ["main.js"], ...options });
    if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
    ${COPY}`,
};

/** @type {Row[]} */
const scripted = Object.entries(SCRIPTS).flatMap(([dependency, script]) =>
  ENTRIES.map((entry) => ({
    tool: dependency.replace(/^@|\/core$/g, ""),
    dependency,
    entry,
    browser: "chromium",
    async run(context) {
      const files = { "main.js": main(entry), "build.js": script, "dist/index.html": PAGE };
      const folder = await context.project(dependency.replaceAll(/\W/g, "-"), files);
      await context.run(folder, "node", ["build.js"]);
      return (await context.expectPage(context.files(`${folder}/dist`), { engine: engineOf(entry) })).engine;
    },
  })),
);

/** @type {Row[]} */
const others = ENTRIES.flatMap((entry) => [
  {
    tool: "vite, build",
    dependency: "vite",
    entry,
    browser: "chromium",
    async run(context) {
      const folder = await context.project("vite-build", { "main.js": main(entry), "index.html": PAGE });
      await context.run(folder, "vite", ["build", "--base", "./", "--logLevel", "warn"]);
      return (await context.expectPage(context.files(`${folder}/dist`), { engine: engineOf(entry) })).engine;
    },
  },
  {
    tool: "vite, dev server",
    dependency: "vite",
    entry,
    browser: "chromium",
    async run(context) {
      const folder = await context.project("vite-dev", { "main.js": main(entry), "index.html": PAGE });
      const origin = await context.serve("vite", (port) => [folder, "--port", port, "--host", "127.0.0.1"]);
      return (await context.expectPage(`${origin}/`, { engine: engineOf(entry) })).engine;
    },
  },
  {
    tool: "parcel",
    dependency: "parcel",
    entry,
    browser: "chromium",
    note: entry === ROOT ? "by the field `module`" : "with `packageExports` set",
    async run(context) {
      const manifest = entry === ROOT ? {} : { "@parcel/resolver-default": { packageExports: true } };
      const files = { "main.js": main(entry), "index.html": PAGE };
      const folder = await context.project("parcel", files, manifest);
      const args = ["build", "index.html", "--no-cache", "--no-autoinstall", "--public-url", "./"];
      await context.run(folder, "parcel", args);
      return (await context.expectPage(context.files(`${folder}/dist`), { engine: engineOf(entry) })).engine;
    },
  },
]);

/** @type {Row[]} */
export const BUNDLERS = [...others, ...scripted].toSorted((a, b) => (a.tool < b.tool ? -1 : 1));

function engineOf(/** @type {string} */ entry) {
  return entry.endsWith("/no-wasm") ? "js" : "wasm";
}
