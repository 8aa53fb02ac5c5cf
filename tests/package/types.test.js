/** The types as users' compilers find them. */

import { execFile } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";

import { installPackage, ROOT } from "./support/project.js";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const OPTIONS = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022"];

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
/** @type {string[]} */
let files;

before(async () => {
  project = await installPackage();
  const folder = join(ROOT, "tests/types");
  files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  for (const name of files) cpSync(join(folder, name), join(project.folder, name));
});

describe("types", () => {
  for (const [module, resolution] of /** @type {const} */ ([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])) {
    // Without --skipLibCheck, and with the libraries of a project that is not the newest.
    for (const lib of ["es2022,dom,dom.iterable", "esnext,dom,dom.iterable,dom.asynciterable"]) {
      test(`module ${module}, resolution ${resolution}, lib ${lib}`, async () => {
        const where = ["--module", module, "--moduleResolution", resolution, "--lib", lib];
        await compile([...OPTIONS, ...where, ...files]);
      });
    }
  }
});

/** Throws with what the compiler says. */
async function compile(/** @type {string[]} */ args) {
  const run = promisify(execFile)(process.execPath, [TSC, ...args], { cwd: project.folder });
  await run.catch((error) => {
    throw new Error(error.stdout || error.stderr || error.message, { cause: error });
  });
}
