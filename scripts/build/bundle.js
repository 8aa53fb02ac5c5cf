/** Classes and engines to `dist/`, as modules, as CommonJS, and as a classic script. */
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";

import { ROOT } from "../run.js";
import { engine, engineFile, shared } from "./plugins.js";

export const DIST = join(ROOT, "dist");
/** Each has its types beside it. */
export const ENTRIES = ["index", "external", "no-wasm", "polyfill", "override", "stream", "yaffle"];
/** What takes its class from the root. */
const ON_THE_ROOT = ["polyfill", "override", "stream", "yaffle"];

/**
 * The builds: how the engine is loaded, and the files made so.
 *
 * @type {[loading: import("./plugins.js").Loading, names: string[]][]}
 */
const BUILDS = [
  ["inlined", ["index", ...ON_THE_ROOT]],
  ["external", ["external"]],
  ["no-wasm", ["no-wasm", "engine-js"]],
];

/** @typedef {import("esbuild").BuildOptions & { write: false, metafile: true }} Options */
/** @typedef {{ path: string, contents: Uint8Array }} File */
/** @typedef {{ metafile: import("esbuild").Metafile, outputFiles: File[] }} Result */

/** Properties of objects that nobody outside sees: shorter names for them are 100 bytes less to download. */
const INTERNAL = ["abandon", "act", "answer", "any", "arrives", "callback", "columns", "connect"].concat(
  ["controller", "dispatchTheEvents", "end", "gone", "hasNext", "input", "isClosed", "limits", "lookUp"],
  ["mimeType", "pausesWhenHidden", "reader", "release", "retryAfter", "room", "strike", "table"],
  ["unknownFields", "update"],
);

export const MANGLED = new RegExp(`^(?:${INTERNAL.join("|")})$`);

/** @type {Options} */
const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  sourcemap: true,
  target: "es2022",
  // The one part of it that Safari 15 lacks, which takes the engine in JavaScript.
  supported: { "class-static-blocks": false },
  legalComments: "none",
  mangleProps: MANGLED,
  logLevel: "warning",
  write: false,
  metafile: true,
};

/** @returns {Promise<Map<string, string[]>>} for each script of `dist/` the files that it imports statically */
export async function bundle() {
  const results = [
    ...(await Promise.all(BUILDS.flatMap(([loading, names]) => [esm(loading, names), cjs(loading, names)]))),
    await esm("workerd", ["index", ...ON_THE_ROOT], "dist/workerd"),
    await classic(),
  ];
  /** @type {Map<string, string | Uint8Array>} */
  const files = new Map(
    results
      .flatMap(({ outputFiles }) => outputFiles)
      .map(({ path, contents }) => [relative(DIST, path), contents]),
  );
  files.set("engine.wasm", await engineFile());
  for (const [name, text] of await types()) files.set(name, text);
  for (const [name, contents] of files) {
    await mkdir(dirname(join(DIST, name)), { recursive: true });
    await writeFile(join(DIST, name), contents);
  }
  for (const name of await readdir(DIST, { recursive: true })) {
    const wanted = [...files.keys()].some((path) => path === name || path.startsWith(`${name}/`));
    if (!wanted) await rm(join(DIST, name), { recursive: true, force: true });
  }
  return staticImports(results.map(({ metafile }) => metafile));
}

/**
 * @param {import("./plugins.js").Loading} loading
 * @param {string[]} names
 * @returns {Promise<Result>}
 */
async function esm(loading, names, outdir = "dist") {
  const esbuild = await import("esbuild");
  const { metafile, outputFiles } = await esbuild.build({
    ...OPTIONS,
    outdir,
    entryPoints: names.map((name) => `js/${name}.js`),
    format: "esm",
    // A module is always read as UTF-8; a classic script as its page says.
    charset: "utf8",
    plugins: [engine(loading), shared(sharedIn(names), ".js"), wasmFile],
  });
  return { metafile, outputFiles: await minified(outputFiles, true) };
}

