/** What is left in browsers after 1,000 connections, and of objects that nobody references. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { available, BROWSERS, launch } from "../support/browsers.js";
import { LARGE_BUFFER } from "./rounds.js";
import { startStreams, until } from "./streams.js";

const BATCH = 100;
const BATCHES = 10;
/** Browsers keep at most six connections to a host of HTTP/1.1 at a time; this many wait for theirs. */
const COUNT = 50;
const PAGE = 64 * 1024;
const GC = { chromium: ["--js-flags=--expose-gc"], firefox: [], webkit: [] };

for (const name of BROWSERS) {
  describe(name, { skip: !available(name) && "not installed" }, () => {
    /** @type {Awaited<ReturnType<typeof startStreams>>} */
    let server;
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let browser;
    /** The timers that WebKit's driver sets in the page. */
    let idle = 0;
    before(async () => {
      server = await startStreams();
      browser = await launch(name, { args: GC[name] });
      await browser.goto(`${server.origin}/page`);
      await until(
        () => browser.execute("return 'leaks' in globalThis;"),
        () => "no page",
      );
      idle = await call("timers");
    });
    after(async () => {
      await browser.quit();
      await server.close();
    });

    const call = (/** @type {string} */ method, /** @type {unknown[]} */ ...parameters) =>
      browser.execute(`return leaks.${method}(...arguments);`, ...parameters);
    const seen = async () => ({ ...server.counts, timers: await call("timers"), ...(await call("memory")) });
    const settled = () =>
      until(async () => {
        const { unfinished, handlers } = server.counts;
        return unfinished === 0 && handlers === 0 && (await call("timers")) === idle;
      }, seen);

    test(`${BATCH * BATCHES} rounds leave no response, no handler, no timer, and no memory`, async () => {
      const sizes = [];
      for (let batch = 0; batch < BATCHES; batch += 1) sizes.push(await call("rounds", server.url, BATCH));
      await settled();
      assert.equal((await call("memory")).count, 1);
      // Without gc() it is not certain which batch's objects are gone; 1,000 engines would take some ten pages.
      const most = sizes[1] + (name === "chromium" ? 0 : 2 * PAGE);
      assert.ok(Math.max(...sizes) <= most, `the memory grew: ${sizes}`);
      assert.ok(server.counts.requests > (BATCH * BATCHES) / 2, "there were requests");
    });

    test("closed objects that are still referenced hold no event", async () => {
      const { first, last } = await call("large", `${server.url}?large`);
      assert.ok(last - first <= 2 * LARGE_BUFFER, `from ${first} to ${last} bytes`);
      await settled();
    });

    // The others have no gc().
    if (name !== "chromium") return;

    test(`${COUNT} of ${COUNT} dropped objects without listeners are collected, and their fetches aborted`, async () => {
      await call("drop", server.url, COUNT, false);
      await until(() => server.counts.unfinished > 0, seen);
      assert.equal(await call("collect", 20), COUNT);
      await settled();
    });

    test(`0 of ${COUNT} with a listener are collected; and when they are closed, all`, async () => {
      await call("drop", server.url, COUNT, true);
      await until(() => server.counts.unfinished > 0, seen);
      assert.equal(await call("collect", 20), 0);
      await call("close");
      await settled();
      assert.equal(await call("collect", 20), COUNT);
    });

    test(`0 of ${COUNT} whose only listener is removed by a signal are collected; and when it is aborted, all`, async () => {
      await call("dropUntil", server.url, COUNT);
      await until(() => server.counts.unfinished > 0, seen);
      assert.equal(await call("collect", 20), 0);
      await call("abort");
      assert.equal(await call("collect", 20), COUNT);
      await settled();
    });
  });
}
