/**
 * `npm test`: sets up what is missing, builds, runs the suites one after another, and ends with the plain line
 * `N passed, N failed`.
 *
 *     node scripts/test.js                            the suites of `npm test`
 *     node scripts/test.js all                        every suite
 *     node scripts/test.js browser --browser firefox  one suite, with options for its runner
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { judge, plain, sum } from "./counts.js";
import { duration, runMain, say, StepFailed } from "./progress.js";
import { run } from "./run.js";
import { chooseSuites } from "./suites.js";
import { ensureTestTools } from "./tools.js";

/** A command that takes longer hangs. */
const TIME_LIMIT = 30 * 60_000;

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {import("./counts.js").Counts} counts
 * @property {number} seconds
 * @property {string[]} remarks lines for the summary
 */

const strict = !["", "0", "false", undefined].includes(process.env.CI);
const firstOption = process.argv.findIndex((argument, index) => index > 1 && argument.startsWith("-"));
const options = firstOption < 0 ? [] : process.argv.slice(firstOption);
const names = process.argv.slice(2, firstOption < 0 ? undefined : firstOption);

await runMain(async () => {
  const suites = choose();
  /** @type {Outcome[]} */
  const outcomes = [];
  const started = performance.now();
  try {
    const missing = await ensureTestTools();
    if (missing.size > 0) outcomes.push(report(missing));
    const { build } = await import("./build.js");
    await build();
    const folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    for (const suite of suites) outcomes.push(await runSuite(suite, folder, missing));
  } catch (error) {
    say(error instanceof StepFailed ? error.message : String(/** @type {Error} */ (error).stack ?? error));
    outcomes.push({
      name: "set-up",
      counts: failure(),
      seconds: 0,
      remarks: ["set-up or build failed, see above"],
    });
  }
  return summarize(outcomes, (performance.now() - started) / 1000);
});

function choose() {
  try {
    const suites = chooseSuites(names);
    const [suite] = suites;
    if (options.length === 0 || (suites.length === 1 && suite?.takesOptions)) return suites;
  } catch (error) {
    throw new StepFailed(/** @type {Error} */ (error).message);
  }
  throw new StepFailed(`options (${options.join(" ")}) need the name of one suite that takes them`);
}

function failure() {
  return { passed: 0, failed: 1, skipped: 0 };
}

/**
 * What only tests need and cannot be installed: skipped by people, a failure where CI is set.
 *
 * @param {Map<string, string>} missing
 * @returns {Outcome}
 */
function report(missing) {
  const remarks = [...missing].map(([name, why]) => `${strict ? "failed" : "skipped"}: ${name} (${why})`);
  for (const remark of remarks) say(remark);
  const counts = { passed: 0, failed: strict ? missing.size : 0, skipped: strict ? 0 : missing.size };
  return { name: "set-up", counts, seconds: 0, remarks };
}

/**
 * @param {import("./suites.js").Suite} suite
 * @param {string} folder
 * @param {Map<string, string>} missing
 * @returns {Promise<Outcome>}
 */
async function runSuite(suite, folder, missing) {
  const started = performance.now();
  const results = [];
  const remarks = [];
  try {
    for (const command of suite.commands(folder)) {
      say(`\n=== ${suite.name}: ${command.title} ===`);
      const result = await runCommand(command, missing);
      const { counts, skipped, complaint } = judge(result);
      results.push(counts);
      remarks.push(...skipped);
      if (complaint) remarks.push(`failed: ${command.title} ${complaint}`);
    }
  } catch (error) {
    say(String(/** @type {Error} */ (error).stack ?? error));
    results.push(failure());
    remarks.push(`failed: ${/** @type {Error} */ (error).message}`);
  }
  const counts = sum(results) ?? failure();
  return { name: suite.name, counts, seconds: (performance.now() - started) / 1000, remarks };
}

/**
 * @param {import("./suites.js").Command} command
 * @param {Map<string, string>} missing
 */
async function runCommand({ title, command, args, env, needs = [] }, missing) {
  const lacking = needs.filter((need) => missing.has(need));
  if (lacking.length > 0) {
    const output = `skipped: ${title} (no ${lacking.join(", no ")})\n`;
    process.stdout.write(output);
    return { code: 0, output };
  }
  const result = await run(command, [...args, ...options], { env, onText: show, timeLimit: TIME_LIMIT });
  if (result.timedOut) say(`ended after ${duration(result.seconds)}, for it took too long`);
  return result;
}

function show(/** @type {string} */ text) {
  process.stdout.write(text);
}

/**
 * @param {Outcome[]} outcomes
 * @param {number} seconds
 * @returns {number} the exit code
 */
function summarize(outcomes, seconds) {
  say(`\n=== summary, ${duration(seconds)} ===`);
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  for (const { name, counts, seconds: time } of outcomes) {
    say(
      `${counts.failed > 0 ? "FAIL" : "ok  "}  ${name.padEnd(width)}  ${plain(counts)}  (${duration(time)})`,
    );
  }
  for (const { remarks } of outcomes) for (const remark of remarks) say(remark);
  const total = sum(outcomes.map(({ counts }) => counts)) ?? failure();
  say(plain(total));
  return total.failed > 0 ? 1 : 0;
}
