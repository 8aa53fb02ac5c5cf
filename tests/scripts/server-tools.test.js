/** The Go that builds the servers' programs: the first that is new enough, wherever it is. */

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { findGo } from "../../scripts/server-tools.js";

const PATH = process.env.PATH;
/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eventsource-go-"));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

function putGo(/** @type {string} */ version) {
  const path = join(folder, "go");
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  process.env.PATH = [folder, PATH].join(delimiter);
  return path;
}

test("one that is older than the programs need is passed over", () => {
  const path = putGo("go1.19.8");
  assert.notEqual(findGo()?.path, path);
});

for (const version of ["1.22", "1.22.0", "1.30.1"])
  test(`Go ${version} is taken`, () => {
    const path = putGo(`go${version}`);
    assert.deepEqual(findGo(), { path, version });
  });

test("a version that is to come is taken", () => {
  const path = putGo("go1.30rc1");
  assert.deepEqual(findGo(), { path, version: "1.30" });
});
