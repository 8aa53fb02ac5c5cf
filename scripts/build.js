/** `npm run build`: the crate to wasm, wasm and classes to `dist/`. Rebuilds only what is stale. */
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

import { runMain, say, step } from "./progress.js";
import { ROOT } from "./run.js";
import { ensureBuildTools } from "./tools.js";

const SIZES = join(ROOT, "pkg/sizes.json");
/**
 * Added to each inlined byte, modulo 256: the bytes that wasm has most of need no escape in a string then, which
 * is 4 % of the download. `js/engine.js` takes it off again.
 */
const SHIFT = 39;
/** How wasm-opt has renamed what the module imports and exports. */
const NAMES = join(ROOT, "pkg/names.json");
const MODULE = join(ROOT, "pkg/engine_bg.wasm");
const CARGO = ["build", "--release", "--lib", "--target", "wasm32-unknown-unknown"].concat([
  "-Zbuild-std=std,panic_abort",
  "-Zbuild-std-features=",
]);
const FLAGS =
  "-Ctarget-feature=+simd128 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
/** Branches made anew and functions in another order: the module compresses 1.3 % better, and runs as fast. */
const OPTIMISE = ["--flatten", "--rereloop", "-Oz", "--converge", "--reorder-functions"].concat(
  ["debug", "producers", "target-features"].map((section) => `--strip-${section}`),
);
/** What Rust assumes of the target, and SIMD. */
const ENABLED = ["simd", "bulk-memory", "reference-types", "sign-ext", "nontrapping-float-to-int"]
  .concat("mutable-globals", "multivalue")
  .map((feature) => `--enable-${feature}`);

const DIST = join(ROOT, "dist");
/** The entry points that are modules: each has its types beside it. */
const MODULES = ["index", "stream", "yaffle"];

/** Makes `dist/`. */
export async function build() {
  if (await isStale(NAMES, ["src", "Cargo.toml", "Cargo.lock", ".cargo", "scripts/build.js"])) {
    await buildEngine();
  }
  if (
    await isStale(join(ROOT, "dist/index.js"), [
      "js",
      "package.json",
      "pkg/engine_bg.wasm",
      "scripts/build.js",
    ])
  ) {
    await writeSizes(await bundle());
  }
}

async function buildEngine() {
  const { wasmBindgen, wasmOpt } = await ensureBuildTools();
  await rm(join(ROOT, "pkg"), { recursive: true, force: true });
  await step("compiling the engine, a minute or two the first time", "cargo", CARGO, {
    // The standard library is compiled along, so that a panic is a trap without its message: a third less to
    // download. Stable Rust does that only when it is asked this way.
    env: { ...process.env, RUSTC_BOOTSTRAP: "1", RUSTFLAGS: FLAGS },
  });
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const output = join(target, "wasm32-unknown-unknown/release/eventsource_wasm.wasm");
  const generate = ["--target", "bundler", "--out-dir", "pkg", "--out-name", "engine", output];
  await step("generating the glue", wasmBindgen, generate);
  const inPlace = [...ENABLED, MODULE, "-o", MODULE];
  await step("optimising the engine", wasmOpt, [...OPTIMISE, ...inPlace]);
  const { output: names } = await step("shortening names", wasmOpt, [
    "--minify-imports-and-exports-and-modules",
    ...inPlace,
  ]);
  await writeFile(NAMES, names);
}

/**
 * What `engine:glue` and `engine:bytes` are. The module is inlined as a string of its bytes: after gzip 4 %
 * larger than the module, where base64 is 30 %.
 */
const engine = {
  name: "engine",
  /** @param {import("esbuild").PluginBuild} build */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^engine:/ }, ({ path }) => ({ path, namespace: "engine" }));
    onLoad({ filter: /glue$/, namespace: "engine" }, async () => {
      return { contents: `export function evaluate() { let result; ${await glue()} return result; }` };
    });
    onLoad({ filter: /bytes$/, namespace: "engine" }, async () => {
      const units = Buffer.from((await readFile(MODULE)).map((byte) => byte + SHIFT));
      return { contents: `export default ${JSON.stringify(units.toString("latin1"))};` };
    });
  },
};

