/**
 * Opens the demo in real browsers and uses it as a visitor would.
 *
 *     node tests/demo.browser.js [--browser chromium,firefox,webkit] [--screenshots FOLDER] [--no-headless]
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { startDemo } from "../www/server/index.js";
import { CHECKS } from "./demo/checks.js";
import { visitor } from "./demo/page.js";
import { available, BROWSERS, launch, missing } from "./support/browsers.js";

/** @typedef {import("./support/browsers.js").BrowserName} BrowserName */

const { values: options } = parseArgs({
  options: {
    browser: { type: "string" },
    screenshots: { type: "string" },
    "no-headless": { type: "boolean", default: false },
  },
});

async function main() {
  const counts = { passed: 0, failed: 0 };
  for (const name of chosenBrowsers()) {
    if (!available(name)) {
      console.log(`skipped: ${name} (${missing(name).join(", ")} not found)`);
      continue;
    }
    await runBrowser(name, counts);
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 ? 1 : 0;
}

function chosenBrowsers() {
  const names = /** @type {BrowserName[]} */ (options.browser?.split(",") ?? BROWSERS);
  const unknown = names.filter((name) => !BROWSERS.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`no such browser: ${unknown} (there are ${BROWSERS.join(", ")})`);
  return names;
}

/**
 * @param {BrowserName} name
 * @param {{ passed: number, failed: number }} counts
 */
async function runBrowser(name, counts) {
  const demo = await startDemo({ port: 0 });
  const browser = await launch(name, { headless: !options["no-headless"] });
  try {
    await browser.goto(demo.url);
    for (const [title, check] of Object.entries(CHECKS)) {
      try {
        await check(visitor(browser, demo));
        counts.passed += 1;
        console.log(`ok      ${name} ${browser.version}: ${title}`);
      } catch (error) {
        counts.failed += 1;
        console.log(
          `FAILED  ${name} ${browser.version}: ${title}\n        ${/** @type {Error} */ (error).message}`,
        );
      }
      await keepScreenshot(browser, title);
    }
  } finally {
    await browser.quit();
    await demo.close();
  }
}

/**
 * @param {import("./support/browsers.js").Browser} browser
 * @param {string} title
 */
async function keepScreenshot(browser, title) {
  if (!options.screenshots) return;
  mkdirSync(options.screenshots, { recursive: true });
  const file = `${browser.name} ${title}.png`.replaceAll(/[^\w.]+/g, "-");
  writeFileSync(join(options.screenshots, file), await browser.screenshot());
}

process.exitCode = await main();
