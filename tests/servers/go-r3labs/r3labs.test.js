/** github.com/r3labs/sse/v2, which replays from the last event ID on, inclusive. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Program } from "../support/program.js";
import { describeServer, LAST } from "../support/rows.js";
import { buildGo, skipWithout } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);

describeServer(
  "Go r3labs/sse",
  {
    path: "/events?stream=numbers",
    start: async (env) => Program.start(await buildGo(FOLDER), [], env),
    /** Nothing is lost; the last event before a cut comes again, and nothing else does. */
    check({ runs, otherIds }, errors) {
      assert.equal(runs[0]?.[0], 1);
      assert.equal(runs.at(-1)?.[1], LAST);
      for (const [index, [first]] of runs.entries())
        if (index > 0) assert.equal(first, runs[index - 1]?.[1], "the event before the cut, once more");
      assert.ok(runs.length > 1 && runs.length <= errors + 1);
      // Its IDs count from 0.
      assert.equal(otherIds, LAST + runs.length - 1);
    },
    more(context) {
      test("a stream of another name is refused, with a status", async () => {
        const { options, page, url } = context;
        await page.follow(url("/events?stream=other"), options);
        const { errors } = await page.until(({ readyState }) => readyState === 2);
        assert.deepEqual([errors[0]?.reason, errors[0]?.status], ["status", 500]);
      });
    },
  },
  skipWithout("go"),
);
