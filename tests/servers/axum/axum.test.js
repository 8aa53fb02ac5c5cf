/** axum::response::sse. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { buildCargo } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);

describeServer("axum", {
  start: async (env) => Program.start(await buildCargo(FOLDER), [], env),
  more(context) {
    test("Event::retry sets the reconnection time, and keep-alive comments count as heartbeats", async () => {
      const { options, page, url } = context;
      await page.follow(url("/quiet"), { ...options, heartbeatTimeout: 3000 });
      await page.until(({ last }) => last === 1);
      assert.equal(await page.execute("return source.reconnectionTime;"), 250);
      // Twice the time-out: it would have been dropped.
      await page.execute("return new Promise((resolve) => setTimeout(resolve, 6000));");
      const { errors, events } = await page.record();
      assert.deepEqual([errors, events], [[], [["message", '{"n":1}', ""]]]);
      await page.close();
    });
  },
});
