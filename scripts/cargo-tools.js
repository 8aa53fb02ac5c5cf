/** Programs that `cargo install` builds, once per user, into a folder of the cache for each version. */

import { readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { CACHE, holds, onPath, versionOf } from "./find.js";
import { withLock } from "./lock.js";
import { say, step, StepFailed } from "./progress.js";
import { ROOT } from "./run.js";
import { isAtLeast, lockedVersion } from "./versions.js";

/**
 * @typedef {object} CargoTool
 * @property {string} version to install
 * @property {string} minimum that will do if it is on PATH
 * @property {string[]} programs the first one answers for all
 * @property {string} time that it takes to compile on two cores
 *
 * @typedef {"wasm-bindgen-cli" | "wasm-pack" | "geckodriver"} ToolName
 */

/** @type {Record<Exclude<ToolName, "wasm-bindgen-cli">, CargoTool>} */
const PINNED = {
  "wasm-pack": { version: "0.15.1", minimum: "0.13.0", programs: ["wasm-pack"], time: "1 or 2 minutes" },
  geckodriver: { version: "0.37.1", minimum: "0.36.0", programs: ["geckodriver"], time: "1 or 2 minutes" },
};

/** @returns {CargoTool} */
function describe(/** @type {ToolName} */ name) {
  if (name !== "wasm-bindgen-cli") return PINNED[name];
  const version = lockedVersion(readFileSync(join(ROOT, "Cargo.lock"), "utf8"), "wasm-bindgen");
  if (!version) throw new StepFailed("Cargo.lock names no wasm-bindgen");
  // The CLI refuses a module made with any other version of the crate.
  return {
    version,
    minimum: version,
    programs: ["wasm-bindgen", "wasm-bindgen-test-runner"],
    time: "2 minutes",
  };
}

/**
 * @param {ToolName} name
 * @returns {Promise<string | null>} the folder that holds its programs
 */
async function find(name) {
  const { version, minimum, programs } = describe(name);
  const folder = join(folderOf(name, version), "bin");
  if (holds(folder, programs)) return folder;
  for (const path of onPath(/** @type {string} */ (programs[0]))) {
    if (!holds(dirname(path), programs)) continue;
    const found = await versionOf(path);
    const exact = version === minimum;
    if (found && (exact ? found === version : isAtLeast(found, minimum))) return dirname(path);
  }
  return null;
}

/**
 * Makes sure of the tools, and answers the folder of each, or null for one that cannot be installed.
 *
 * @template {ToolName} Name
 * @param {Name[]} names
 * @returns {Promise<Record<Name, string | null>>}
 */
export async function ensureCargoTools(...names) {
  const found = await Promise.all(names.map(find));
  if (found.includes(null)) {
    await withLock(
      join(CACHE, "install.lock"),
      () => installMissing(names),
      (owner) => {
        say(`waiting for another set-up${owner ? ` (process ${owner.pid} on ${owner.host})` : ""} …`);
      },
    );
  }
  const folders = await Promise.all(names.map(async (name) => [name, await find(name)]));
  return Object.fromEntries(folders);
}

/** @param {ToolName[]} names */
async function installMissing(names) {
  // They share many dependencies. It stays if this process is ended: the next one goes on from there.
  const build = join(CACHE, "build");
  for (const name of names) {
    try {
      if ((await find(name)) === null) await install(name, build);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      say(error.message);
    }
  }
  rmSync(build, { recursive: true, force: true });
}

/**
 * @param {ToolName} name
 * @param {string} build
 */
async function install(name, build) {
  const { version, time } = describe(name);
  if (onPath("cargo").length === 0)
    throw new StepFailed("cargo is missing: install Rust, see https://rustup.rs");
  // Only a whole installation gets the name that find() looks for.
  const partial = `${folderOf(name, version)}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const command = ["install", name, "--version", version, "--root", partial];
  const title = `compiling ${name} ${version}, about ${time}, once per user`;
  const env = { CARGO_TARGET_DIR: build, RUSTFLAGS: undefined, CARGO_BUILD_TARGET: undefined };
  try {
    await step(title, "cargo", [...command, "--locked"], { env });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    // A registry may lack one of the versions that the tool's own lock file names.
    say(`${error.message}\nonce more, with the newest compatible dependencies`);
    await step(title, "cargo", command, { env });
  }
  rmSync(folderOf(name, version), { recursive: true, force: true });
  renameSync(partial, folderOf(name, version));
}

/**
 * @param {string} name
 * @param {string} version
 */
function folderOf(name, version) {
  return join(CACHE, `${name}-${version}`);
}
