import process from "node:process";

import { Builder } from "selenium-webdriver";

import { available, BROWSERS, findBrowser, missing } from "./find-browsers.js";
import { freePort, ProcessGroup } from "./processes.js";

export { available, BROWSERS, missing };
/** @typedef {import("./find-browsers.js").BrowserName} BrowserName */

/**
 * @typedef {object} LaunchOptions
 * @property {string[]} [args] more arguments of the browser
 * @property {Record<string, string | number | boolean>} [prefs] preferences of Firefox (about:config)
 * @property {boolean} [headless] true; false shows the window on this screen
 * @property {boolean} [acceptInsecureCerts] false; true accepts the certificates of test servers
 */

/** @type {Required<LaunchOptions>} */
const DEFAULTS = { args: [], prefs: {}, headless: true, acceptInsecureCerts: false };

/**
 * @typedef {object} Browser
 * @property {BrowserName} name
 * @property {string} version
 * @property {import("selenium-webdriver").WebDriver} driver
 * @property {(url: string | URL) => Promise<void>} goto
 * @property {(script: string | Function, ...args: unknown[]) => Promise<any>} execute runs it as the body of
 *   a function in the page, waits for a promise that it returns, and answers its value
 * @property {() => Promise<Buffer>} screenshot a PNG
 * @property {() => Promise<void>} quit ends every process that was started
 */

/**
 * Starts a browser with a fresh profile. Names under `.localhost` are loopback addresses in all of them.
 * @param {BrowserName} name
 * @param {LaunchOptions} [options]
 * @returns {Promise<Browser>}
 */
export async function launch(name, options = {}) {
  const files = findBrowser(name);
  if (!available(name)) throw new Error(`${name}: ${missing(name).join(" and ")} not found`);

  const group = new ProcessGroup();
  try {
    const drive = DRIVERS[name];
    const wanted = { ...DEFAULTS, ...options };
    const { server, capabilities } = await drive(group, /** @type {Files} */ (files), wanted);
    // With a server of our own selenium starts none, and looks for none on the network.
    const driver = await new Builder()
      .disableEnvironmentOverrides()
      .usingServer(server)
      .withCapabilities({ ...capabilities, acceptInsecureCerts: wanted.acceptInsecureCerts })
      .build();
    return await browserOf(name, driver, group);
  } catch (error) {
    const { output } = group;
    group.kill();
    throw new Error(`${name} did not start: ${/** @type {Error} */ (error).message}\n${output}`, {
      cause: error,
    });
  }
}

/**
 * @param {BrowserName} name
 * @param {import("selenium-webdriver").WebDriver} driver
 * @param {ProcessGroup} group
 * @returns {Promise<Browser>}
 */
async function browserOf(name, driver, group) {
  const capabilities = await driver.getCapabilities();
  return {
    name,
    version: String(capabilities.get("browserVersion")),
    driver,
    goto: (url) => driver.get(String(url)),
    execute: (script, ...args) => driver.executeScript(script, ...args),
    screenshot: async () => Buffer.from(await driver.takeScreenshot(), "base64"),
    async quit() {
      /** @type {NodeJS.Timeout | undefined} */
      let timer;
      const timeout = new Promise((resolve) => (timer = setTimeout(resolve, 5000)));
      // A browser that crashed or hangs is not asked twice.
      await Promise.race([driver.quit().catch(() => {}), timeout]);
      clearTimeout(timer);
      group.kill();
    },
  };
}

/** @typedef {"chromium" | "chromedriver" | "firefox" | "geckodriver"} Program */
/** @typedef {"MiniBrowser" | "WebKitWebDriver" | "Xvfb"} WebKitProgram */
/** @typedef {Record<Program | WebKitProgram, string>} Files */

/**
 * @type {Record<BrowserName, (group: ProcessGroup, files: Files, options: Required<LaunchOptions>)
 *   => Promise<{ server: string, capabilities: object }>>}
 */
const DRIVERS = {
  async chromium(group, { chromium, chromedriver }, { args, headless }) {
    const server = await startDriver(group, chromedriver, (port) => [`--port=${port}`]);
    const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"];
    const own = ["--disable-gpu", "--disable-sync", ...quiet];
    if (headless) own.push("--headless");
    if (process.getuid?.() === 0) own.push("--no-sandbox"); // root cannot use the sandbox
    const options = { binary: chromium, args: [...own, ...args] };
    return { server, capabilities: { browserName: "chrome", "goog:chromeOptions": options } };
  },

  async firefox(group, { firefox, geckodriver }, { args, prefs, headless }) {
    // WebDriver BiDi has a port of its own, one fixed number if not told otherwise.
    const more = ["--websocket-port=0"];
    const server = await startDriver(group, geckodriver, (port) => [`--port=${port}`, ...more]);
    const own = headless ? ["-headless"] : [];
    const options = { binary: firefox, args: [...own, ...args], prefs };
    return { server, capabilities: { browserName: "firefox", "moz:firefoxOptions": options } };
  },

  async webkit(group, { MiniBrowser, WebKitWebDriver, Xvfb }, { args, headless }) {
    /** @type {NodeJS.ProcessEnv} */
    const env = { GTK_A11Y: "none", NO_AT_BRIDGE: "1" };
    // WebKitGTK has no headless mode.
    if (headless) Object.assign(env, { GDK_BACKEND: "x11", DISPLAY: await startDisplay(group, Xvfb) });
    const server = await startDriver(group, WebKitWebDriver, (port) => [`--port=${port}`], env);
    const own = ["--automation", "--cookies-policy=always"];
    const options = { binary: MiniBrowser, args: [...own, ...args] };
    return { server, capabilities: { browserName: "MiniBrowser", "webkitgtk:browserOptions": options } };
  },
};

/**
 * @param {ProcessGroup} group
 * @param {string} file
 * @param {(port: number) => string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function startDriver(group, file, args, env) {
  const port = await freePort();
  const server = `http://127.0.0.1:${port}`;
  group.spawn(file, args(port), { env });
  await group.until(async () => (await fetch(`${server}/status`).catch(() => null))?.ok ?? false, file);
  return server;
}

/**
 * Starts an X server on a free display.
 * @param {ProcessGroup} group
 * @param {string} file
 */
async function startDisplay(group, file) {
  const args = ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];
  const { stdio } = group.spawn(file, args, { extraPipe: true });
  let display = "";
  /** @type {import("node:stream").Readable} */ (stdio[3]).on("data", (chunk) => (display += chunk));
  await group.until(async () => display.includes("\n"), file);
  return `:${display.trim()}`;
}
