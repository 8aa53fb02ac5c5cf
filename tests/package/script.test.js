/** The classic build in a page, by a `<script>`: in each browser that is here. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { BROWSERS, available, launch } from "../support/browsers.js";

const BUILD = new URL("../../dist/eventsource.global.js", import.meta.url);
// In an encoding of its own, for a classic script is read in its page's.
const PAGE = `<!doctype html><meta charset="windows-1252"><script>window.native = window.EventSource</script>
  <script src="/eventsource.global.js"></script>`;

const server = createServer(async ({ url }, response) => {
  if (url === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: hello\n\n");
  } else if (url === "/eventsource.global.js") {
    response.writeHead(200, { "content-type": "text/javascript" }).end(await readFile(BUILD));
  } else {
    response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
  }
});

before(() => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined))));
after(() => {
  server.closeAllConnections();
  server.close();
});

for (const name of BROWSERS) {
  test(
    `streams in ${name} and leaves the page's own class alone`,
    { skip: !(await available(name)) },
    async () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      const browser = await launch(name);
      try {
        await browser.goto(`http://127.0.0.1:${port}/`);
        await browser.execute(`
        const events = new EventSourceWasm.EventSource("/events");
        events.onmessage = ({ data }) => { window.seen = [data, EventSource === native, EventSourceWasm.EventSource !== native].join(); events.close(); };
      `);
        let seen;
        for (let tries = 0; tries < 100 && !seen; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          seen = await browser.execute("return window.seen");
        }
        assert.equal(seen, "hello,true,true");
      } finally {
        await browser.quit();
      }
    },
  );
}
