/** The browsers that the tests drive, with their drivers: found, or installed as Debian's packages. */

import { existsSync } from "node:fs";

import { findMiniBrowser, onPath } from "./find.js";
import { say, step, StepFailed } from "./progress.js";

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
  const obstacle = cannotInstall() ?? (await install(wanted));
  return new Map(
    BROWSERS.filter((browser) => missingPackages(browser).length > 0).map((browser) => {
      const packages = missingPackages(browser).join(" ");
      return [browser.name, `not installed; ${obstacle}; Debian: sudo apt-get install ${packages}`];
    }),
  );
}

/** @returns {string | null} why packages cannot be installed from here */
function cannotInstall() {
  if (!existsSync("/etc/debian_version") || onPath("apt-get").length === 0) return "not a Debian system";
  return process.getuid?.() === 0 ? null : "not root";
}

/** @param {string[]} packages */
async function install(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Somebody else's apt, such as the nightly upgrade, is waited for.
  const options = ["-o", "DPkg::Lock::Timeout=300", "-q", "-y"];
  try {
    await step("refreshing the list of Debian's packages, a few seconds", "apt-get", [...options, "update"], {
      env,
    });
    await step(
      `installing ${packages.join(", ")}, about 1 minute, once per machine`,
      "apt-get",
      [...options, "install", "--no-install-recommends", ...packages],
      { env },
    );
    return "its package lacks a program";
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(error.message);
    return "apt-get failed";
  }
}
