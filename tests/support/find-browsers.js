import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { findChromium, findFirefox } from "../../scripts/browsers.js";
import { CACHE, findMiniBrowser, onPath } from "../../scripts/find.js";

/** @typedef {"chromium" | "firefox" | "webkit"} BrowserName */

/** @type {readonly BrowserName[]} */
export const BROWSERS = ["chromium", "firefox", "webkit"];

/**
 * The programs it takes to drive a browser: name -> its path, or `null` where there is none.
 * @param {BrowserName} name
 * @returns {Record<string, string | null>}
 */
export function findBrowser(name) {
  switch (name) {
    case "chromium":
      return { chromium: findChromium() ?? null, chromedriver: find("chromedriver") };
    case "firefox": {
      const firefox = findFirefox();
      // geckodriver wants the browser itself, not a link to it.
      return { firefox: firefox ? realpathSync(firefox) : null, geckodriver: find("geckodriver") };
    }
    case "webkit":
      return {
        MiniBrowser: findMiniBrowser(),
        WebKitWebDriver: find("WebKitWebDriver"),
        Xvfb: find("Xvfb"),
      };
    default:
      throw new RangeError(`no such browser: ${name} (there are ${BROWSERS.join(", ")})`);
  }
}

/**
 * Are the browser and its driver here?
 * @param {BrowserName} name
 */
export function available(name) {
  return missing(name).length === 0;
}

/**
 * @param {BrowserName} name
 * @returns {string[]} the programs that it lacks
 */
export function missing(name) {
  return Object.entries(findBrowser(name)).flatMap(([program, path]) => (path === null ? program : []));
}

/** On PATH, or where the set-up script keeps the tools that it has compiled. */
function find(/** @type {string} */ program) {
  return onPath(program)[0] ?? compiled(program) ?? null;
}

function compiled(/** @type {string} */ program) {
  const folders = namesIn(CACHE).map((tool) => join(CACHE, tool, "bin"));
  const folder = folders.find((bin) => namesIn(bin).includes(program));
  return folder && join(folder, program);
}

function namesIn(/** @type {string} */ folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
