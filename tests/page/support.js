/** A page with the class, driven from outside: for what WebDriver alone can do to a page. */

import { fileURLToPath } from "node:url";
import { after, before, describe } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import express from "express";

import { urlOf } from "../server/answers.js";
import { startServer } from "../server/index.js";
import { available, BROWSERS, launch } from "../support/browsers.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE = 15_000;
const DOCUMENT = `<!doctype html>
<meta charset="utf-8">
<title>Page</title>
<script src="/dist/eventsource.global.js"></script>
<script>
  var events = [];
  function open(url, options) {
    globalThis.source = new EventSourceWasm.EventSource(url, options);
    for (const type of ["open", "message", "error"]) {
      source.addEventListener(type, (event) => events.push([type, source.readyState, event.data ?? event.reason]));
    }
  }
</script>
`;

/** @typedef {Awaited<ReturnType<typeof startPage>>} Page */

/**
 * A suite for each browser that is installed. Its page is there when its tests run.
 *
 * @param {string} title
 * @param {(page: Page, name: import("../support/browsers.js").BrowserName) => void} define
 */
export function inEachBrowser(title, define) {
  for (const name of BROWSERS) {
    describe(`${title}, ${name}`, { skip: !available(name) && "not installed" }, () => {
      const page = /** @type {Page} */ ({});
      before(async () => void Object.assign(page, await startPage(name)));
      after(() => page.close());
      define(page, name);
    });
  }
}

async function startPage(/** @type {import("../support/browsers.js").BrowserName} */ name) {
  const server = await startServer();
  server.app.use("/dist", express.static(`${ROOT}/dist`, { fallthrough: false }));
  // Nothing that keeps a page out of the back/forward cache, as `no-store` would.
  server.app.get("/page/:name", (_request, response) => {
    response.removeHeader("Cache-Control");
    response.type("html").send(DOCUMENT);
  });
  // A page that takes its time.
  server.app.get("/slow/:milliseconds", ({ params }, response) => {
    setTimeout(() => response.type("html").send("<!doctype html>"), Number(params.milliseconds));
  });
  const browser = await launch(name);
  const { execute, goto } = browser;
  let streams = 0;
  return {
    browser,
    goto: (/** @type {string} */ page) => goto(`${server.origin}/page/${page}`),
    /**
     * Opens an EventSource in the page.
     *
     * @param {object} options
     * @param {import("../server/answers.js").Answer[]} answers
     */
    async open(options, ...answers) {
      const key = `stream-${(streams += 1)}`;
      await execute("open(...arguments);", urlOf(server.origin, key, answers), options);
      return { requests: () => server.records.of(key) };
    },
    /** @returns {Promise<unknown[][]>} type, readyState, data or reason */
    events: () => execute("return events;"),
    readyState: () => execute("return source.readyState;"),
    visibility: () => execute("return document.visibilityState;"),
    async close() {
      await browser.quit();
      await server.close();
    },
  };
}

/**
 * Resolves with the answer when it is no longer falsy.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(condition) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`never: ${condition}`);
    await delay(20);
  }
}
