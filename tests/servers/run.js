/**
 * The class against servers that people run.
 *
 *     node tests/servers/run.js                 all of them
 *     node tests/servers/run.js express spring  some
 *     SEED=1 node tests/servers/run.js express  with the cuts of a run before
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { ensureServerTools } from "../../scripts/server-tools.js";
import { testFiles } from "../../scripts/suites.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const names = process.argv.slice(2);
const files = testFiles("tests/servers").filter(
  (file) => names.length === 0 || names.some((name) => file.includes(`/${name}/`)),
);
if (files.length === 0) throw new RangeError(`no such server: ${names.join(", ")}`);

await ensureServerTools();
// One after another, for each has its browser, its server, and a compiler the first time.
const args = ["--test", "--test-reporter=spec", "--test-concurrency=1", ...files];
const [code, signal] = await once(spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" }), "exit");
process.exitCode = signal ? 1 : code;
