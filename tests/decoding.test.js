/** The inlined engine is taken out of its string, whatever a page has as `Uint8Array.fromBase64` and `btoa`. */

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

const platform = { fromBase64: Uint8Array.fromBase64, btoa };
const standard = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, "base64"));

function replace({ fromBase64 = platform.fromBase64, btoa = platform.btoa }) {
  Object.assign(Uint8Array, { fromBase64 });
  Object.assign(globalThis, { btoa });
}

/** Which engine it loads, imported once more. */
async function engine() {
  const { EventSource } = await import(`../dist/index.js?${Math.random()}`);
  EventSource.from(new Response("", { headers: { "content-type": "text/event-stream" } })).close();
  return EventSource.engine;
}

afterEach(() => replace({}));

describe("the inlined engine is decoded", () => {
  test("by fromBase64, where there is one", async () => {
    /** @type {string[]} */
    const given = [];
    replace({ fromBase64: (text) => (given.push(text), standard(text)) });
    assert.equal(await engine(), "wasm");
    assert.equal(given.length, 1);
  });

  /** @type {[string, Partial<typeof platform>][]} */
  const rows = [
    ["without it", { fromBase64: /** @type {any} */ (null) }],
    ["where it gives a part of a buffer", { fromBase64: (text) => Buffer.from(text, "base64") }],
    ["where it throws", { fromBase64: () => assert.fail() }],
    [
      "where btoa takes UTF-8",
      { fromBase64: standard, btoa: (text) => Buffer.from(text).toString("base64") },
    ],
    ["without btoa", { fromBase64: standard, btoa: /** @type {any} */ (null) }],
  ];
  for (const [name, replaced] of rows) {
    test(name, async () => {
      replace(replaced);
      assert.equal(await engine(), "wasm");
    });
  }
});
