/** The suite "wasm": the Rust tests of tests/web.rs in real browsers, by wasm-pack. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { findChromium, findFirefox } from "./browsers.js";
import { onPath } from "./find.js";

const CHROMIUM_ARGUMENTS = [
  "--headless",
  // Chromium refuses to run as root with its sandbox, as in a container.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * @param {string} folder for the capabilities that the drivers are asked for
 * @returns {import("./suites.js").Command[]}
 */
export function wasmCommands(folder) {
  const capabilities = join(folder, "webdriver.json");
  const chromium = { binary: findChromium(), args: CHROMIUM_ARGUMENTS };
  const firefox = { binary: findFirefox(), args: ["-headless"] };
  writeFileSync(
    capabilities,
    JSON.stringify({ "goog:chromeOptions": chromium, "moz:firefoxOptions": firefox }),
  );
  const env = {
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities,
    // All tests of a binary together, and the driver's start: the defaults are 20 s and 5 s.
    WASM_BINDGEN_TEST_TIMEOUT: "180",
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
    // The test runner would take the first of them that it finds, whichever browser it was told.
    CHROMEDRIVER: undefined,
    GECKODRIVER: undefined,
    SAFARIDRIVER: undefined,
  };
  const command = (/** @type {string} */ browser, /** @type {string[]} */ ...args) => ({
    title: `wasm-pack test in ${browser}`,
    command: "wasm-pack",
    args: ["test", "--headless", ...args, "--mode", "no-install"],
    env,
    needs: ["wasm-pack", browser],
  });
  return [
    command("chromium", "--chrome", "--chromedriver", onPath("chromedriver")[0] ?? ""),
    command("firefox", "--firefox", "--geckodriver", onPath("geckodriver")[0] ?? ""),
  ];
}
