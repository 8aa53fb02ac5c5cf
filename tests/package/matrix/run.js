/**
 * The packed tarball in bundlers, runtimes and pages: a stream and its reconnection through each. Writes
 * docs/packages.md when all rows have run.
 *
 *     node tests/package/matrix/run.js [--only TEXT]   rows whose tool and entry hold the text
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { versionIn } from "../../../scripts/versions.js";
import { available, missing } from "../../support/browsers.js";
import { installPackage, ROOT } from "../support/project.js";
import { BUNDLERS } from "./bundlers.js";
import { Context } from "./context.js";
import { FRAMEWORKS } from "./frameworks.js";
import { PAGES } from "./pages.js";
import { RUNTIMES } from "./runtimes.js";
import { installTools, VERSIONS } from "./versions.js";

/**
 * @typedef {object} Row
 * @property {string} tool
 * @property {string} [dependency] what VERSIONS knows the tool as
 * @property {() => Promise<string>} [version] of what is not among them
 * @property {string} entry
 * @property {import("../../support/browsers.js").BrowserName} [browser] what is skipped without
 * @property {string} [note]
 * @property {(context: Context) => Promise<void>} run throws where it fails
 */

const DOCUMENT = join(ROOT, "docs/packages.md");
const HEAD = `# Bundlers, runtimes, pages

Each row: the packed tarball, installed into a project of its own; a stream with a request header, and its
reconnection with the last event ID. Written by \`npm run test:package\`.

| tool | version | entry | passed | |
|---|---|---|---|---|
`;

const { values: options } = parseArgs({ options: { only: { type: "string", default: "" } } });

async function main() {
  await installTools();
  const { tarball } = await installPackage();
  const context = await Context.start(tarball);
  const rows = [...BUNDLERS, ...FRAMEWORKS, ...RUNTIMES, ...PAGES];
  /** @type {string[]} */
  const lines = [];
  let failed = 0;
  for (const row of rows) {
    const { tool, entry, browser, note = "" } = row;
    if (!`${tool} ${entry}`.includes(options.only)) continue;
    if (browser && !available(browser)) {
      console.log(`skipped: ${tool}: ${entry} (${missing(browser).join(", ")} not found)`);
      continue;
    }
    const error = await row.run(context).then(() => null, (/** @type {Error} */ reason) => reason); // prettier-ignore
    context.endServers();
    if (error) failed += 1;
    console.log(
      `${error ? "FAIL" : "ok  "} ${tool}: ${entry}${error ? `\n${error.message.replace(/^/gm, "    ")}` : ""}`,
    );
    lines.push(`| ${tool} | ${await versionOf(row)} | \`${entry}\` | ${error ? "no" : "yes"} | ${note} |`);
  }
  await context.close();
  if (lines.length === rows.length) writeFileSync(DOCUMENT, `${HEAD}${lines.join("\n")}\n`);
  console.log(`${lines.length - failed} passed, ${failed} failed`);
  return failed > 0 || lines.length === 0 ? 1 : 0;
}

/** @param {Row} row */
async function versionOf({ dependency, version }) {
  if (version) return version();
  return dependency ? /** @type {string} */ (VERSIONS[dependency]) : versionIn(process.version);
}

process.exitCode = await main();
