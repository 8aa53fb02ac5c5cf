/** `npm run bench:sizes`: what each entry is made of; writes `benches/results/sizes.md`. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "../../scripts/build.js";
import { MANGLED, minified } from "../../scripts/build/bundle.js";
import { ENABLED, OPTIMISE, WASM } from "../../scripts/build/engine.js";
import { engine } from "../../scripts/build/plugins.js";
import { prune } from "../../scripts/build/prune.js";
import { runMain, say, step } from "../../scripts/progress.js";
import { ROOT } from "../../scripts/run.js";
import { ensureBuildTools } from "../../scripts/tools.js";
import { table } from "../browser/report.js";
import { functionsOf, ownerOf, plainName } from "./wasm-sections.js";

const FOLDER = join(ROOT, "target/benches/sizes");
/** Each with its limit in bytes, JavaScript and module together. @type {[string, import("../../scripts/build/plugins.js").Loading, number | null][]} */
const ENTRIES = [
  ["index", "inlined", 17 * 1024],
  ["external", "external", 15 * 1024],
  ["stream", "inlined", null],
  ["yaffle", "inlined", null],
  ["no-wasm", "no-wasm", null],
];

/** The engine once more, with names kept. */
async function namedEngine() {
  const { wasmBindgen, wasmOpt } = await ensureBuildTools();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const target = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "engine-wasm");
  const built = join(target, "wasm32-unknown-unknown/release/eventsource_wasm.wasm");
  const glue = ["--target", "bundler", "--out-dir", FOLDER, "--out-name", "engine", built];
  await step("generating the glue", wasmBindgen, glue);
  const module = join(FOLDER, "engine_bg.wasm");
  await prune(module);
  await step("optimising, names kept", wasmOpt, [...OPTIMISE, ...ENABLED, "-g", module, "-o", module]);
  return functionsOf(readFileSync(module));
}

/** What a bundle is made of: the interface, the glue between it and the module, the engine. */
async function partsOf(
  /** @type {string} */ name,
  /** @type {import("../../scripts/build/plugins.js").Loading} */ loading,
) {
  const esbuild = await import("esbuild");
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [`js/${name}.js`],
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    write: false,
    metafile: true,
    logLevel: "warning",
    mangleProps: MANGLED,
    plugins: [engine(loading)],
  });
  const outputs = Object.entries(metafile.outputs);
  const graph = new Set([`out/${name}.js`]);
  for (const path of graph) {
    for (const { path: to, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement") graph.add(to);
    }
  }
  const parts = { own: 0, glue: 0, engine: 0 };
  for (const [path, { inputs }] of outputs) {
    if (!graph.has(path)) continue;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const [, engineModule] = input.match(/^engine:engine:(\w+)$/) ?? [];
      const isEngine = engineModule === "bytes" || engineModule === "js";
      const isGlue = engineModule || input === "js/glue.js";
      const part = isEngine ? "engine" : isGlue ? "glue" : "own";
      parts[part] += bytesInOutput;
    }
  }
  const files = outputFiles.filter(({ path }) => [...graph].some((file) => path.endsWith(`/${file}`)));
  const shipped = await minified(files, true);
  return { parts, gzip: shipped.reduce((sum, { contents }) => sum + compressed(contents), 0) };
}

function compressed(/** @type {Uint8Array} */ bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}

async function entryTable() {
  const module = compressed(readFileSync(WASM.module));
  const rows = [];
  for (const [name, loading, limit] of ENTRIES) {
    const { parts, gzip } = await partsOf(name, loading);
    const apart = name === "external" ? module : 0;
    const sum = gzip + apart;
    const verdict = limit === null ? "" : sum <= limit ? "met" : "**not met**";
    const shown = [parts.own, parts.glue, parts.engine, gzip, apart || "", sum].map((value) =>
      value.toLocaleString("en"),
    );
    rows.push([name, ...shown, limit === null ? "" : `≤ ${limit.toLocaleString("en")}`, verdict]);
  }
  const header = [
    "entry",
    "own JS, min",
    "glue, min",
    "engine in it, min",
    "all of it, gzip",
    "module apart, gzip",
    "sum, gzip",
  ];
  return table([...header, "limit", ""], rows);
}

/** @returns {string} */
function crateTable(/** @type {ReturnType<typeof functionsOf>} */ { functions, others }) {
  /** @type {Map<string, number>} */
  const owners = new Map([["tables, data, types", others]]);
  for (const { name, bytes } of functions)
    owners.set(ownerOf(name), (owners.get(ownerOf(name)) ?? 0) + bytes);
  const total = [...owners.values()].reduce((sum, bytes) => sum + bytes, 0);
  const rows = [...owners].toSorted(([, a], [, b]) => b - a);
  return table(
    ["crate or module", "bytes", "part"],
    [...rows, /** @type {const} */ (["all", total])].map(([owner, bytes]) => [
      owner,
      bytes.toLocaleString("en"),
      `${((100 * bytes) / total).toFixed(1)} %`,
    ]),
  );
}

function largest(/** @type {ReturnType<typeof functionsOf>} */ { functions }) {
  const rows = functions.toSorted((a, b) => b.bytes - a.bytes).slice(0, 15);
  return table(
    ["function", "bytes"],
    rows.map(({ name, bytes }) => [`\`${plainName(name)}\``, bytes.toLocaleString("en")]),
  );
}

await runMain(async () => {
  await build();
  const named = await namedEngine();
  const text = `# Sizes

Bytes. An entry's size is that of its static import graph, each file compressed by \`gzip -9\`; the parts are those of the
minified text, for what is compressed together cannot be told apart.

${await entryTable()}

## The engine, not compressed: whose code it is

Of a build with names kept; what is inlined belongs to whom it was inlined into.

${crateTable(named)}

## Its largest functions

${largest(named)}
`;
  mkdirSync(join(ROOT, "benches/results"), { recursive: true });
  writeFileSync(join(ROOT, "benches/results/sizes.md"), text);
  say(text);
});
