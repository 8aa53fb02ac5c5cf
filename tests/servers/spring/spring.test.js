/** Spring Boot 3, SseEmitter. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { buildMaven, skipWithout } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);
const TYPES = ["psh"];

describeServer(
  "Spring Boot SseEmitter",
  {
    types: TYPES,
    options: () => ({ withCredentials: true }),
    async start(env) {
      const target = await buildMaven(FOLDER);
      const args = ["-XX:TieredStopAtLevel=1", "-jar", `${target}/program.jar`];
      return Program.start("java", args, env);
    },
    more(context) {
      /** @returns {Promise<any>} */
      const post = async (/** @type {string} */ path, body = "") => {
        const { options, program, url } = context;
        const headers = { ...Object(options).headers, "Content-Type": "text/plain" };
        const response = await fetch(url(path, program.port), { method: "POST", headers, body });
        assert.equal(response.status, 200);
        return JSON.parse((await response.text()) || "null");
      };
      const connect = (/** @type {string} */ path, more = {}) =>
        context.page.follow(context.url(path), { ...context.options, ...more }, { types: TYPES });

      test("connect, send, sendAll: open waits for the first event; completed by the server, it comes back", async () => {
        const { page } = context;
        await connect("/connect/ada");
        await page.until(() => post("/send/ada", "one"));
        await page.until(({ opens, events }) => opens === 1 && events.length === 1);
        assert.equal(await post("/sendAll", "two"), 1);
        const { events } = await page.until((record) => record.events.length === 2);
        assert.deepEqual(events, [
          ["psh", "one", ""],
          ["psh", "two", ""],
        ]);
        await post("/complete/ada");
        const { errors } = await page.until((record) => record.errors.length === 1);
        assert.deepEqual([errors[0]?.reason, errors[0]?.willReconnect], ["end-of-stream", true]);
        await page.until(() => post("/send/ada", "three"));
        await page.until(({ opens }) => opens === 2);
        await page.close();
      });

      test("no header comes before the first event: connectTimeout fires", async () => {
        const { page } = context;
        await connect("/connect/bob", { connectTimeout: 500 });
        const { errors, opens } = await page.until((record) => record.errors.length === 1);
        assert.deepEqual([errors[0]?.reason, opens], ["connect-timeout", 0]);
        await page.close();
      });

      test("the emitter's own time-out ends the stream, and it is made anew", async () => {
        const { page } = context;
        await connect("/connect-briefly/eve");
        await page.until(() => post("/send/eve", "one"));
        const { errors } = await page.until((record) => record.errors.length > 0);
        assert.equal(errors[0]?.willReconnect, true);
        await page.until(() => post("/send/eve", "two"));
        await page.until(({ events }) => events.length === 2);
        await page.close();
      });
    },
  },
  skipWithout("java"),
);
