/** Chat completions: a POST, which is never sent again by itself. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { available, BROWSERS } from "../../support/browsers.js";
import { Cutter } from "../support/cutter.js";
import { openPage, startPages } from "../support/page.js";
import { Program } from "../support/program.js";
import { cutPlaces, randomFrom, SEED } from "../support/random.js";

const FILE = fileURLToPath(new URL("server.js", import.meta.url));
const TOKEN = "5ecret";
const LAST = 10_000;
const CUTS = 20;
/** Longer than a reconnection could take to be seen. */
const CALM = 1500;

for (const name of BROWSERS) {
  const missing = !available(name) && "not installed";
  if (missing) console.log(`skipped: OpenAI-style completions in ${name} (${missing})`);
  describe(`OpenAI-style completions, ${name}`, { skip: missing }, () => {
    const random = randomFrom(SEED);
    /** @type {Awaited<ReturnType<typeof startPages>>} */
    let pages;
    /** @type {Program} */
    let program;
    /** @type {Cutter} */
    let cutter;
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let page;
    let url = "";
    before(async () => {
      pages = await startPages();
      program = await Program.start(process.execPath, [FILE], { ORIGIN: pages.origin, TOKEN });
      cutter = await new Cutter([program.port], { random }).listen();
      url = `http://127.0.0.1:${cutter.port}/v1/chat/completions`;
      page = await openPage(name, pages.origin);
    });
    after(async () => {
      await page?.quit();
      await cutter?.close();
      program?.kill();
      await pages?.close();
    });

    const requests = async () =>
      Number(await (await fetch(`http://127.0.0.1:${program.port}/requests`)).text());
    const post = (/** @type {string} */ model) => ({
      method: "POST",
      headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ model, stream: true, messages: [] }),
      reconnectionTime: 50,
    });

    test("all of it, [DONE], and CLOSED: the POST is not sent again", async () => {
      const earlier = await requests();
      await page.follow(url, post("brief"));
      const { errors, runs } = await page.until(({ readyState }) => readyState === 2);
      assert.deepEqual(runs, [
        [1, LAST],
        [null, null],
      ]);
      assert.deepEqual(
        errors.map(({ reason, willReconnect }) => [reason, willReconnect]),
        [["end-of-stream", false]],
      );
      await delay(CALM);
      assert.equal(await requests(), earlier + 1);
    });

    test("readEvents() of a response: every event up to [DONE]", async () => {
      const count = await page.execute(
        `const [url, init] = arguments;
         return (async () => {
           let last = 0;
           const { readEvents } = await import("/dist/stream.js");
           for await (const { data } of readEvents(await fetch(url, init))) {
             if (data === "[DONE]") return last;
             const { n } = JSON.parse(data);
             if (n !== last + 1) throw new Error(n + " after " + last);
             last = n;
           }
         })();`,
        url,
        post("brief"),
      );
      assert.equal(count, LAST);
    });

    test(`cut ${CUTS} times, at any place (SEED=${SEED}): each is told once, and not one is sent again`, async () => {
      // No more than each of them brings, and each past its headers.
      const places = cutPlaces(random, CUTS, LAST * 20).map((place) => place + 2000);
      const earlier = await requests();
      for (const place of places) {
        cutter.places = [place];
        await page.follow(url, post("endless"));
        const { errors, runs } = await page.until(({ readyState }) => readyState === 2);
        assert.equal(errors.length, 1);
        assert.ok(["network", "end-of-stream"].includes(String(errors[0]?.reason)));
        assert.equal(errors[0]?.willReconnect, false);
        assert.deepEqual(runs.length === 0 ? 1 : runs[0]?.[0], 1);
        assert.ok(runs.length <= 1);
      }
      await delay(CALM);
      assert.equal(await requests(), earlier + CUTS);
    });

    test("killed, and there again: nothing is sent until reconnect() is called", async () => {
      cutter.hold(/"n":5000\b/);
      await page.follow(url, post("endless"));
      await page.until(({ last }) => cutter.isHolding && last === LAST / 2 - 1);
      program.kill();
      const { errors } = await page.until(({ readyState }) => readyState === 2);
      assert.deepEqual(
        errors.map(({ willReconnect }) => willReconnect),
        [false],
      );
      await program.start();
      await delay(CALM);
      assert.equal(await requests(), 0);
      await page.execute("source.reconnect();");
      const { runs } = await page.until(({ last }) => last === LAST);
      // From the start: a completion cannot be resumed.
      assert.deepEqual(runs, [
        [1, LAST / 2 - 1],
        [1, LAST],
      ]);
      assert.equal(await requests(), 1);
      await page.close();
    });

    test("hidden and seen again: the stream goes on, and the POST is not sent again", async () => {
      const earlier = await requests();
      const shown = (/** @type {string} */ state) =>
        page.until(() => page.execute("return document.visibilityState === arguments[0];", state));
      await page.follow(url, { ...post("endless"), pauseWhenHidden: true });
      await page.until(({ last }) => last === LAST);
      await page.driver.manage().window().minimize();
      await shown("hidden");
      await delay(CALM);
      await page.driver.manage().window().setRect({ x: 0, y: 0, width: 800, height: 600 });
      await shown("visible");
      await delay(CALM);
      const { errors, readyState } = await page.record();
      assert.deepEqual([errors, readyState], [[], 1]);
      assert.equal(await requests(), earlier + 1);
      await page.close();
    });

    test("left and come back to: the POST is not sent again", async () => {
      const earlier = await requests();
      await page.follow(url, post("endless"));
      await page.until(({ last }) => last === LAST);
      await page.goto("about:blank");
      await page.driver.navigate().back();
      await delay(CALM);
      assert.equal(await requests(), earlier + 1);
    });
  });
}
