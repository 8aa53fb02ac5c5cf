/**
 * Runs the eventsource tests of web-platform-tests in real browsers, with this package's class in place of
 * the browser's own.
 *
 *     WPT_ROOT=<checkout> node tests/wpt/run.js [options]
 *
 *     --browser chromium,firefox,webkit   all that are installed
 *     --grep TEXT                         only pages whose path contains it
 *     --native                            the browsers' own class; nothing is expected, figures only
 *     --script FILE  --assign EXPRESSION  another classic script, and what is EventSource then; figures only
 *     --update                            list what fails in expectations.js; the reasons stay
 *     --json FILE                         write every result
 *     --no-headless                       show the windows
 */

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { available, BROWSERS, missing } from "../support/browsers.js";
import { runPages, TIMEOUT_MULTIPLIER } from "./browser-run.js";
import { compare, rowsOf } from "./compare.js";
import { FAILURES, REASONS, SUBTESTS } from "./expectations.js";
import { update } from "./expected.js";
import { findPages } from "./pages.js";
import { startServer } from "./server.js";

/** @typedef {import("../support/browsers.js").BrowserName} BrowserName */

const FOLDER = "eventsource";
const CLASS_UNDER_TEST = "EventSourceWasm.EventSource";

const { values: options } = parseArgs({
  options: {
    browser: { type: "string" },
    grep: { type: "string", default: "" },
    native: { type: "boolean", default: false },
    script: { type: "string" },
    assign: { type: "string" },
    update: { type: "boolean", default: false },
    json: { type: "string" },
    "no-headless": { type: "boolean", default: false },
  },
});

/** Only our own class is held to our expectations. */
const figuresOnly = options.native || options.assign !== undefined;
if (options.update && figuresOnly) throw new RangeError("--update is for this package's own class");

const selected = (/** @type {string} */ page) => page.includes(options.grep);

const root = process.env.WPT_ROOT;
if (root) process.exitCode = await main(resolve(root));
else console.log("skipped: Web Platform Tests (WPT_ROOT is not set)");

/** @param {string} checkout */
async function main(checkout) {
  const { pages: all, generated } = findPages(checkout, FOLDER);
  const pages = all.filter(({ path }) => selected(path));
  if (pages.length === 0) throw new RangeError(`no such page in ${checkout}`);
  const report = new URL("testharnessreport.js", import.meta.url);
  const texts = {
    ...generated,
    "/resources/testharnessreport.js": read(report).replace("%TIMEOUT_MULTIPLIER%", `${TIMEOUT_MULTIPLIER}`),
  };
  const server = await startServer({ root: checkout, folder: `/${FOLDER}/`, texts, prelude: prelude() });

  const total = { passed: 0, failed: 0 };
  /** @type {Record<string, object>} */
  const summary = {};
  /** @type {Record<string, import("./compare.js").Row[]>} */
  const tables = {};
  const headless = !options["no-headless"];
  for (const name of installedBrowsers()) {
    const { version, seconds, results } = await runPages(name, server.origin, pages, { headless });
    const rows = rowsOf(results, SUBTESTS);
    const passed = rows.filter((row) => row.passed).length;
    const where = `${results.length} pages, ${seconds.toFixed(0)} s`;
    console.log(`${name} ${version}: ${passed}/${rows.length} in ${where}`);
    summary[name] = { version, passed, total: rows.length, seconds, pages: results };
    tables[name] = rows;

    const { matched, problems } = figuresOnly
      ? figures(rows)
      : compare(rows, FAILURES[name] ?? {}, REASONS, selected);
    for (const problem of problems) console.log(`  ${problem}`);
    total.passed += matched;
    total.failed += problems.length;
  }
  server.close();
  if (options.update) await update(tables, selected);

  if (options.json) writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 && !figuresOnly ? 1 : 0;
}

function installedBrowsers() {
  const names = /** @type {BrowserName[]} */ (options.browser?.split(",") ?? BROWSERS);
  const unknown = names.filter((name) => !BROWSERS.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`no such browser: ${unknown} (there are ${BROWSERS.join(", ")})`);
  const absent = names.filter((name) => !available(name));
  for (const name of absent) console.log(`skipped: ${name} (${missing(name).join(", ")} not found)`);
  return names.filter(available);
}

/** The script that every document and every worker runs first, or null for the browser's own class. */
function prelude() {
  if (options.native) return null;
  const script =
    options.script ?? fileURLToPath(new URL("../../dist/eventsource.global.js", import.meta.url));
  const value = options.assign ?? CLASS_UNDER_TEST;
  const attributes = `{ value: ${value}, writable: true, enumerable: false, configurable: true }`;
  const text = `${read(script)}\n;Object.defineProperty(globalThis, "EventSource", ${attributes});\n`;
  return { path: "/eventsource-under-test.js", text };
}

/** @param {import("./compare.js").Row[]} rows */
function figures(rows) {
  const failed = rows.filter((row) => !row.passed);
  const problems = failed.map(({ page, name, detail }) => `${page}: ${name}\n    ${detail}`);
  return { matched: rows.length - failed.length, problems };
}

/** @param {string | URL} file */
function read(file) {
  return readFileSync(file, "utf8");
}
