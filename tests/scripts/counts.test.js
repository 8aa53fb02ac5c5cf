import assert from "node:assert/strict";
import { test } from "node:test";

import { countsIn, judge, plain, skippedIn } from "../../scripts/counts.js";

const CARGO = `
running 2 tests
test lines ... ok
test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s

   Doc-tests eventsource_wasm
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`;
const WASM_BINDGEN_TEST =
  "test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s\n";
const TAP = "# tests 8\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 1\n# duration_ms 12.5\n";

test("the binaries of cargo test are added up", () => {
  assert.deepEqual(countsIn(CARGO), { passed: 15, failed: 2, skipped: 1 });
});

test("wasm-bindgen-test", () => {
  assert.deepEqual(countsIn(WASM_BINDGEN_TEST), { passed: 5, failed: 0, skipped: 0 });
});

test("node:test in both reporters; cancelled is failed", () => {
  assert.deepEqual(countsIn(TAP), { passed: 3, failed: 2, skipped: 3 });
  assert.deepEqual(countsIn(TAP.replaceAll("#", "ℹ")), { passed: 3, failed: 2, skipped: 3 });
});

test("a total of a runner's own stands for all that it has printed before", () => {
  assert.deepEqual(
    countsIn(`${CARGO}chromium: 9 passed, 9 failed\n1 passed, 1 failed\n7 passed, 0 failed, 2 skipped\n`),
    {
      passed: 7,
      failed: 0,
      skipped: 2,
    },
  );
});

test("no count is no count", () => {
  assert.equal(countsIn("all 12 passed, 0 failed I think\n"), null);
  assert.equal(countsIn(""), null);
});

test("the plain line", () => {
  assert.equal(plain({ passed: 3, failed: 0, skipped: 0 }), "3 passed, 0 failed");
  assert.equal(plain({ passed: 3, failed: 1, skipped: 2 }), "3 passed, 1 failed, 2 skipped");
});

test("what was skipped is found again", () => {
  assert.deepEqual(skippedIn("skipped: a (b)\n  skipped: c\nnot skipped: d\n"), [
    "skipped: a (b)",
    "skipped: c",
  ]);
});

/** @type {(code: number, output: string) => number} */
const failed = (code, output) => judge({ code, output }).counts.failed;

test("nothing passes by silence", () => {
  assert.equal(failed(0, "3 passed, 0 failed\n"), 0);
  assert.equal(failed(1, "3 passed, 0 failed\n"), 1);
  assert.equal(failed(1, "3 passed, 2 failed\n"), 2);
  assert.equal(failed(0, "3 passed, 2 failed\n"), 2);
  assert.equal(failed(0, "hello\n"), 1);
  assert.equal(failed(0, "0 passed, 0 failed\n"), 1);
  assert.equal(failed(139, ""), 1);
});

test("a suite may skip itself, and says so", () => {
  assert.deepEqual(judge({ code: 0, output: "skipped: wpt (WPT_ROOT is not set)\n" }), {
    counts: { passed: 0, failed: 0, skipped: 1 },
    skipped: ["skipped: wpt (WPT_ROOT is not set)"],
    complaint: null,
  });
});
