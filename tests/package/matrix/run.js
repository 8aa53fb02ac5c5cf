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
import { TYPESCRIPT } from "./typescript.js";
import { installTools, VERSIONS } from "./versions.js";

/**
 * @typedef {object} Row
 * @property {string} tool
 * @property {string} [dependency] what VERSIONS knows the tool as
 * @property {() => Promise<string>} [version] of what is not among them
 * @property {string} entry
 * @property {import("../../support/browsers.js").BrowserName} [browser] what is skipped without
 * @property {string} [note]
 * @property {(context: Context) => Promise<string>} run answers which engine ran; throws where it fails
 */

const DOCUMENT = join(ROOT, "docs/packages.md");
const HEAD = `# Bundlers, runtimes, pages

The packed tarball, installed into a project of its own, and in it a stream with a request header, and its
reconnection with the last event ID (for TypeScript the types alone). Written by \`npm run test:package\`.

- The root has the engine inlined, and a file more, \`engine-js.js\`, that it imports where WebAssembly is refused. Bundlers
  make a chunk of that; where the output has to be one file (IIFE), let yours inline dynamic imports. In a worker
  Vite up to 7 makes one file: \`worker: { format: "es" }\`, or \`worker.rollupOptions.output.inlineDynamicImports\`.
- \`eventsource-wasm/external\` looks for \`engine.wasm\` beside its module, as \`new URL("./engine.wasm", import.meta.url)\`.
  Vite, webpack, Rspack and Parcel take the file along by themselves. For esbuild and Rollup it has to be copied beside
  the output, or its URL given to \`init()\`; the file is exported as \`eventsource-wasm/engine.wasm\`. As a script that
  is no module (IIFE, CommonJS) esbuild's output needs \`init(url)\`. The dev server of Vite up to 7 needs
  \`optimizeDeps: { exclude: ["eventsource-wasm"] }\`, or \`init(url)\` with \`url\` from \`eventsource-wasm/engine.wasm?url\`.
  Servers that bundle their dependencies (\`ssr.noExternal\`, routes of Next.js) had better take the root.
- In Node \`external\` reads its file from 20.16 and 22.3 on; before it needs \`init(bytes)\`.
- A bundle in a script that is no module has to be decoded as UTF-8 (\`<meta charset="utf-8">\`), where the bundler does
  not escape what is not ASCII: the inlined engine would be garbled, and the one in JavaScript is loaded.
- Runtimes at the edge without \`MessageEvent\` (Vercel's): the root, \`no-wasm\` and \`stream\` work, their events are
  plain \`Event\`s with the members of a message.
- Parcel reads \`exports\`, and so every entry but the root, only with \`packageExports\` set for \`@parcel/resolver-default\`.
- jsdom has no \`fetch\`, and more is missing: give it Node's (\`fetch\`, \`Response\`, \`Headers\`, \`ReadableStream\`,
  \`TextDecoder\`, \`TextEncoder\`, \`AbortController\`, \`AbortSignal\`).

| tool | version | entry | engine | passed | |
|---|---|---|---|---|---|
`;

const { values: options } = parseArgs({ options: { only: { type: "string", default: "" } } });

async function main() {
  await installTools();
  const { tarball } = await installPackage();
  const context = await Context.start(tarball);
  const rows = [...BUNDLERS, ...FRAMEWORKS, ...RUNTIMES, ...PAGES, ...TYPESCRIPT];
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
    let engine = "";
    let error = "";
    try {
      engine = await row.run(context);
    } catch (reason) {
      error = String(/** @type {Error} */ (reason).message);
      failed += 1;
    }
    context.endServers();
    console.log(`${error ? "FAIL" : "ok  "} ${tool}: ${entry}`);
    if (error) console.log(error.replace(/^/gm, "    "));
    const cells = [tool, await versionOf(row), `\`${entry}\``, engine, error ? "no" : "yes", note];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  await context.close();
  if (lines.length === rows.length) writeFileSync(DOCUMENT, `${HEAD}${lines.join("\n")}\n`);
  console.log(`${lines.length - failed} passed, ${failed} failed`);
  return failed > 0 || lines.length === 0 ? 1 : 0;
}

/** @param {Row} row */
async function versionOf({ dependency, version }) {
  if (version) return version();
  return versionIn(dependency ? (VERSIONS[dependency] ?? "") : process.version);
}

process.exitCode = await main();
