/** The crate to `pkg/wasm/engine_bg.wasm`, and once more, for the oldest WebAssembly, to `pkg/js/engine.translated.js`. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { step } from "../progress.js";
import { ROOT } from "../run.js";
import { ensureBuildTools } from "../tools.js";
import { prune } from "./prune.js";

const TARGET = "wasm32-unknown-unknown";
const CARGO = ["build", "--release", "--lib", "--target", TARGET].concat([
  "-Zbuild-std=std,panic_abort",
  "-Zbuild-std-features=",
]);
const FLAGS = [
  "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
  // Rust's own inlining, which is off where the size counts: smaller with it, LLVM being told to do less.
  "-Zinline-mir=yes -Cllvm-args=-inline-threshold=40",
  // LLVM would make one store of two, and one of 16 bytes is SIMD: at its first call WebKit (2.50) compiles a function that
  // has any, where it interprets others.
  "-Cllvm-args=-combiner-store-merging=0",
  // One page of stack: the engine does not recurse.
  "-Clink-arg=-zstack-size=65536",
].join(" ");
/**
 * Branches made anew, large functions left apart that are called but once, and all of them in the order of their names:
 * the module compresses 3 % better, and runs as fast.
 */
const OPTIMISE = [
  "--always-inline-max-function-size=5",
  "--low-memory-unused",
  "--flatten",
  "--rereloop",
].concat(
  ["--one-caller-inline-max-function-size=150", "-Oz", "-Oz", "--converge"],
  ["--reorder-functions-by-name", "--reorder-locals"],
);
const STRIP = ["debug", "producers", "target-features"].map((section) => `--strip-${section}`);
/**
 * What Rust assumes of the target, and SIMD; less references, for which wasm-bindgen puts the table of what the engine
 * holds, and its upkeep, into the module.
 */
const TARGETED = "-Ctarget-feature=+simd128,-reference-types";
const ENABLED = ["simd", "bulk-memory", "sign-ext", "nontrapping-float-to-int"]
  .concat("mutable-globals", "multivalue")
  .map((feature) => `--enable-${feature}`);

/**
 * @typedef {object} Variant
 * @property {string} folder
 * @property {string} module what wasm-bindgen makes of the crate's module
 * @property {string} names how wasm-opt has renamed what the module imports and exports
 */

/** @returns {Variant} */
function variant(/** @type {string} */ folder) {
  return { folder, module: join(folder, "engine_bg.wasm"), names: join(folder, "names.json") };
}

/** With SIMD, and all that the browsers which have that have. */
export const WASM = variant(join(ROOT, "pkg/wasm"));
/** Of the WebAssembly that came first, for wasm2js takes no other. */
export const JS = variant(join(ROOT, "pkg/js"));
/** The translation, as a module. */
export const TRANSLATED = join(JS.folder, "engine.translated.js");

export async function buildEngine() {
  const tools = await ensureBuildTools();
  await rm(join(ROOT, "pkg"), { recursive: true, force: true });
  await compile(tools, WASM, "the engine", `${TARGETED} ${FLAGS}`, [...OPTIMISE, ...ENABLED]);
  await compile(tools, JS, "it for JavaScript", `-Ctarget-cpu=mvp ${FLAGS}`, ["-Oz", "--converge"]);
  await step("translating it to JavaScript", tools.wasm2js, ["-Oz", JS.module, "-o", TRANSLATED]);
}

/**
 * @param {Awaited<ReturnType<typeof ensureBuildTools>>} tools
 * @param {Variant} variant
 * @param {string} what
 * @param {string} flags
 * @param {string[]} optimise
 */
async function compile({ wasmBindgen, wasmOpt }, { folder, module, names }, what, flags, optimise) {
  // Each in a folder of its own: the standard library is compiled along, and differs.
  const target = join(
    process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"),
    `engine-${folder.split(/[\\/]/).at(-1)}`,
  );
  await step(
    `compiling ${what}, a minute or two the first time`,
    "cargo",
    [...CARGO, "--target-dir", target],
    {
      // So that a panic is a trap without its message: a third less to download. Stable Rust does that only when
      // it is asked this way.
      env: { ...process.env, RUSTC_BOOTSTRAP: "1", RUSTFLAGS: flags },
    },
  );
  const output = join(target, TARGET, "release/eventsource_wasm.wasm");
  const generate = ["--target", "bundler", "--out-dir", folder, "--out-name", "engine", output];
  await step("generating the glue", wasmBindgen, generate);
  await prune(module);
  const inPlace = [module, "-o", module];
  await step("optimising", wasmOpt, [...optimise, ...STRIP, ...inPlace]);
  const enabled = optimise.filter((option) => option.startsWith("--enable"));
  const rename = ["--minify-imports-and-exports-and-modules", ...enabled, ...inPlace];
  const { output: renamed } = await step("shortening names", wasmOpt, rename);
  await writeFile(names, renamed);
}

/** For the benchmark, which builds the parser alone in the same way. */
export { CARGO, ENABLED, FLAGS, OPTIMISE, TARGETED };
