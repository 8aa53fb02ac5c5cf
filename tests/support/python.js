/** Packages from PyPI, installed once per user into a folder of the cache. */

import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { CACHE } from "../../scripts/find.js";
import { withLock } from "../../scripts/lock.js";

/**
 * @param {string} name of the folder, another one for every version
 * @param {string[]} requirements as pip's command line takes them
 * @returns {Promise<{ python: string, env: Record<string, string> }>} a Python that can import them
 */
export async function ensurePython(name, requirements) {
  const folder = join(CACHE, name);
  const done = join(folder, "installed");
  const install = async () => {
    if (existsSync(done)) return;
    console.log(`installing ${name} from PyPI, a few seconds, once per machine`);
    await installInto(folder, requirements);
    writeFileSync(done, "");
  };
  if (!existsSync(done)) await withLock(`${folder}.lock`, install);

  const own = pythonOf(folder);
  const packages = join(folder, "packages");
  return existsSync(own) ? { python: own, env: {} } : { python: "python3", env: { PYTHONPATH: packages } };
}

/**
 * @param {string} folder
 * @param {string[]} requirements
 */
async function installInto(folder, requirements) {
  const execute = promisify(execFile);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  rmSync(folder, { recursive: true, force: true });
  try {
    await execute("python3", ["-m", "venv", folder]);
    await execute(pythonOf(folder), [...pip, ...requirements]);
  } catch {
    // Debian's python3 comes without venv's second half.
    rmSync(folder, { recursive: true, force: true });
    await execute("python3", [...pip, "--target", join(folder, "packages"), ...requirements]);
  }
}

function pythonOf(/** @type {string} */ folder) {
  return join(folder, "bin", "python3");
}
