/** Express 5, and bare node:http. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openPage, startPages } from "../support/page.js";
import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";

const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

describeServer("Express 5", {
  start: (env) => Program.start(process.execPath, [file("server.js")], env),
  more(context) {
    test("a route that is kept and pushed to later: id, retry, JSON, JSON over several lines", async () => {
      const { options, page, program, url } = context;
      const push = (/** @type {object} */ body) =>
        fetch(url("/news", program.port), {
          method: "POST",
          headers: { ...Object(options).headers, "Content-Type": "application/json" },
          body: JSON.stringify(body),
        });
      await page.follow(url("/news"), options);
      await page.until(({ opens }) => opens === 1);
      const answer = await push({ n: 1, text: "one" });
      assert.deepEqual(await answer.json(), { subscribers: 1 });
      const { events } = await page.until(({ last }) => last === 1);
      assert.deepEqual(events.at(-1), ["message", '{\n  "n": 1,\n  "text": "one"\n}', "1"]);
      assert.equal(await page.execute("return source.reconnectionTime;"), 200);
      await page.close();
    });

    test("a wrong token ends with reason status, and the page sees WWW-Authenticate", async () => {
      const { page, url } = context;
      await page.follow(url("/events"), { headers: { Authorization: "Bearer stale" } });
      const { errors } = await page.until(({ readyState }) => readyState === 2);
      assert.equal(errors.length, 1);
      assert.deepEqual([errors[0]?.reason, errors[0]?.status], ["status", 401]);
      assert.equal(new Headers(errors[0]?.headers).get("www-authenticate"), 'Bearer realm="events"');
    });
  },
});

describe("node:http, chromium", () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {Program} */
  let program;
  before(async () => {
    pages = await startPages();
    program = await Program.start(process.execPath, [file("http.js")]);
  });
  after(async () => {
    program?.kill();
    await pages?.close();
  });

  test("a named event, and Access-Control-Allow-Origin: *", async () => {
    const page = await openPage("chromium", pages.origin);
    const headers = { Authorization: "Bearer any" };
    await page.follow(
      `http://127.0.0.1:${program.port}/`,
      { headers },
      { types: ["connecttime", "message"] },
    );
    const { events } = await page.until((record) => record.events.length > 2);
    assert.deepEqual(
      events.slice(0, 3).map(([type]) => type),
      ["connecttime", "message", "message"],
    );
    assert.ok(events.every(([, data]) => !Number.isNaN(Date.parse(data))));
    assert.equal(await page.execute("return source.reconnectionTime;"), 10_000);
    await page.quit();
  });
});
