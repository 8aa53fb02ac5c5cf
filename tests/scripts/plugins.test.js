/** What the build puts into the modules named `engine:…`. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { inWords } from "../../scripts/build/plugins.js";

test("a module is filled up to whole words, and stays one", () => {
  const empty = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  for (const letters of ["", "a", "ab", "abc"]) {
    // With a custom section, whose name is these letters.
    const module = Buffer.from([...empty, 0, letters.length + 1, letters.length, ...Buffer.from(letters)]);
    const filled = inWords(module);
    assert.equal(filled.length % 4, 0);
    assert.ok(filled.length - module.length < 7);
    assert.ok(filled.subarray(0, module.length).equals(module));
    assert.ok(WebAssembly.validate(new Uint8Array(filled)), letters);
  }
});
