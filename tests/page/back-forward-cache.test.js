/** The real back/forward cache: the page is left with an open stream, and comes back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { STALL } from "../server/answers.js";
import { inEachBrowser, until } from "./support.js";

const STAYS = { body: ["id: 7\ndata: a\n\n", STALL] };

inEachBrowser("back/forward cache", (page, name) => {
  const types = async () => (await page.events()).map(([type]) => type);
  const back = () => page.browser.driver.navigate().back();

  test("the server is free at once; back: no error, and the stream resumes", async () => {
    await page.goto("one");
    const stream = await page.open({}, STAYS);
    await until(async () => (await types()).length === 2);
    await page.goto("elsewhere");
    await until(() => stream.requests()[0]?.endedBy === "client");
    await delay(200);
    assert.equal(stream.requests().length, 1);
    await back();
    const isTheSame = await page.browser.execute("return 'source' in globalThis;");
    // Firefox loads the page anew.
    assert.equal(isTheSame, name !== "firefox");
    if (!isTheSame) return;
    await until(async () => (await types()).length === 4);
    assert.deepEqual(await types(), ["open", "message", "open", "message"]);
    assert.equal(stream.requests().length, 2);
    assert.equal(stream.requests()[1]?.headers["last-event-id"], "7");
    assert.equal(await page.readyState(), 1);
  });

  test("left while the delay runs: nothing is requested meanwhile", async () => {
    await page.goto("two");
    const stream = await page.open({ reconnectionTime: 300 }, { body: ["id: 7\ndata: a\n\n"] }, STAYS);
    await until(async () => (await types()).includes("error"));
    await page.goto("elsewhere");
    await delay(600);
    const meanwhile = stream.requests().length;
    // It may have been sent before the page was left.
    assert.ok(meanwhile <= 2);
    await back();
    if (!(await page.browser.execute("return 'source' in globalThis;"))) return;
    await until(async () => (await types()).at(-1) === "message" && (await page.readyState()) === 1);
    assert.equal((await types()).filter((type) => type === "error").length, 1);
  });

  test("closed before it is left: it stays CLOSED", async () => {
    await page.goto("three");
    const stream = await page.open({}, STAYS);
    await until(async () => (await types()).length === 2);
    await page.browser.execute("source.close();");
    await page.goto("elsewhere");
    await back();
    await delay(200);
    assert.equal(stream.requests().length, 1);
    if (await page.browser.execute("return 'source' in globalThis;"))
      assert.equal(await page.readyState(), 2);
  });
});
