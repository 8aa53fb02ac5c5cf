/** One browser's way through the pages, one after the other. */

import { setTimeout as delay } from "node:timers/promises";

import { launch } from "../support/browsers.js";

/** testharness.js gives a page 10 s, or 60 s; busy machines get this times as much. */
export const TIMEOUT_MULTIPLIER = 2;
/** How long a page that reports nothing may take beyond its own time-out (ms). */
const GRACE = 5000;

/** After so long (ms) a page that does not load, or does not answer, is given up together with its browser. */
const LOAD_TIMEOUT = 30_000;

const TEST_STATUS = ["PASS", "FAIL", "TIMEOUT", "NOTRUN", "PRECONDITION_FAILED"];
const HARNESS_STATUS = ["OK", "ERROR", "TIMEOUT", "PRECONDITION_FAILED"];

/** Pages that are kept in the back/forward cache keep their connections. */
const NO_PAGE_CACHE = {
  chromium: { args: ["--disable-features=BackForwardCache"] },
  firefox: { prefs: { "browser.sessionhistory.max_total_viewers": 0 } },
  webkit: {},
};

/**
 * @typedef {{ name: string, status: string, message: string | null }} Subtest
 * @typedef {{ path: string, status: string, message: string | null, tests: Subtest[] }} PageResult
 */

/**
 * @param {import("../support/browsers.js").BrowserName} name
 * @param {string} origin
 * @param {import("./pages.js").Page[]} pages
 * @param {{ headless: boolean, onPage?: (result: PageResult) => void }} options
 * @returns {Promise<{ version: string, seconds: number, results: PageResult[] }>}
 */
export async function runPages(name, origin, pages, { headless, onPage }) {
  const started = performance.now();
  const start = async () => {
    const browser = await launch(name, { ...NO_PAGE_CACHE[name], headless });
    await browser.driver.manage().setTimeouts({ pageLoad: LOAD_TIMEOUT, script: LOAD_TIMEOUT });
    return browser;
  };
  let browser = await start();
  const { version } = browser;
  const results = [];
  try {
    for (const page of pages) {
      /** @type {PageResult} */
      let result;
      try {
        result = { path: page.path, ...(await resultOf(browser, origin, page)) };
      } catch (error) {
        result = { path: page.path, status: "CRASH", message: String(error), tests: [] };
        await browser.quit();
        browser = await start();
      }
      onPage?.(result);
      results.push(result);
    }
  } finally {
    await browser.quit();
  }
  return { version, seconds: (performance.now() - started) / 1000, results };
}

/**
 * @param {import("../support/browsers.js").Browser} browser
 * @param {string} origin
 * @param {import("./pages.js").Page} page
 */
async function resultOf(browser, origin, page) {
  const end = Date.now() + page.timeout * 1000 * TIMEOUT_MULTIPLIER + GRACE;
  await browser.goto(origin + page.path);
  while (Date.now() < end) {
    const found = await browser.execute("return globalThis.testResults ?? null;");
    if (found) {
      const tests = found.tests.map((/** @type {any} */ test) => ({
        ...test,
        status: TEST_STATUS[test.status],
      }));
      return { ...found, status: HARNESS_STATUS[found.status], tests };
    }
    await delay(50);
  }
  return { status: "TIMEOUT", message: "the page reported nothing", tests: [] };
}
