/** The packed tarball, installed into a project of its own: what users get, not what lies in this folder. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const execute = promisify(execFile);

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {string} packageFolder where the package is installed in it
 * @property {string} tarball
 * @property {string[]} files of the tarball
 * @property {(name: string, text: string) => string} write writes a file, and gives its path
 * @property {(args: string[], options?: { timeout?: number }) => Promise<{ stdout: string, stderr: string }>} node
 */

/** @returns {Promise<Project>} the folder goes with the process */
export async function installPackage() {
  const folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-package-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

  const { stdout } = await npm(ROOT, "pack", "--json", "--pack-destination", folder);
  const packed = JSON.parse(stdout);
  // An array, or from npm 12 on an object by name.
  const [{ filename, files }] = Array.isArray(packed) ? packed : Object.values(packed);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "project", type: "module", private: true }),
  );
  await npm(folder, "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${filename}`);

  return {
    folder,
    tarball: join(folder, filename),
    packageFolder: join(folder, "node_modules/eventsource-wasm"),
    files: files.map((/** @type {{ path: string }} */ { path }) => path).toSorted(),
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    node: (args, { timeout = 30_000 } = {}) => execute(process.execPath, args, { cwd: folder, timeout }),
  };
}

function npm(/** @type {string} */ cwd, /** @type {string[]} */ ...args) {
  return execute("npm", args, { cwd, timeout: 120_000, maxBuffer: 2 ** 26 });
}
