/** FastAPI with sse-starlette. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { ensurePython } from "../../support/python.js";
import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { skipWithout } from "../support/tools.js";

const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const requirements = readFileSync(file("requirements.txt"), "utf8").trim().split("\n");

describeServer(
  "FastAPI with sse-starlette",
  {
    async start(env) {
      const { python, env: own } = await ensurePython(`servers/${requirements.join("-")}`, requirements);
      return Program.start(python, [file("server.py")], { ...env, ...own });
    },
    more(context) {
      test("pings are comments: the heartbeat counts them, and the server sees our close at once", async () => {
        const { options, page, program, url } = context;
        const subscribers = async () => (await fetch(url("/subscribers", program.port))).text();
        await page.follow(url("/pings"), { ...options, heartbeatTimeout: 3000 });
        await page.until(({ opens }) => opens === 1);
        assert.equal(await subscribers(), "1");
        // Twice the time-out: it would have been dropped.
        await page.execute("return new Promise((resolve) => setTimeout(resolve, 6000));");
        const { errors, events } = await page.record();
        assert.deepEqual([errors, events], [[], []]);
        await page.close();
        await page.until(async () => (await subscribers()) === "0");
      });

      test("a heartbeat shorter than the pings drops the connection, and makes it anew", async () => {
        const { options, page, url } = context;
        await page.follow(url("/pings"), { ...options, heartbeatTimeout: 400 });
        const { errors } = await page.until(({ opens }) => opens > 1);
        assert.deepEqual([errors[0]?.reason, errors[0]?.willReconnect], ["heartbeat", true]);
        await page.close();
      });
    },
  },
  skipWithout("python"),
);