/** The generated glue as a script that sets `result`, with the short names that wasm-opt has given. */
async function glue() {
  const esbuild = await import("esbuild");
  /** @type {{ imports: [string, string, string][], exports: [string, string][] }} */
  const names = JSON.parse(await readFile(NAMES, "utf8"));
  const imports = names.imports.map(([, name, short]) => `${short}: glue.${name}`);
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `import * as glue from "./pkg/engine_bg.js";
        result = {
          Engine: glue.Engine, setWasm: glue.__wbg_set_wasm, imports: { ${imports.join(", ")} },
          memoryOf: (exports) => exports.memory, start: (exports) => exports.__wbindgen_start(),
        };`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: "iife",
    minify: true,
    mangleProps: new RegExp(`^(${names.exports.map(([name]) => name).join("|")})$`),
    mangleCache: Object.fromEntries(names.exports),
    target: "es2022",
    // Four ways to say the same: smaller once they are told so.
    define: { window: "globalThis", self: "globalThis", global: "globalThis" },
    write: false,
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}

/**
 * The root entry is the one file that holds the engine, and the others import it: a chunk of its own would cost
 * whoever takes the root alone one more request.
 */
const root = {
  name: "root",
  /** @param {import("esbuild").PluginBuild} build */
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/index\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** @returns {Promise<Map<string, string[]>>} for each script of `dist/` the files that it imports statically */
async function bundle() {
  const esbuild = await import("esbuild");
  /** @type {import("esbuild").BuildOptions & { write: false, metafile: true }} */
  const options = {
    absWorkingDir: ROOT,
    outdir: "dist",
    bundle: true,
    minify: true,
    sourcemap: true,
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    write: false,
    metafile: true,
  };
  const results = [
    await esbuild.build({
      ...options,
      entryPoints: MODULES.map((name) => `js/${name}.js`),
      format: "esm",
      splitting: true,
      // A module is always read as UTF-8; a classic script as its page says.
      charset: "utf8",
      plugins: [engine, root],
    }),
    await esbuild.build({
      ...options,
      entryPoints: [{ in: "js/global.js", out: "eventsource.global" }],
      format: "iife",
      globalName: "EventSourceWasm",
      plugins: [engine],
    }),
  ];
  await mkdir(DIST, { recursive: true });
  const files = results.flatMap(({ outputFiles }) => outputFiles);
  for (const { path, contents } of files) await writeFile(path, contents);
  const types = MODULES.map((name) => `${name}.d.ts`);
  for (const name of types) await copyFile(join(ROOT, "js", name), join(DIST, name));
  const made = new Set([...types, ...files.map(({ path }) => basename(path))]);
  for (const name of await readdir(DIST)) {
    if (!made.has(name)) await rm(join(DIST, name), { recursive: true });
  }
  return staticImports(results.map(({ metafile }) => metafile));
}

function staticImports(/** @type {import("esbuild").Metafile[]} */ metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.entries(metafile.outputs));
  return new Map(
    outputs
      .filter(([path]) => path.endsWith(".js"))
      .map(([path, { imports }]) => {
        const paths = imports.filter(({ kind }) => kind === "import-statement");
        // What is external is relative to the output, the rest to the root.
        return [path, paths.map((to) => (to.external ? relative(ROOT, join(DIST, to.path)) : to.path))];
      }),
  );
}

/** Sizes, for the README and for whoever builds: min+gzip of each entry with all that it imports statically. */
async function writeSizes(/** @type {Map<string, string[]>} */ imports) {
  /** @type {Record<string, { min: number, gzip: number }>} */
  const sizes = {};
  const entries = [...MODULES, "eventsource.global"].map((name) => `dist/${name}.js`);
  for (const path of ["pkg/engine_bg.wasm", ...entries]) {
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

/** Whether `output` is older than any of `inputs`. */
async function isStale(/** @type {string} */ output, /** @type {string[]} */ inputs) {
  const made = await modified(output);
  for (const input of inputs) {
    if ((await newest(join(ROOT, input))) > made) return true;
  }
  return made === 0;
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

if (process.argv[1] === import.meta.filename) await runMain(build);
