/** The browsers that the tests drive, with their drivers: found, or installed as Debian's packages. */

import { installPackages } from "./debian.js";
import { findMiniBrowser, onPath } from "./find.js";

/**
 * @typedef {object} Browser
 * @property {string} name as `--browser` of the test runners takes it
 * @property {{ package: string, find: () => string | null | undefined }[]} parts
 */

const first = (/** @type {string[]} */ ...names) => onPath(...names)[0];

export const findChromium = () => first("chromium", "chromium-browser", "google-chrome");
export const findFirefox = () => first("firefox-esr", "firefox");

/** @type {Browser[]} */
export const BROWSERS = [
  {
    name: "chromium",
    parts: [
      { package: "chromium", find: findChromium },
      { package: "chromium-driver", find: () => first("chromedriver") },
    ],
  },
  { name: "firefox", parts: [{ package: "firefox-esr", find: findFirefox }] },
  {
    name: "webkit",
    parts: [
      { package: "webkit2gtk-driver", find: () => first("WebKitWebDriver") && findMiniBrowser() },
      // It has no headless mode.
      { package: "xvfb", find: () => first("Xvfb") },
    ],
  },
];

/** @param {Browser} browser */
export function missingPackages(browser) {
  return browser.parts.filter((part) => !part.find()).map((part) => part.package);
}

/**
 * Installs what is missing, where it can.
 *
 * @returns {Promise<Map<string, string>>} the browsers that are still missing, and why
 */
export async function ensureBrowsers() {
  const wanted = BROWSERS.flatMap(missingPackages);
  if (wanted.length === 0) return new Map();
  const obstacle = await installPackages(wanted);
  return new Map(
    BROWSERS.filter((browser) => missingPackages(browser).length > 0).map((browser) => {
      const packages = missingPackages(browser).join(" ");
      return [browser.name, `${obstacle}; on Debian: sudo apt-get install ${packages}`];
    }),
  );
}
