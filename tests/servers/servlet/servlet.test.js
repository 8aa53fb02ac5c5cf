/** A plain servlet in an embedded Tomcat, which writes the stream by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { buildMaven, skipWithout } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);

describeServer(
  "A servlet in Tomcat",
  {
    async start(env) {
      const target = await buildMaven(FOLDER);
      return Program.start("java", ["-cp", `${target}/program.jar:${target}/lib/*`, "Main"], env);
    },
    more(context) {
      test("retry: 5000, one event, and the end: it is asked again after five seconds", async () => {
        const { options, page, url } = context;
        await page.follow(url("/time"), options);
        const { errors, events } = await page.until((record) => record.errors.length === 1);
        assert.deepEqual([errors[0]?.reason, errors[0]?.willReconnect], ["end-of-stream", true]);
        assert.match(events[0]?.[1] ?? "", /^\d\d:\d\d/);
        assert.equal(await page.execute("return source.reconnectionTime;"), 5000);
        await page.until((record) => record.events.length === 2);
        await page.close();
      });

      test("cur-time is no field: the connection is open, and there is no event", async () => {
        const { options, page, url } = context;
        await page.follow(url("/mistake"), options, { types: ["message", "cur-time"] });
        await page.until(({ opens }) => opens === 1);
        await page.until(({ diagnostics }) => diagnostics.length > 0);
        const { diagnostics, errors, events } = await page.record();
        assert.deepEqual([errors, events], [[], []]);
        // Once, however often it comes.
        assert.equal(diagnostics.length, 1);
        assert.equal(diagnostics[0]?.code, "unknown-field");
        assert.match(diagnostics[0]?.line ?? "", /^cur-time : \d\d:\d\d/);
        await page.close();
      });
    },
  },
  skipWithout("java"),
);
