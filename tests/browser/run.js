/**
 * Runs the class in real browsers, against a real server.
 *
 *     node tests/browser/run.js [options] [file …]
 *
 *     --browser chromium,firefox,webkit   all that are installed
 *     --grep TEXT                         only tests whose name matches
 *     --engine js                         the engine translated to JavaScript; wasm
 *     --native                            the browsers' own class: shows where a test asks for more than browsers do
 *     --verbose                           name every test and its time
 *     --no-headless                       show the windows
 */

import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import express from "express";

import { startServer } from "../server/index.js";
import { available, BROWSERS, launch, missing } from "../support/browsers.js";
import { documentOf, pathOf } from "./page.js";

/** @typedef {import("../support/browsers.js").BrowserName} BrowserName */
/** @typedef {{ name: string, error: string | null, ms: number }} Result */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A page that takes longer hangs. */
const TIME_LIMIT = 120_000;
/** The name of a failure that no test has reported. */
const HUNG = "(the page)";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string" },
    grep: { type: "string", default: "" },
    engine: { type: "string", default: "wasm" },
    native: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    "no-headless": { type: "boolean", default: false },
  },
});

async function main() {
  const server = await startServer();
  for (const folder of ["dist", "tests", "node_modules/mocha", "node_modules/chai"]) {
    server.app.use(`/${folder}`, express.static(`${ROOT}/${folder}`, { fallthrough: false }));
  }
  // The root without the file that it falls back on.
  server.app.get("/alone/index.js", (_, response) => response.sendFile(`${ROOT}/dist/index.js`));
  server.app.get(
    "/page",
    ({ query }, response) =>
      void response.type("html").send(documentOf("native" in query, query.engine === "js")),
  );

  const total = { passed: 0, failed: 0 };
  for (const name of chosenBrowsers()) {
    if (!available(name)) {
      console.log(`skipped: ${name} (${missing(name).join(", ")} not found)`);
      continue;
    }
    const { passed, failed } = await runBrowser(name, server.origin);
    total.passed += passed;
    total.failed += failed;
  }
  await server.close();
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

function chosenBrowsers() {
  const names = /** @type {BrowserName[]} */ (options.browser?.split(",") ?? BROWSERS);
  const unknown = names.filter((name) => !BROWSERS.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`no such browser: ${unknown} (there are ${BROWSERS.join(", ")})`);
  return names;
}

function testFiles() {
  if (positionals.length > 0)
    return positionals.map((path) => /** @type {string} */ (path.split("/").at(-1)));
  return readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".test.js"));
}

/**
 * @param {BrowserName} name
 * @param {string} origin
 */
async function runBrowser(name, origin) {
  const started = performance.now();
  const start = () => launch(name, { headless: !options["no-headless"] });
  const counts = { passed: 0, failed: 0 };
  let browser = await start();
  const { version } = browser;
  try {
    for (const file of testFiles()) {
      const { grep, native, engine } = options;
      const path = pathOf({ file, browser: name, grep, native, engine });
      const results = await runPage(browser, origin + path);
      for (const result of results) report(name, file, result, counts);
      if (!results.some(({ name: test }) => test === HUNG)) continue;
      await browser.quit();
      browser = await start();
    }
  } finally {
    await browser.quit();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name} ${version}: ${counts.passed} of ${counts.passed + counts.failed} in ${seconds} s`);
  return counts;
}

/**
 * @param {import("../support/browsers.js").Browser} browser
 * @param {string} url
 * @returns {Promise<Result[]>}
 */
async function runPage(browser, url) {
  const end = performance.now() + TIME_LIMIT;
  /** @type {{ done: boolean, tests: Result[] } | null} */
  let found = null;
  try {
    await browser.goto(url);
    while (performance.now() < end) {
      found = await browser.execute("return globalThis.report ?? null;");
      if (found?.done && found.tests.length === 0 && !options.grep) {
        return [{ name: "(the file)", error: "holds no test", ms: 0 }];
      }
      if (found?.done) return found.tests;
      await delay(50);
    }
    return [...(found?.tests ?? []), { name: HUNG, error: "did not come to an end", ms: 0 }];
  } catch (error) {
    return [...(found?.tests ?? []), { name: HUNG, error: String(error), ms: 0 }];
  }
}

/**
 * @param {BrowserName} browser
 * @param {string} file
 * @param {Result} result
 * @param {{ passed: number, failed: number }} counts
 */
function report(browser, file, { name, error, ms }, counts) {
  if (error === null) counts.passed += 1;
  else counts.failed += 1;
  if (options.verbose && error === null)
    console.log(`  ok ${browser} ${file}: ${name} (${Math.round(ms)} ms)`);
  if (error === null) return;
  console.log(`FAIL ${browser} ${file}: ${name}\n${error.replace(/^/gm, "    ")}`);
}

process.exitCode = await main();
