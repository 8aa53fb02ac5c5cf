/** `npm run build`: the crate to wasm, wasm and classes to `dist/`. Rebuilds only what is stale. */
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
const OPTIMISE = ["-Oz", "--converge"].concat(
  ["debug", "producers", "target-features"].map((section) => `--strip-${section}`),
);
/** What Rust assumes of the target, and SIMD. */
const ENABLED = ["simd", "bulk-memory", "reference-types", "sign-ext", "nontrapping-float-to-int"]
  .concat("mutable-globals", "multivalue")
  .map((feature) => `--enable-${feature}`);

/** What each file of `dist/` is made of. */
const ENTRIES = [
  { from: "js/index.js", to: "dist/index.js", format: "esm" },
  { from: "js/global.js", to: "dist/eventsource.global.js", format: "iife", globalName: "EventSourceWasm" },
];

/** Makes `dist/`. */
export async function build() {
  if (await isStale(MODULE, ["src", "Cargo.toml", "Cargo.lock", ".cargo", "scripts/build.js"])) {
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
    await bundle();
    await writeSizes();
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
  const glue = ["--target", "bundler", "--out-dir", "pkg", "--out-name", "engine", output];
  await step("generating the glue", wasmBindgen, glue);
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
      return { contents: `export function evaluate() { let result; ${await glueScript()} return result; }` };
    });
    onLoad({ filter: /bytes$/, namespace: "engine" }, async () => {
      const units = Buffer.from((await readFile(MODULE)).map((byte) => byte + SHIFT));
      return { contents: `export default ${JSON.stringify(units.toString("latin1"))};` };
    });
  },
};

/** The generated glue as a script that sets `result`, with the short names that wasm-opt has given. */
async function glueScript() {
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
    write: false,
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}

async function bundle() {
  const esbuild = await import("esbuild");
  await rm(join(ROOT, "dist"), { recursive: true, force: true });
  await mkdir(join(ROOT, "dist"));
  for (const { from, to, format, globalName } of ENTRIES) {
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: [from],
      outfile: to,
      bundle: true,
      format: /** @type {"esm" | "iife"} */ (format),
      ...(globalName && { globalName }),
      minify: true,
      sourcemap: true,
      target: "es2022",
      // A module is always read as UTF-8; a classic script as its page says.
      charset: format === "esm" ? "utf8" : "ascii",
      plugins: [engine],
      legalComments: "none",
      logLevel: "warning",
    });
  }
  await copyFile(join(ROOT, "js/index.d.ts"), join(ROOT, "dist/index.d.ts"));
}

/** Sizes, for the README and for whoever builds: min+gzip. */
async function writeSizes() {
  /** @type {Record<string, { min: number, gzip: number }>} */
  const sizes = {};
  for (const path of ["pkg/engine_bg.wasm", ...ENTRIES.map(({ to }) => to)]) {
    const bytes = await readFile(join(ROOT, path));
    sizes[path] = { min: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  }
  await writeFile(SIZES, JSON.stringify(sizes, null, 2) + "\n");
  say("bytes".padEnd(32) + "min".padStart(8) + "min+gzip".padStart(10));
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
