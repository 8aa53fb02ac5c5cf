/** Where programs are: on PATH, and in the user's cache, where this project keeps the tools it has compiled. */

import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { versionIn } from "./versions.js";

const EXE = process.platform === "win32" ? ".exe" : "";

/** The XDG specification: a relative XDG_CACHE_HOME is to be ignored. */
export const CACHE = join(
  process.env.XDG_CACHE_HOME?.startsWith("/") ? process.env.XDG_CACHE_HOME : join(homedir(), ".cache"),
  "eventsource-wasm",
);

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string[]} names of the same program, the preferred one first
 * @returns {string[]} every path where one is
 */
export function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name + EXE))).filter(isProgram);
}

/** @param {string} folder */
export function prependToPath(folder) {
  const rest = (process.env.PATH ?? "").split(delimiter).filter((other) => other !== folder);
  process.env.PATH = [folder, ...rest].join(delimiter);
}

/**
 * @param {string} program a path
 * @returns {Promise<string | null>} what it answers to `--version`
 */
export async function versionOf(program) {
  try {
    const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: 20_000 });
    return versionIn(stdout);
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {string[]} programs
 */
export function holds(folder, programs) {
  return programs.every((name) => isProgram(join(folder, name + EXE)));
}

/** WebKitGTK's small browser, which no PATH leads to: it is what WebKitWebDriver drives. */
export function findMiniBrowser() {
  const [onThePath] = onPath("MiniBrowser");
  if (onThePath) return onThePath;
  const libraries = ["/usr/libexec", "/usr/lib", "/usr/lib64", ...subfolders("/usr/lib", /-linux-gnu/)];
  const folders = libraries.flatMap((library) => subfolders(library, /^webkit2?gtk-[46]/));
  return folders.map((folder) => join(folder, "MiniBrowser")).find(isProgram) ?? null;
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
function subfolders(folder, pattern) {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
