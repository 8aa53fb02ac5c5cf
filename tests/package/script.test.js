/** The installed package in pages: `<script src>` of the classic build, and `<script type=module>`. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import express from "express";

import { STALL, urlOf } from "../server/answers.js";
import { startServer } from "../server/index.js";
import { available, BROWSERS, launch, missing } from "../support/browsers.js";
import { installPackage } from "./support/project.js";

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {any} */
let manifest;

before(async () => {
  [project, server] = await Promise.all([installPackage(), startServer()]);
  manifest = JSON.parse(readFileSync(join(project.packageFolder, "package.json"), "utf8"));
  // Without a charset: then a classic script is read as its page is, and a module as UTF-8.
  const setHeaders = (/** @type {import("node:http").ServerResponse} */ response) =>
    response.setHeader("content-type", "text/javascript");
  server.app.use("/package", express.static(project.packageFolder, { setHeaders }));
  const note = `<script>
    globalThis.names = () => Object.getOwnPropertyNames(globalThis);
    globalThis.before = { names: names().concat("before", "added"), own: globalThis.EventSource };
    globalThis.added = () => names().filter((name) => !before.names.includes(name));
  </script>`;
  const pages = {
    classic: `${note}<script src="/package/${manifest.unpkg}"></script>`,
    "classic-as-module": `${note}<script type="module" src="/package/${manifest.unpkg}"></script>`,
    module: `${note}<script type="module">
      const loaded = await import("/package/${manifest.module}");
      before.added = added();
      globalThis.loaded = loaded;
    </script>`,
  };
  for (const [name, script] of Object.entries(pages)) {
    server.app.get(`/${name}`, (_request, response) => {
      response.set("content-type", "text/html; charset=windows-1252");
      response.send(Buffer.from(`<!doctype html>${script}`));
    });
  }
});
after(() => server.close());

/** Runs in the page: one stream, and what the script has changed. */
async function inThePage(/** @type {string} */ url, /** @type {boolean} */ classic) {
  const page = /** @type {any} */ (globalThis);
  while (!(page.EventSourceWasm ?? page.loaded)) await new Promise((resolve) => setTimeout(resolve, 10));
  const { EventSource, TRANSIENT_STATUSES } = classic ? page.EventSourceWasm : page.loaded;
  const source = new EventSource(url);
  const data = await new Promise((resolve) => {
    source.onmessage = (/** @type {any} */ event) => resolve([event.data, event instanceof MessageEvent]);
    source.onerror = (/** @type {any} */ event) => resolve([event.reason, event.message]);
  });
  source.close();
  return {
    data,
    added: classic ? page.added() : page.before.added,
    untouched: page.EventSource === page.before.own && page.EventSource !== EventSource,
    names: Object.keys(classic ? page.EventSourceWasm : page.loaded).toSorted(),
    statuses: TRANSIENT_STATUSES.length,
    engine: EventSource.engine,
  };
}

describe("in a page", () => {
  test("unpkg and jsdelivr name the classic build", () => {
    assert.equal(manifest.unpkg, manifest.jsdelivr);
    assert.ok(project.files.includes(manifest.unpkg.replace(/^\.\//, "")));
  });

  for (const name of BROWSERS) {
    const skip = available(name) ? false : `${missing(name).join(", ")} not found`;
    test(name, { skip }, async (context) => {
      const browser = await launch(name);
      context.after(() => browser.quit());
      for (const kind of ["classic", "classic-as-module", "module"]) {
        await browser.goto(`${server.origin}/${kind}`);
        const url = urlOf(server.origin, `${name}-${kind}`, [{ body: ["data: ä\n\n", STALL] }]);
        const classic = kind.startsWith("classic");
        const seen = await browser.execute(inThePage, url, classic);
        assert.deepEqual(seen, {
          data: ["ä", true],
          added: classic ? ["EventSourceWasm"] : [],
          untouched: true,
          names: ["EventSource", "TRANSIENT_STATUSES"],
          statuses: 7,
          engine: "wasm",
        });
      }
    });
  }
});
