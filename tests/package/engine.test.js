/** Which functions of the engine's module have SIMD. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import binaryen from "binaryen";

import { installPackage } from "./support/project.js";

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
before(async () => void (project = await installPackage()));

describe("the engine's module", () => {
  // At its first call WebKit interprets a function, but compiles one that has SIMD.
  test("two functions have SIMD: the searches for a line end and for what is not ASCII", () => {
    const module = binaryen.readBinary(readFileSync(join(project.packageFolder, "dist/engine.wasm")));
    const bodies = Array.from({ length: module.getNumFunctions() }, (_, index) => {
      const { body } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
      return body ? binaryen.emitText(body) : "";
    });
    const vectors = bodies.filter((body) => /\bv128\b/.test(body));
    assert.equal(vectors.length, 2, "others have it: see -combiner-store-merging in scripts/build/engine.js");
    for (const body of vectors) assert.match(body, /i8x16\.bitmask/);
  });
});
