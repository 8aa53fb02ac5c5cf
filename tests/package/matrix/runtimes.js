/** Runtimes without a page. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

/** @typedef {import("./run.js").Row} Row */
/** @typedef {import("./context.js").Context} Context */

const ROOT = "eventsource-wasm";
const CLASSES = [
  ROOT,
  `${ROOT}/external`,
  `${ROOT}/no-wasm`,
  `${ROOT}/polyfill`,
  `${ROOT}/override`,
  `${ROOT}/yaffle`,
];

/** How a module gets the class of an entry: those that set the global export none. */
function classOf(/** @type {string} */ entry) {
  if (/polyfill|override/.test(entry)) return "globalThis.EventSource";
  return entry.endsWith("/yaffle") ? "entry.EventSourcePolyfill" : "entry.EventSource";
}

function esm(/** @type {string} */ entry) {
  // Node 20 has a flag for a class of its own, Deno and Bun have one.
  const before = entry.endsWith("/polyfill") ? `delete globalThis.EventSource;` : "";
  return `${before}
    const entry = await import("${entry}");
    const { stream } = await import("./stream.js");
    const url = (globalThis.Deno?.args ?? process.argv.slice(2))[0];
    console.log(JSON.stringify(await stream(${classOf(entry)}, url)));`;
}

function cjs(/** @type {string} */ entry) {
  return `const entry = require("${entry}");
    import("./stream.js").then(async ({ stream }) => {
      console.log(JSON.stringify(await stream(${classOf(entry)}, process.argv[2])));
    });`;
}

/** Not a class: what it is for, with requests of one's own. */
const READ_EVENTS = `import { EventSource } from "eventsource-wasm";
  import { readEvents } from "eventsource-wasm/stream";
  const url = (globalThis.Deno?.args ?? process.argv.slice(2))[0];
  const seen = [];
  const headers = { "X-Test": "x" };
  for (const more of [{}, { "Last-Event-ID": "7" }]) {
    for await (const { data, lastEventId } of readEvents(await fetch(url, { headers: { ...headers, ...more } }))) {
      seen.push((lastEventId || more["Last-Event-ID"]) + " " + data);
      break;
    }
  }
  console.log(JSON.stringify({ seen, engine: EventSource.engine }));`;

/**
 * @param {string} tool
 * @param {string | undefined} dependency
 * @param {string} file
 * @param {(entry: string) => string} code
 * @param {(context: Context, folder: string, url: string) => Promise<string>} start
 * @param {string[]} [entries]
 * @returns {Row[]}
 */
function rows(tool, dependency, file, code, start, entries = CLASSES) {
  return entries.map((entry) => ({
    tool,
    dependency,
    entry,
    async run(context) {
      const folder = await context.project(tool.replaceAll(/\W+/g, "-"), { [file]: code(entry) });
      return context.expectProgram(
        (url) => start(context, folder, url),
        entry.endsWith("/no-wasm") ? "js" : "wasm",
      );
    },
  }));
}

const node = (/** @type {string} */ file) =>
  /** @type {Parameters<typeof rows>[4]} */ (
    (context, folder, url) => context.run(folder, "node", [file, url])
  );
const STREAM = [`${ROOT}/stream`];

const WORKER = (/** @type {string} */ entry) => `import * as entry from "${entry}";
  import { stream } from "./stream.js";
  export default {
    async fetch(request) {
      const url = new URL(request.url).searchParams.get("stream");
      if (!url) return new Response("ready");
      return stream(${classOf(entry)}, url).then(Response.json, ({ message }) => new Response(message));
    },
  };`;

const WORKERD_CONFIG = (/** @type {string[]} */ wasm) => `using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = .worker),
      (name = "internet", network = (allow = ["private", "public"])),
    ],
    sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
  );
  const worker :Workerd.Worker = (
    compatibilityDate = "2026-01-01",
    modules = [
      (name = "worker.js", esModule = embed "out/worker.js"),
      ${wasm.map((name) => `(name = "${name}", wasm = embed "out/${name}"),`).join("\n")}
    ],
  );`;

/** @returns {Row} */
function workerd(/** @type {string} */ entry) {
  return {
    tool: "workerd",
    dependency: "workerd",
    entry,
    note: "bundled by esbuild with the condition `workerd`",
    async run(context) {
      const folder = await context.project("workerd", { "worker.js": WORKER(entry) });
      const { metafile } = await build({
        absWorkingDir: folder,
        entryPoints: ["worker.js"],
        outdir: "out",
        bundle: true,
        format: "esm",
        conditions: ["workerd"],
        loader: { ".wasm": "copy" },
        metafile: true,
      });
      const wasm = Object.keys(metafile.outputs).filter((path) => path.endsWith(".wasm"));
      writeFileSync(
        join(folder, "config.capnp"),
        WORKERD_CONFIG(wasm.map((path) => path.replace("out/", ""))),
      );
      const origin = await context.serve("workerd", (port) => [
        "serve",
        `${folder}/config.capnp`,
        "--socket-addr",
        `http=127.0.0.1:${port}`,
      ]);
      const ask = async (/** @type {string} */ url) =>
        (await fetch(`${origin}/?stream=${encodeURIComponent(url)}`)).text();
      return context.expectProgram(ask, entry.endsWith("/no-wasm") ? "js" : "wasm");
    },
  };
}

/** @type {Row[]} */
export const RUNTIMES = [
  ...rows("node, ESM", undefined, "main.js", esm, node("main.js")),
  ...rows("node, ESM", undefined, "main.js", () => READ_EVENTS, node("main.js"), STREAM),
  ...rows("node, CommonJS", undefined, "main.cjs", cjs, node("main.cjs")),
  ...rows("deno", "deno", "main.js", esm, (context, folder, url) =>
    context.run(folder, "deno", ["run", "--allow-all", "--node-modules-dir=manual", "main.js", url]),
  ),
  ...rows("bun", "bun", "main.js", esm, (context, folder, url) =>
    context.run(folder, "bun", ["main.js", url]),
  ),
  ...rows(
    "bun, require()",
    "bun",
    "main.cjs",
    cjs,
    (context, folder, url) => context.run(folder, "bun", ["main.cjs", url]),
    [ROOT],
  ),
  ...[ROOT, `${ROOT}/no-wasm`, `${ROOT}/yaffle`, `${ROOT}/override`].map(workerd),
];
