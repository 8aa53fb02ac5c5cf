/** What the document shows is what the tests run, word for word. */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const CODE = new URL("code/", import.meta.url);

test("docs/recipes.md shows the files that are tested, and no other code", async () => {
  const document = await readFile(new URL("../../docs/recipes.md", import.meta.url), "utf8");
  const shown = [...document.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const names = await readdir(CODE);
  const tested = await Promise.all(names.map((name) => readFile(new URL(name, CODE), "utf8")));
  assert.ok(tested.length > 0);
  assert.deepEqual(shown.toSorted(), tested.toSorted());
});
