/** The server of web-platform-tests: PyPI's wptserve, installed once into the user's cache. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ensurePython } from "../support/python.js";

const PACKAGE = "wptserve==4.0.3";
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
  const { python, env } = await ensurePython(PACKAGE.replace("==", "-"), [PACKAGE]);
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
