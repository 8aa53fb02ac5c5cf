/** The parser alone in wasm, strings included, beside eventsource-parser, in Node. */

import { mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { CARGO, ENABLED, FLAGS, OPTIMISE, TARGETED } from "../../scripts/build/engine.js";
import { say, step } from "../../scripts/progress.js";
import { ROOT } from "../../scripts/run.js";
import { ensureBuildTools } from "../../scripts/tools.js";
import { addSample, checksumsOf } from "../checksums.js";
import { piecesOf } from "../cuts.js";
import { median, orderOf, speedup } from "../statistics.js";
import { generate, WORKLOADS } from "../workloads.js";

const FOLDER = join(ROOT, "target/benches/parser");
const TARGET = "wasm32-unknown-unknown";
const BYTES = 4e6;
/** Cut by event, a stream of 4 MB in events of 16 bytes would be 250,000 chunks. */
const MOST_CHUNKS = 40_000;

/**
 * @typedef {{ data: string, id: string }} Event
 * @typedef {(pieces: Buffer[], hear: (data: string, id: string) => void) => void} Parse
 * @typedef {{ workload: string, cut: string, bytes: number, ours: number[], peer: number[] }} Row ms of each round
 */

/** With the flags of the package's own engine, and what reads its table in the package. */
async function buildParser() {
  const { wasmBindgen, wasmOpt } = await ensureBuildTools();
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const target = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "engine-wasm");
  const cargo = CARGO.flatMap((argument) => (argument === "--lib" ? ["--example", "parser_wasm"] : argument));
  await step("compiling the parser alone", "cargo", [...cargo, "--target-dir", target], {
    env: { ...process.env, RUSTC_BOOTSTRAP: "1", RUSTFLAGS: `${TARGETED} ${FLAGS}` },
  });
  const output = join(target, TARGET, "release/examples/parser_wasm.wasm");
  await step("generating the glue", wasmBindgen, [
    "--target",
    "bundler",
    "--out-dir",
    FOLDER,
    "--out-name",
    "parser",
    output,
  ]);
  const module = join(FOLDER, "parser_bg.wasm");
  await step("optimising", wasmOpt, [...OPTIMISE, ...ENABLED, module, "-o", module]);
  const { build } = await import("esbuild");
  const glue = JSON.stringify(join(FOLDER, "parser_bg.js"));
  await build({
    stdin: {
      contents: `export * as glue from ${glue}; export * from "./js/batch.js"; export * from "engine:module";`,
      resolveDir: ROOT,
    },
    plugins: [memoryAlone],
    bundle: true,
    format: "esm",
    logLevel: "warning",
    outfile: join(FOLDER, "parser.js"),
  });
}

/** Of the engine's module nothing but its memory. @type {import("esbuild").Plugin} */
const memoryAlone = {
  name: "memory-alone",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^engine:module$/ }, ({ path }) => ({ path, namespace: "memory" }));
    onLoad({ filter: /./, namespace: "memory" }, () => ({
      contents:
        "export let memory; export const room = () => 0; export const use = (given) => void (memory = given);",
    }));
  },
};

/** @returns {Promise<Parse>} */
async function ourParser() {
  const { glue, use, Batch, Columns } = await import(pathToFileURL(join(FOLDER, "parser.js")).href);
  const module = new WebAssembly.Module(await readFile(join(FOLDER, "parser_bg.wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./parser_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  /** @type {any} */ (exports).__wbindgen_start?.();
  const { memory } = /** @type {any} */ (exports);
  use(memory);
  return (pieces, hear) => {
    const stream = new glue.Stream();
    const columns = new Columns();
    // Where address and length of each are, as words of the memory.
    const parts = stream.parts() >>> 2;
    for (const piece of pieces) {
      let left = stream.feed(piece);
      if (left === 0) continue;
      const batch = new Batch(columns, parts);
      for (; left > 0; left--) {
        batch.next();
        hear(batch.data, columns.lastEventId);
      }
    }
    stream.free();
  };
}

/** As eventsource feeds it: decoded chunk by chunk. @returns {Promise<Parse>} */
async function peerParser() {
  const require = createRequire(join(ROOT, "benches/browser/package.json"));
  const { createParser } = await import(pathToFileURL(require.resolve("eventsource-parser")).href);
  return (pieces, hear) => {
    const decoder = new TextDecoder("utf-8");
    let lastEventId = "";
    const parser = createParser({
      onEvent(/** @type {import("eventsource-parser").EventSourceMessage} */ { data, id }) {
        if (id !== undefined) lastEventId = id;
        hear(data, lastEventId);
      },
    });
    for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }));
  };
}

/**
 * @param {Parse} parse
 * @param {Buffer[]} pieces
 * @param {{ sample: number, events: number }} expected
 */
function time(parse, pieces, expected) {
  let hash = 0;
  let count = 0;
  const started = performance.now();
  parse(pieces, (data, id) => void (hash = addSample(hash, data, id, count++)));
  const ms = performance.now() - started;
  if (count !== expected.events || hash !== expected.sample) throw new Error("an event was lost or changed");
  return ms;
}

/** @returns {Promise<Row[]>} */
export async function measureWasm(rounds = 15) {
  await buildParser();
  const parsers = [await ourParser(), await peerParser()];
  const rows = [];
  for (const name of WORKLOADS) {
    for (const cut of /** @type {const} */ (["64k", "4k", "event"])) {
      const size =
        cut === "event"
          ? (BYTES * MOST_CHUNKS) / Math.max(MOST_CHUNKS, generate(name, BYTES).ends.length)
          : BYTES;
      const workload = generate(name, name === "big" ? undefined : size);
      const { events, body } = workload;
      const expected = { ...checksumsOf(events), events: events.length };
      const pieces = piecesOf(workload, cut).flatMap(atMost64KiB);
      /** @type {number[][]} */
      const times = [[], []];
      // The first rounds warm up.
      for (let round = -3; round < rounds; round++) {
        for (const index of orderOf(2, Math.random)) {
          const ms = time(/** @type {Parse} */ (parsers[index]), pieces, expected);
          if (round >= 0) times[index]?.push(ms);
        }
      }
      const [ours = [], peer = []] = times;
      rows.push({ workload: name, cut, bytes: body.length, ours, peer });
      say(
        `${name} ${cut}: ${(body.length / 1e3 / median(ours)).toFixed(0)} MB/s, ${speedup(peer, ours).toFixed(2)}×`,
      );
    }
  }
  return rows;
}

/** The most that the engine gives its parser at once. */
function atMost64KiB(/** @type {Buffer} */ piece) {
  const count = Math.ceil(piece.length / 65_536);
  return Array.from({ length: count }, (_, index) => piece.subarray(index * 65_536, (index + 1) * 65_536));
}
