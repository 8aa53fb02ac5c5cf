/** The events of the demo's server, by a clock of the test's own. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../www/server/history.js";

test("the history keeps the rate", () => {
  let now = 0;
  const history = new History(500, () => now);
  const heads = [0, 1, 2, 999, 1000, 60_000].map((time) => {
    now = time;
    return history.head;
  });
  assert.deepEqual(heads, [0, 0, 1, 499, 500, 30_000]);
});
