/** The types, as a user's project sees them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const ROOT = new URL("../..", import.meta.url).pathname;

test("the types say what api users write, and refuse what they should not", async () => {
  const tsc = promisify(execFile)(`${ROOT}node_modules/.bin/tsc`, ["-p", "tests/types"], { cwd: ROOT });
  const { stdout } = await tsc.catch((error) => error);
  assert.equal(stdout, "");
});
