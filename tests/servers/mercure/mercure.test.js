/** A Mercure hub: a JWT in Authorization, a topic for every test, resumed from the hub's history. */

import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { buildGo, skipWithout } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);
const PATH = "/.well-known/mercure";
const KEY = randomUUID() + randomUUID();

const base64 = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token with these claims. */
function tokenOf(/** @type {object} */ claims) {
  const signed = `${base64({ alg: "HS256", typ: "JWT" })}.${base64({ mercure: claims })}`;
  return `${signed}.${createHmac("sha256", KEY).update(signed).digest("base64url")}`;
}

const bearer = (/** @type {object} */ claims) => ({ Authorization: `Bearer ${tokenOf(claims)}` });

/** @type {Program} */
let hub;
let topic = "";
const history = mkdtempSync(join(tmpdir(), "eventsource-wasm-mercure-"));
process.once("exit", () => rmSync(history, { recursive: true, force: true }));

describeServer(
  "Mercure",
  {
    path() {
      topic = `https://example.test/${randomUUID()}`;
      return `${PATH}?topic=${encodeURIComponent(topic)}`;
    },
    // Whatever was published before the page was there comes too.
    options: () => ({ headers: bearer({ subscribe: ["*"] }), lastEventId: "earliest" }),
    async start({ ORIGIN }) {
      const env = { ORIGIN, KEY, HISTORY: join(history, `${randomUUID()}.db`) };
      return (hub = await Program.start(await buildGo(FOLDER), [], env));
    },
    async publish(n) {
      const body = new URLSearchParams({ topic, id: `${topic}#${n}`, data: JSON.stringify({ n }) });
      const headers = bearer({ publish: ["*"] });
      const response = await fetch(`http://127.0.0.1:${hub.port}${PATH}`, { method: "POST", headers, body });
      assert.equal(response.status, 200);
      assert.equal(await response.text(), `${topic}#${n}`);
    },
    // The IDs are not the numbers.
    check: ({ runs }, _errors, last) => assert.deepEqual(runs, [[1, last]]),
    more(context) {
      test("a private update comes only where the token names its topic", async () => {
        const { page, url } = context;
        const own = `https://example.test/${randomUUID()}`;
        const send = async (/** @type {Record<string, string>} */ update) => {
          const body = new URLSearchParams({ topic: own, ...update });
          const init = { method: "POST", headers: bearer({ publish: ["*"] }), body };
          assert.equal((await fetch(url(PATH, hub.port), init)).status, 200);
        };
        await send({ data: "secret", private: "on" });
        await send({ data: "public" });
        for (const [allowed, first] of /** @type {const} */ ([
          ["https://example.test/other", "public"],
          [own, "secret"],
        ])) {
          const options = { headers: bearer({ subscribe: [allowed] }), lastEventId: "earliest" };
          await page.follow(url(`${PATH}?topic=${encodeURIComponent(own)}`), options);
          const { events } = await page.until((record) => record.events.length > 0);
          assert.equal(events[0]?.[1], first);
          await page.close();
        }
      });

      test("without a token the hub answers 401", async () => {
        const { page, url } = context;
        await page.follow(url(`${PATH}?topic=any`));
        const { errors } = await page.until(({ readyState }) => readyState === 2);
        assert.deepEqual([errors[0]?.reason, errors[0]?.status], ["status", 401]);
      });
    },
  },
  skipWithout("go"),
);
