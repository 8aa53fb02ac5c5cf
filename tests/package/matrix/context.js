/** What every row of the matrix works with: throw-away projects, a stream, and a page that looks at it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import express from "express";

import { STALL, urlOf } from "../../server/answers.js";
import { startServer } from "../../server/index.js";
import { launch } from "../../support/browsers.js";
import { freePort, ProcessGroup } from "../../support/processes.js";
import { TOOLS } from "./versions.js";

const execute = promisify(execFile);
/** A tool that takes longer hangs. */
const TIME_LIMIT = 5 * 60_000;
/** A page that takes longer hangs. */
const PAGE_LIMIT = 60_000;

/** @typedef {import("../../support/browsers.js").BrowserName} BrowserName */
/** @typedef {Record<string, string>} Files */

/** How a browser is started without WebAssembly, as in Lockdown Mode. @type {Record<string, object>} */
export const BARE = {
  chromium: { args: ["--js-flags=--jitless"] },
  firefox: { prefs: { "javascript.options.wasm": false } },
};

/** What a stream brings, when everything works. */
const SEEN = ["7 ä€𝄞", "7 again"];

/** A module with one function: what comes of a stream and its reconnection. */
export const STREAM = `
export function stream(EventSource, url) {
  return new Promise((resolve, reject) => {
    const seen = [];
    const source = new EventSource(url, { headers: { "X-Test": "x" } });
    source.onmessage = ({ data, lastEventId }) => {
      if (seen.push(lastEventId + " " + data) < 2) return;
      source.close();
      resolve({ seen, engine: EventSource.engine });
    };
    source.onerror = ({ willReconnect, reason, message }) => {
      if (!willReconnect) reject(new Error(reason + ": " + message));
    };
  });
}
`;

/** A page's script: the stream that its URL names, and the result where the test looks for it. */
export function main(/** @type {string} */ entry) {
  return `import { EventSource } from "${entry}";
    import { stream } from "./stream.js";
    const url = new URLSearchParams(location.search).get("stream");
    stream(EventSource, url).catch(({ message }) => ({ error: message })).then((result) => (globalThis.result = result));`;
}

export const PAGE = `<!doctype html><meta charset="utf-8"><script type="module" src="./main.js"></script>`;

export class Context {
  #streams = 0;
  /** @type {Map<string, import("../../support/browsers.js").Browser>} */
  #browsers = new Map();
  /** @type {Set<ProcessGroup>} */
  #groups = new Set();

  /**
   * @param {string} tarball
   * @param {import("../../server/index.js").TestServer} server
   */
  constructor(tarball, server) {
    this.tarball = tarball;
    this.server = server;
  }

  static async start(/** @type {string} */ tarball) {
    return new Context(tarball, await startServer());
  }

  /**
   * A project that has the package installed, and sees the tools.
   *
   * @param {string} name
   * @param {Files} files
   * @param {object} [manifest] members of its package.json
   */
  async project(name, files, manifest = {}) {
    const folder = join(TOOLS, "projects", name);
    rmSync(folder, { recursive: true, force: true });
    const own = { name, private: true, type: "module", ...manifest };
    const all = { "package.json": JSON.stringify(own), "stream.js": STREAM, ...files };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const args = ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", this.tarball];
    await execute("npm", args, { cwd: folder, timeout: TIME_LIMIT });
    return folder;
  }

  /**
   * Runs a tool to its end; throws with what it has printed where it fails.
   *
   * @param {string} folder
   * @param {string} program of the tools, or node
   * @param {string[]} args
   * @param {Record<string, string>} [env]
   */
  async run(folder, program, args, env = {}) {
    const file = program === "node" ? process.execPath : join(TOOLS, "node_modules/.bin", program);
    const options = { cwd: folder, timeout: TIME_LIMIT, maxBuffer: 2 ** 26 };
    const settings = { NEXT_TELEMETRY_DISABLED: "1", CI: "true", NODE_ENV: "production", ...env };
    try {
      return (await execute(file, args, { ...options, env: { ...process.env, ...settings } })).stdout;
    } catch (error) {
      const { stdout = "", stderr = "", message } = /** @type {any} */ (error);
      throw new Error(`${message}\n${stdout}\n${stderr}`.slice(0, 6000), { cause: error });
    }
  }

