/** What publint and @arethetypeswrong/cli say of the tarball: nothing. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { installPackage, ROOT } from "./support/project.js";

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
before(async () => void (project = await installPackage()));

describe("linters of packages", () => {
  test("publint", async () => {
    const pack = { tarball: new Uint8Array(readFileSync(project.tarball)).buffer };
    const { messages, pkg } = await publint({ pack, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
    );
  });

  test("are the types wrong? not where exports are read", async () => {
    const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [project.tarball, "--profile", "node16", "--exclude-entrypoints", "./engine.wasm"];
    const { stdout } = await promisify(execFile)(process.execPath, [attw, ...args, "--format", "json"]);
    const { analysis, problems } = JSON.parse(stdout);
    const entries = Object.keys(analysis.entrypoints);
    assert.ok(entries.includes("./external") && entries.length >= 7, entries.join());
    // The profile leaves out TypeScript's resolution "node10", which reads no exports.
    const others = Object.values(problems)
      .flat()
      .filter(({ resolutionKind }) => resolutionKind !== "node10");
    assert.deepEqual(others, []);
  });
});
