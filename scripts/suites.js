/** The test suites, in the order in which they run. A new suite is one more row. */

import { readdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./run.js";
import { wasmCommands } from "./wasm-suite.js";

/**
 * @typedef {object} Command
 * @property {string} title
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string | undefined>} [env]
 * @property {string[]} [needs] what is skipped without: see ensureTestTools()
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {boolean} [onlyAll] left to `npm run test:all`
 * @property {boolean} [takesOptions] whether options of the command line are handed on, such as --grep
 * @property {(folder: string) => Command[]} commands folder: for temporary files
 */

/** @type {Suite[]} */
export const SUITES = [
  { name: "check", commands: () => [script("scripts/check.js")] },
  { name: "wasm", commands: wasmCommands },
  { name: "browser", takesOptions: true, commands: () => [script("tests/browser/run.js")] },
  {
    name: "browser-js",
    onlyAll: true,
    takesOptions: true,
    commands: () => [script("tests/browser/run.js", "--engine", "js")],
  },
  { name: "page", commands: () => [nodeTest(...testFiles("tests/page"))] },
  { name: "leaks", commands: () => [nodeTest(...testFiles("tests/leaks"))] },
  { name: "demo", commands: () => [nodeTest("tests/demo.test.js"), script("tests/demo.browser.js")] },
  {
    name: "node",
    commands: () => [
      nodeTest(
        "tests/chunks.test.js",
        "tests/decoding.test.js",
        "tests/early.test.js",
        "tests/once.test.js",
        "tests/patched.test.js",
        "tests/stream.test.js",
        "tests/url.test.js",
        "tests/yaffle.test.js",
        ...testFiles("tests/recipes"),
      ),
    ],
  },
  { name: "package", commands: () => [nodeTest(...testFiles("tests/package"))] },
  {
    name: "tools",
    onlyAll: true,
    takesOptions: true,
    commands: () => [script("tests/package/matrix/run.js")],
  },
  { name: "servers", onlyAll: true, commands: () => [script("tests/servers/run.js")] },
  { name: "wpt", takesOptions: true, commands: () => [script("tests/wpt/run.js")] },
];

/**
 * @param {string[]} names none = those of `npm test`, "all" = all
 * @returns {Suite[]}
 */
export function chooseSuites(names) {
  const unknown = names.filter((name) => name !== "all" && !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = SUITES.map(({ name }) => name).join(", ");
    throw new RangeError(`no such suite: ${unknown.join(", ")} (there are ${known}, all)`);
  }
  if (names.length === 0) return SUITES.filter(({ onlyAll }) => !onlyAll);
  return SUITES.filter(({ name }) => names.includes(name) || names.includes("all"));
}

/** @returns {Command} */
function script(/** @type {string[]} */ ...args) {
  return { title: args.join(" "), command: process.execPath, args };
}

/** @returns {Command} */
function nodeTest(/** @type {string[]} */ ...files) {
  const title = `node --test ${files.join(" ")}`;
  return { title, command: process.execPath, args: ["--test", "--test-reporter=spec", ...files] };
}

/** By name, for `node --test` reads a folder's name in its own way in every major version. */
export function testFiles(/** @type {string} */ folder) {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".test.js") && !name.includes("node_modules"));
  if (files.length === 0) throw new RangeError(`no *.test.js in ${folder}`);
  return files.map((name) => join(folder, name));
}
