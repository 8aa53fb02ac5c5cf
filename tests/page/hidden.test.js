/** A window that is really hidden (minimised, through WebDriver), and shown again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { BEATS, STALL } from "../server/answers.js";
import { inEachBrowser, until } from "./support.js";

const STAYS = { body: ["id: 7\ndata: a\n\n", STALL] };

inEachBrowser("hidden", (page) => {
  const minimize = async () => {
    await page.browser.driver.manage().window().minimize();
    await until(async () => (await page.visibility()) === "hidden");
  };
  const restore = async () => {
    await page.browser.driver.manage().window().setRect({ x: 0, y: 0, width: 800, height: 600 });
    await until(async () => (await page.visibility()) === "visible");
  };
  const types = async () => (await page.events()).map(([type]) => type);

  test("pauseWhenHidden: no connection while hidden, and no event; then it resumes", async () => {
    await page.goto("one");
    const stream = await page.open({ pauseWhenHidden: true }, STAYS);
    await until(async () => (await types()).length === 2);
    await minimize();
    await until(() => stream.requests()[0]?.endedBy === "client");
    assert.equal(await page.readyState(), 0);
    await delay(200);
    assert.equal(stream.requests().length, 1);
    await restore();
    await until(async () => (await types()).length === 4);
    assert.deepEqual(await types(), ["open", "message", "open", "message"]);
    assert.equal(stream.requests().length, 2);
    assert.equal(stream.requests()[1]?.headers["last-event-id"], "7");
  });

  test("without it the connection stays", async () => {
    await page.goto("two");
    const stream = await page.open({}, { body: ["data: a\n\n", BEATS] });
    await until(async () => (await types()).length === 2);
    await minimize();
    await delay(300);
    assert.equal(await page.readyState(), 1);
    await restore();
    assert.deepEqual(await types(), ["open", "message"]);
    assert.equal(stream.requests().length, 1);
  });

  test("becoming visible reconnects at once where a delay runs", async () => {
    await page.goto("three");
    const stream = await page.open({ reconnectionTime: 600_000 }, { body: ["id: 7\ndata: a\n\n"] }, STAYS);
    await until(async () => (await types()).includes("error"));
    await minimize();
    await delay(100);
    assert.equal(stream.requests().length, 1);
    await restore();
    await until(async () => (await types()).length === 5);
    assert.deepEqual(await types(), ["open", "message", "error", "open", "message"]);
    assert.equal(stream.requests()[1]?.headers["last-event-id"], "7");
  });
});