  /**
   * Starts a tool's own server, and waits for it.
   *
   * @param {string} program
   * @param {(port: string) => string[]} args
   */
  async serve(program, args) {
    const port = await freePort();
    const group = new ProcessGroup();
    this.#groups.add(group);
    const env = { NEXT_TELEMETRY_DISABLED: "1" };
    group.spawn(join(TOOLS, "node_modules/.bin", program), args(String(port)), { env });
    const origin = `http://127.0.0.1:${port}`;
    await group.until(() => fetch(origin).then(() => true, () => false), program, 120_000); // prettier-ignore
    return origin;
  }

  /** Serves files of a project; answers where. */
  files(/** @type {string} */ folder) {
    const path = `/files-${(this.#streams += 1)}`;
    this.server.app.use(path, express.static(folder));
    return `${this.server.origin}${path}/`;
  }

  /** A stream with a reconnection, and whether the requests for it were right. */
  stream() {
    const key = `stream-${(this.#streams += 1)}`;
    const url = urlOf(this.server.origin, key, [
      { body: ["retry: 1\nid: 7\ndata: ä€𝄞\n\n"] },
      { body: ["data: again\n\n", STALL] },
    ]);
    const check = () => {
      const requests = this.server.records.of(key).filter(({ method }) => method !== "OPTIONS");
      assert.deepEqual(
        // The second place is that of the entry yaffle.
        requests.map(({ headers, url: path }) => [
          headers["x-test"],
          headers["last-event-id"] ?? new URLSearchParams(path.split("?")[1]).get("lastEventId") ?? undefined,
        ]),
        [["x", undefined], ["x", "7"]], // prettier-ignore
      );
    };
    return { url, check };
  }

  /** Runs a program that prints its result as JSON when it is given a stream's URL. */
  async expectProgram(/** @type {(url: string) => Promise<string>} */ run, engine = "wasm") {
    const { url, check } = this.stream();
    const output = await run(url);
    const line = output.trim().split("\n").find((text) => text.startsWith("{")); // prettier-ignore
    assert.deepEqual(JSON.parse(line ?? `"${output}"`), { seen: SEEN, engine });
    check();
    return engine;
  }

  /**
   * @param {BrowserName} name
   * @param {boolean} bare without WebAssembly
   */
  async browser(name = "chromium", bare = false) {
    const key = `${name} ${bare}`;
    const browser = this.#browsers.get(key) ?? (await launch(name, bare ? BARE[name] : {}));
    this.#browsers.set(key, browser);
    return browser;
  }

  /**
   * Opens a page that takes a stream's URL, and expects its events.
   *
   * @param {string} page
   * @param {{ engine?: string | string[], browser?: BrowserName, bare?: boolean }} [options]
   */
  async expectPage(page, { engine = "wasm", browser: name = "chromium", bare = false } = {}) {
    const { url, check } = this.stream();
    const browser = await this.browser(name, bare);
    await browser.goto(`${page}?stream=${encodeURIComponent(url)}`);
    const result = await this.result(browser);
    assert.deepEqual(result.seen, SEEN, JSON.stringify(result));
    assert.ok([engine].flat().includes(result.engine), `the engine is ${result.engine}`);
    check();
    return result;
  }

  /** What the page has left. */
  async result(/** @type {import("../../support/browsers.js").Browser} */ browser) {
    const end = Date.now() + PAGE_LIMIT;
    while (Date.now() < end) {
      const result = await browser.execute("return globalThis.result ?? null;");
      if (result) return result;
      await delay(100);
    }
    throw new Error(`the page has no result: ${await browser.execute("return document.body.innerText")}`);
  }

  /** Ends what a row has started. */
  endServers() {
    for (const group of this.#groups) group.kill();
    this.#groups.clear();
  }

  async close() {
    this.endServers();
    for (const browser of this.#browsers.values()) await browser.quit();
    await this.server.close();
  }
}
