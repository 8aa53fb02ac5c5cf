/** A page in a real browser whose EventSource follows a numbered stream of another origin. */

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import express from "express";

import { launch } from "../../support/browsers.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PATIENCE = 45_000;
const DOCUMENT = `<!doctype html>
<meta charset="utf-8">
<title>Page</title>
<script src="/dist/eventsource.global.js"></script>
<script src="/record.js"></script>
`;

/** @typedef {import("./record.js").Record} Record */

/** The pages' origin, which the servers are to let in. */
export async function startPages() {
  const app = express();
  app.use("/dist", express.static(`${ROOT}/dist`, { fallthrough: false }));
  app.get("/record.js", (_request, response) => response.sendFile(`${ROOT}/tests/servers/support/record.js`));
  app.get("/", (_request, response) => void response.type("html").send(DOCUMENT));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/**
 * @param {import("../../support/browsers.js").BrowserName} name
 * @param {string} origin
 * @param {import("../../support/browsers.js").LaunchOptions} [launchOptions]
 */
export async function openPage(name, origin, launchOptions) {
  const browser = await launch(name, launchOptions);
  const { execute } = browser;
  await browser.goto(origin);

  /** @returns {Promise<Record>} */
  const record = () => execute("return records.at(-1);");
  /** Resolves with the record as soon as the condition holds. */
  const until = async (/** @type {(record: Record) => unknown} */ condition, patience = PATIENCE) => {
    const end = Date.now() + patience;
    for (;;) {
      const now = await record();
      if (await condition(now)) return now;
      if (Date.now() > end) throw new Error(`never: ${condition}; there is ${JSON.stringify(now)}`);
      await delay(50);
    }
  };
  return {
    ...browser,
    record,
    until,
    /**
     * Makes an EventSource, as `follow()` in record.js.
     *
     * @param {string} url
     * @param {object} [options]
     * @param {object} [more]
     */
    follow: (url, options = {}, more = {}) => execute("follow(...arguments);", url, options, more),
    close: () => execute("source?.close();"),
  };
}
