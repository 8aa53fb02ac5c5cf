/** A page is left for another that takes its time: Firefox and WebKit end its connections when that is asked for. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { STALL } from "../server/answers.js";
import { inEachBrowser, until } from "./support.js";

inEachBrowser("leaving", (page) => {
  for (const options of [{}, { method: "POST", body: "a" }]) {
    test(`no error for a page that is being left (${options.method ?? "GET"})`, async () => {
      const { execute } = page.browser;
      await page.goto("left");
      await execute("localStorage.clear();");
      const stream = await page.open(options, { body: ["data: a\n\n", STALL] });
      await until(async () => (await page.events()).length === 2);
      await execute(`source.addEventListener("error", ({ reason }) => (localStorage.said = reason));
          addEventListener("pagehide", () => (localStorage.left = "yes"));
          setTimeout(() => (location.href = "/slow/600"));`);
      await until(() => execute("return location.pathname === '/slow/600';"));
      assert.deepEqual(await execute("return [localStorage.left, localStorage.said ?? null];"), [
        "yes",
        null,
      ]);
      await until(() => stream.requests()[0]?.endedBy === "client");
      assert.equal(stream.requests().length, 1);
    });
  }
});