/**
 * @param {import("./plugins.js").Loading} loading
 * @param {string[]} names
 * @returns {Promise<Result>}
 */
async function cjs(loading, names) {
  const esbuild = await import("esbuild");
  return esbuild.build({
    ...OPTIONS,
    outdir: "dist",
    entryPoints: names.map((name) => `js/${name}.js`),
    format: "cjs",
    charset: "utf8",
    outExtension: { ".js": ".cjs" },
    // A require(), which there is wherever this is read.
    supported: { ...OPTIONS.supported, "dynamic-import": false },
    define: { "import.meta.url": "moduleURL" },
    inject: loading === "external" ? ["js/engine-module-url.js"] : [],
    plugins: [engine(loading), shared(sharedIn(names), ".cjs")],
  });
}

/** @returns {Promise<Result>} */
async function classic() {
  const esbuild = await import("esbuild");
  const { metafile, outputFiles } = await esbuild.build({
    ...OPTIONS,
    outdir: "dist",
    entryPoints: [{ in: "js/global.js", out: "eventsource.global" }],
    format: "iife",
    plugins: [engine("inlined"), shared(["engine-js"], ".js")],
  });
  return { metafile, outputFiles: await minified(outputFiles, false) };
}

/**
 * Scripts once more, with what esbuild does not do: 1 to 3 % less to download. Not those of CommonJS: Node reads the names of
 * their exports in code that does nothing.
 *
 * @param {import("esbuild").OutputFile[]} files with their maps, if they have any
 * @param {boolean} module
 * @returns {Promise<File[]>}
 */
export async function minified(files, module) {
  const terser = await import("terser");
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const [path, text] of texts) {
    if (!path.endsWith(".js")) continue;
    const content = texts.get(`${path}.map`);
    const { code, map } = await terser.minify(text, {
      module,
      ecma: 2020,
      // `keep_fargs`: who looks at a function's length sees that. `reduce_funcs`: a function that is put where it is called once
      // would be made at each call.
      compress: { passes: 3, keep_fargs: true, reduce_funcs: false },
      // A classic script is read as its page says.
      format: { ascii_only: !module },
      sourceMap: content !== undefined && { content, url: `${basename(path)}.map`, includeSources: true },
    });
    if (!code) throw new Error(`terser gave nothing for ${path}`);
    texts.set(path, code);
    if (content !== undefined) texts.set(`${path}.map`, String(map));
  }
  const encoder = new TextEncoder();
  return [...texts].map(([path, text]) => ({ path, contents: encoder.encode(text) }));
}

/** The module of its own, which only one build imports, from a folder below. @type {import("esbuild").Plugin} */
const wasmFile = {
  name: "wasm-file",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/engine\.wasm$/ }, () => ({ path: "../engine.wasm", external: true }));
  },
};

/** The root holds its class for what is built on it, and everything else shares the engine in JavaScript. */
function sharedIn(/** @type {string[]} */ names) {
  return names.includes("index") ? ["index", "engine-js"] : ["engine-js"];
}

/** Those of CommonJS are the same, and name each other by their own extension. */
async function types() {
  /** @type {[string, string][]} */
  const files = [];
  for (const name of ENTRIES) {
    const text = await readFile(join(ROOT, "js", `${name}.d.ts`), "utf8");
    files.push([`${name}.d.ts`, text]);
    files.push([`${name}.d.cts`, text.replace(/(["']\.\/[\w-]+)\.js(["'])/g, "$1.cjs$2")]);
  }
  return files;
}

function staticImports(/** @type {import("esbuild").Metafile[]} */ metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.entries(metafile.outputs));
  return new Map(
    outputs
      .filter(([path]) => /\.c?js$/.test(path))
      .map(([path, { imports }]) => {
        const paths = imports.filter(({ kind }) => kind === "import-statement");
        // What is external is relative to the output, the rest to the root.
        return [path, paths.map((to) => (to.external ? join(dirname(path), to.path) : to.path))];
      }),
  );
}
