/**
 * Set-up: makes sure of every tool that building and testing need, and is quick when they are there. Before
 * `npm ci` has run there are no packages, so here and in what is imported here only Node's own modules count.
 */

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { ensureBrowsers } from "./browsers.js";
import { ensureCargoTools } from "./cargo-tools.js";
import { CACHE, onPath, prependToPath } from "./find.js";
import { withLock } from "./lock.js";
import { say, step, StepFailed } from "./progress.js";
import { ROOT, run } from "./run.js";
import { isInstalled } from "./versions.js";

const WASM_TARGET = "wasm32-unknown-unknown";

/** What `npm run check` needs. */
export async function ensureCheckTools() {
  await ensurePackages();
  await ensureRust();
  await ensureComponents("rustfmt", "clippy");
}

/**
 * What a build needs. Afterwards PATH leads to cargo, wasm-bindgen and the programs in node_modules.
 *
 * @returns {Promise<{ wasmBindgen: string, wasmOpt: string, wasm2js: string }>}
 */
export async function ensureBuildTools() {
  await ensurePackages();
  await ensureRust();
  await ensureComponents("rust-src");
  const folder = wasmBindgenFolder(await ensureCargoTools("wasm-bindgen-cli"));
  return {
    wasmBindgen: join(folder, "wasm-bindgen"),
    wasmOpt: join(ROOT, "node_modules/.bin/wasm-opt"),
    wasm2js: join(ROOT, "node_modules/.bin/wasm2js"),
  };
}

/**
 * What a build and all tests need. Afterwards PATH leads to the drivers and wasm-pack, too.
 *
 * @returns {Promise<Map<string, string>>} what only tests need and is missing ("wasm-pack", "chromium",
 *   "firefox", "webkit"), and why
 */
export async function ensureTestTools() {
  await ensureCheckTools();
  await ensureComponents("rust-src");
  const missing = await ensureBrowsers();
  const folders = await ensureCargoTools("wasm-bindgen-cli", "wasm-pack", "geckodriver");
  wasmBindgenFolder(folders);
  for (const [name, needed] of /** @type {const} */ ([
    ["wasm-pack", "wasm-pack"],
    ["geckodriver", "firefox"],
  ])) {
    if (folders[name]) prependToPath(folders[name]);
    else if (!missing.has(needed)) missing.set(needed, `cargo install ${name} failed`);
  }
  return missing;
}

/** @param {{ "wasm-bindgen-cli": string | null }} folders */
function wasmBindgenFolder({ "wasm-bindgen-cli": folder }) {
  if (!folder) throw new StepFailed("wasm-bindgen-cli is missing: without it nothing can be built");
  prependToPath(folder);
  return folder;
}

/** The packages of package-lock.json. */
async function ensurePackages() {
  prependToPath(join(ROOT, "node_modules/.bin"));
  if (packagesAreInstalled()) return;
  await withLock(
    join(CACHE, "npm-ci.lock"),
    async () => {
      if (packagesAreInstalled()) return;
      const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
      await step("installing npm packages, less than a minute, once per package-lock.json", "npm", args);
    },
    () => say("waiting for another set-up …"),
  );
}

function packagesAreInstalled() {
  const installed = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  return isInstalled(readJson(join(ROOT, "package-lock.json")), readJson(installed));
}

function readJson(/** @type {string} */ path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Rust with the standard library for wasm. */
async function ensureRust() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  // rustup's installer changes PATH for the next login only.
  if (onPath("cargo").length === 0) process.env.PATH += `:${join(cargoHome, "bin")}`;
  if (onPath("cargo").length === 0)
    throw new StepFailed("cargo is missing: install Rust, see https://rustup.rs");
  if (existsSync((await rustc("target-libdir", "--target", WASM_TARGET)) ?? "")) return;
  needRustup(`Rust's standard library for ${WASM_TARGET}`);
  await step(`installing the Rust target ${WASM_TARGET}, about 30 MB`, "rustup", [
    "target",
    "add",
    WASM_TARGET,
  ]);
}

/** Parts of Rust that rustup leaves out of its "minimal" profile or of all, each with a file of it. */
const COMPONENTS = {
  rustfmt: "bin/rustfmt",
  clippy: "bin/cargo-clippy",
  "rust-src": "lib/rustlib/src/rust/library/Cargo.lock",
};

async function ensureComponents(/** @type {(keyof typeof COMPONENTS)[]} */ ...names) {
  const sysroot = (await rustc("sysroot")) ?? "";
  const absent = names.filter((name) => !existsSync(join(sysroot, COMPONENTS[name])));
  if (absent.length === 0) return;
  needRustup(`Rust's ${absent.join(" and ")}`);
  await step(`installing ${absent.join(" and ")}, a few seconds`, "rustup", ["component", "add", ...absent]);
}

/** @param {string} what */
function needRustup(what) {
  if (onPath("rustup").length === 0)
    throw new StepFailed(`${what} is missing, and so is rustup: see https://rustup.rs`);
}

/**
 * @param {string} what to print
 * @param {string[]} args
 */
async function rustc(what, ...args) {
  const { code, output } = await run("rustc", ["--print", what, ...args]);
  return code === 0 ? output.trim().split("\n").at(-1) : null;
}
