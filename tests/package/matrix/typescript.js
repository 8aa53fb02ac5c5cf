/** The oldest TypeScript that reads the types, with all of them checked, and the resolution that reads no `exports`. */

import { join } from "node:path";

import { TOOLS } from "./versions.js";

/** @typedef {import("./run.js").Row} Row */

const OLDEST = "typescript-5.2";

const OPTIONS = {
  noEmit: true,
  strict: true,
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  // Not those of Node that a tool has brought.
  types: [],
};

const CODE = `
import { EventSource } from "eventsource-wasm";
import { init } from "eventsource-wasm/external";
import { EventSource as OfNoWasm } from "eventsource-wasm/no-wasm";
import { readEvents, EventSourceStream } from "eventsource-wasm/stream";
import { EventSourcePolyfill } from "eventsource-wasm/yaffle";
import "eventsource-wasm/polyfill";
import "eventsource-wasm/override";

export const all = [init, OfNoWasm, EventSourceStream, EventSourcePolyfill];
export async function read(source: EventSource) {
  for await (const { data } of source) data satisfies string;
  // @ts-expect-error -- no number, and not any
  for await (const { data } of source) data satisfies number;
  for await (const { data } of readEvents(new Response())) data satisfies string;
}
const native: globalThis.EventSource = new EventSource("/", { priority: "low" });
native.close();
`;

/** @type {Row[]} */
export const TYPESCRIPT = [
  { resolution: "nodenext", module: "nodenext" },
  // What `--module commonjs` takes by itself.
  { resolution: "node10", module: "commonjs" },
].map(({ resolution, module }) => ({
  tool: `TypeScript, ${resolution}`,
  dependency: OLDEST,
  entry: "eventsource-wasm",
  note: "the types of every entry; the oldest version that reads them",
  async run(context) {
    const compilerOptions = { ...OPTIONS, module, moduleResolution: resolution };
    const config = JSON.stringify({ compilerOptions, files: ["main.ts"] });
    const folder = await context.project("typescript", { "main.ts": CODE, "tsconfig.json": config });
    await context.run(folder, "node", [join(TOOLS, "node_modules", OLDEST, "bin/tsc"), "-p", "."]);
    return "";
  },
}));
