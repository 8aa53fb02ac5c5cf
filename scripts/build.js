/** `npm run build`: the crate to wasm, wasm and classes to `dist/`. Rebuilds only what is stale. */
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { runMain, say, step } from "./progress.js";
import { ROOT } from "./run.js";
import { ensureBuildTools } from "./tools.js";

const SIZES = join(ROOT, "pkg/sizes.json");
const MODULE = join(ROOT, "pkg/engine_bg.wasm");
const CARGO = ["build", "--release", "--lib", "--target", "wasm32-unknown-unknown"].concat([
  "-Zbuild-std=std,panic_abort",
  "-Zbuild-std-features=",
]);
const FLAGS =
  "-Ctarget-feature=+simd128 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
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
  const optimise = [
    "-Oz",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    ...ENABLED,
  ];
  await step("optimising the engine", wasmOpt, [...optimise, MODULE, "-o", MODULE]);
}

/**
 * What `engine:glue` and `engine:bytes` are. The module is inlined as a string of its bytes: after gzip 5 to
 * 8 % larger than the module, where base64 is 30 %.
 */
const engine = {
  name: "engine",
  /** @param {import("esbuild").PluginBuild} build */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^engine:glue$/ }, () => ({ path: join(ROOT, "pkg/engine_bg.js") }));
    onResolve({ filter: /^engine:bytes$/ }, () => ({ path: MODULE }));
    onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
      const bytes = await readFile(path, "latin1");
      return { contents: `export default ${JSON.stringify(bytes)};`, loader: "js" };
    });
  },
};

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
