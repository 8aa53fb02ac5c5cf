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
import { isAtLeast, versionIn } from "./versions.js";

/** The newest Rust whose lints the code is known to satisfy: what a newer one warns of is shown, no failure. */
const LINTED_WITH = "1.95.0";

const cargo = (/** @type {string[]} */ lint) => [
  ["cargo", "fmt", "--check"],
  ["cargo", "clippy", "--all-targets", ...lint],
  ["cargo", "clippy", "--lib", "--tests", "--examples", "--target", "wasm32-unknown-unknown", ...lint],
  ["cargo", "test", "--no-fail-fast"],
  ["cargo", "rustdoc", "--lib", ...lint],
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
  const rust = versionIn((await run("rustc", ["--version"])).output) ?? LINTED_WITH;
  const lint = isAtLeast(LINTED_WITH, rust) ? ["--", "-D", "warnings"] : [];
  for (const step of cargo(lint)) results.push(await check(step));
  const total = sum([...results, ...(await others)]) ?? { passed: 0, failed: 1, skipped: 0 };
  say(plain(total));
  return total.failed > 0 ? 1 : 0;
});
