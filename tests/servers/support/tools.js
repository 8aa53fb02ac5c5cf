/** Builds what is to be compiled, once for every version of its source, outside the repository. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { CACHE } from "../../../scripts/find.js";
import { withLock } from "../../../scripts/lock.js";
import { step } from "../../../scripts/progress.js";
import { findGo, missingServerTools } from "../../../scripts/server-tools.js";

const strict = !["", "0", "false", undefined].includes(process.env.CI);

/**
 * What `skip` of a test is to be: with CI set a tool that is missing is a failure.
 *
 * @param {import("../../../scripts/server-tools.js").ServerTool[]} tools
 */
export function skipWithout(...tools) {
  const missing = missingServerTools(...tools);
  if (missing && strict) throw new Error(missing);
  return missing;
}

/** A Go module: the path of its program. */
export async function buildGo(/** @type {URL} */ source) {
  const go = findGo();
  if (!go) throw new Error("no Go");
  const command = (/** @type {string} */ target) => [go.path, "build", "-o", join(target, "program"), "."];
  return join(await build(source, command, go.version), "program");
}

/** A crate: the path of its program. */
export function buildCargo(/** @type {URL} */ source) {
  return build(source, (target) => ["cargo", "build", "--quiet", "--locked", "--target-dir", target]).then(
    (target) => join(target, "debug/program"),
  );
}

/** A Maven project: the folder with its jars. */
export function buildMaven(/** @type {URL} */ source) {
  return build(source, (target) => ["mvn", "-q", "-B", `-Dtarget=${target}`, "package"]);
}

/**
 * @param {URL} source a folder
 * @param {(target: string) => string[]} command run in it
 * @param {string} [compiler] its version, where another one makes another program of the same source
 * @returns {Promise<string>} the target folder
 */
async function build(source, command, compiler = "") {
  const cwd = fileURLToPath(source);
  const files = readdirSync(cwd, { recursive: true, encoding: "utf8" }).map((name) => join(cwd, name));
  const hash = createHash("sha256").update(compiler);
  for (const file of files.filter((name) => statSync(name).isFile()).toSorted())
    if (!file.endsWith(".js")) hash.update(file.slice(cwd.length)).update(readFileSync(file));
  const name = cwd.split("/").findLast(Boolean);
  const target = join(CACHE, "servers", `${name}-${hash.digest("hex").slice(0, 16)}`);
  const done = join(target, "built");
  const work = async () => {
    if (existsSync(done)) return;
    mkdirSync(target, { recursive: true });
    await step(`building ${name}, some minutes the first time`, "nice", command(target), { cwd });
    writeFileSync(done, "");
  };
  if (!existsSync(done)) await withLock(join(CACHE, "servers/build.lock"), work);
  return target;
}
