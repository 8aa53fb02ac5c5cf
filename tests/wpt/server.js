/** The server of web-platform-tests: PyPI's wptserve, installed once into the user's cache. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { CACHE } from "../../scripts/find.js";
import { withLock } from "../../scripts/lock.js";

const PACKAGE = "wptserve==4.0.3";
const FOLDER = join(CACHE, PACKAGE.replace("==", "-"));
const SCRIPT = fileURLToPath(new URL("serve.py", import.meta.url));

/** Every browser resolves the names below `.localhost` itself, and takes them for secure contexts. */
const HOST = "web-platform.localhost";

/**
 * @typedef {object} Job
 * @property {string} root the checkout
 * @property {string} folder whose documents and workers run the prelude, "/eventsource/"
 * @property {Record<string, string>} texts path -> what is no file of the checkout
 * @property {{ path: string, text: string } | null} prelude a script that runs first
 */

/**
 * @param {Job} job
 * @returns {Promise<{ origin: string, close: () => void }>}
 */
export async function startServer(job) {
  const { python, env } = await ensureWptserve();
  // It ends with its standard input, so with this process too, however that ends.
  const child = spawn(python, [SCRIPT], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const texts = { ...job.texts, ...(job.prelude && { [job.prelude.path]: job.prelude.text }) };
  child.stdin.write(`${JSON.stringify({ ...job, texts, host: HOST })}\n`);

  const ended = once(child, "close").then(() => {
    throw new Error("serve.py ended");
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  ended.catch(() => {});
  const [port] = JSON.parse(line);
  return { origin: `http://${HOST}:${port}`, close: () => child.stdin.end() };
}

/** @returns {Promise<{ python: string, env: Record<string, string> }>} a Python that can import wptserve */
async function ensureWptserve() {
  const done = join(FOLDER, "installed");
  const install = async () => {
    if (existsSync(done)) return;
    console.log(`installing ${PACKAGE} from PyPI, a few seconds, once per machine`);
    await installInto(FOLDER);
    writeFileSync(done, "");
  };
  if (!existsSync(done)) await withLock(`${FOLDER}.lock`, install);

  const own = pythonOf(FOLDER);
  const packages = join(FOLDER, "packages");
  return existsSync(own) ? { python: own, env: {} } : { python: "python3", env: { PYTHONPATH: packages } };
}

async function installInto(/** @type {string} */ folder) {
  const execute = promisify(execFile);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  rmSync(folder, { recursive: true, force: true });
  try {
    await execute("python3", ["-m", "venv", folder]);
    await execute(pythonOf(folder), [...pip, PACKAGE]);
  } catch {
    // Debian's python3 comes without venv's second half.
    rmSync(folder, { recursive: true, force: true });
    await execute("python3", [...pip, "--target", join(folder, "packages"), PACKAGE]);
  }
}

function pythonOf(/** @type {string} */ folder) {
  return join(folder, "bin", "python3");
}
