/**
 * `npm run check`: what takes seconds, before every commit. Cargo's commands one after another, for they share
 * a build folder, and everything else at the same time. Goes on after a failure, so that one sees all.
 */

import { stripVTControlCharacters } from "node:util";

import { countsIn, plain, sum } from "./counts.js";
import { duration, runMain, say } from "./progress.js";
import { run } from "./run.js";
import { testFiles } from "./suites.js";
import { ensureCheckTools } from "./tools.js";

const LINT = ["--", "-D", "warnings"];

const CARGO = [
  ["cargo", "fmt", "--check"],
  ["cargo", "clippy", "--all-targets", ...LINT],
  ["cargo", "clippy", "--lib", "--tests", "--target", "wasm32-unknown-unknown", ...LINT],
  ["cargo", "test"],
];

const OTHERS = [
  ["prettier", "--check", "."],
  ["oxlint"],
  ["tsc", "-p", "."],
  ["node", "--test", ...testFiles("tests/scripts")],
];

/** @param {string[]} step */
async function check([command = "", ...args]) {
  const title = [command, ...args.filter((argument) => !argument.startsWith("tests/"))].join(" ");
  const { code, output, seconds } = await run(command, args);
  const passed = code === 0;
  const tests = countsIn(output);
  const remark = tests ? ` (${plain(tests)})` : "";
  say(`${passed ? "ok  " : "FAIL"}  ${title.padEnd(70)} ${duration(seconds).padStart(8)}${remark}`);
  if (!passed) say(indent(output));
  return sum([tests, { passed: passed ? 1 : 0, failed: passed || tests?.failed ? 0 : 1, skipped: 0 }]);
}

/** So that no line of a tool's output is taken for ours. */
function indent(/** @type {string} */ output) {
  return stripVTControlCharacters(output).trimEnd().replace(/^/gm, "      ");
}

await runMain(async () => {
  await ensureCheckTools();
  const others = Promise.all(OTHERS.map(check));
  const results = [];
  for (const step of CARGO) results.push(await check(step));
  const total = sum([...results, ...(await others)]) ?? { passed: 0, failed: 1, skipped: 0 };
  say(plain(total));
  return total.failed > 0 ? 1 : 0;
});
