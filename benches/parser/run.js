/** `npm run bench:parser`: the parser alone, natively and in wasm; writes `benches/results/parser.md`. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runMain, say, step } from "../../scripts/progress.js";
import { ROOT } from "../../scripts/run.js";
import { ensurePeers, versionOf } from "../browser/bundle.js";
import { table } from "../browser/report.js";
import { median, speedup } from "../statistics.js";
import { WORKLOADS } from "../workloads.js";
import { measureWasm } from "./wasm.js";

/** @typedef {import("./wasm.js").Row} Row */

const CUTS = ["64k", "4k", "event"];
/** Of a bare scan's speed. */
const NATIVE_LIMIT = 0.5;

await runMain(async () => {
  await ensurePeers();
  await step("measuring natively", "cargo", ["bench", "--bench", "parser", "--", "--noplot"]);
  const text = `# Parser benchmark

MB/s, medians; natively by criterion, in wasm in Node ${process.version}, strings included. The machine was shared with
other work: only ratios within a row mean anything.

## Native, beside a scan for line ends that does nothing else

${nativeTable()}

## In wasm, beside eventsource-parser ${versionOf("eventsource-parser")}

${wasmTable(await measureWasm())}
`;
  mkdirSync(join(ROOT, "benches/results"), { recursive: true });
  writeFileSync(join(ROOT, "benches/results/parser.md"), text);
  say(text);
});

function nativeTable() {
  const rows = WORKLOADS.map((name) => {
    const scan = nativeSpeed(name, "lines");
    const speeds = CUTS.map((cut) => nativeSpeed(name, cut));
    const ratio = Math.min(Number(speeds[0]), Number(speeds[1])) / scan;
    const verdict = ratio >= NATIVE_LIMIT ? "met" : "**not met**";
    return [
      name,
      scan.toFixed(0),
      nativeSpeed(name, "values").toFixed(0),
      ...speeds.map((speed) => speed.toFixed(0)),
      `${ratio.toFixed(2)}×`,
      verdict,
    ];
  });
  return table(
    [
      "",
      "line scan",
      "scan, copy each value",
      "64 KiB chunks",
      "4 KiB",
      "one event",
      "of the scan, 4 KiB and more",
      "≥ 0.5×",
    ],
    rows,
  );
}

/** MB/s, of what criterion has written. */
function nativeSpeed(/** @type {string} */ workload, /** @type {string} */ name) {
  const folder = join(
    process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"),
    "criterion",
    workload,
    name,
    "new",
  );
  const json = (/** @type {string} */ file) => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const nanoseconds = json("estimates.json").median.point_estimate;
  return (json("benchmark.json").throughput.Bytes / nanoseconds) * 1e3;
}

function wasmTable(/** @type {Row[]} */ rows) {
  const lines = rows.map(({ workload, cut, bytes, ours, peer }) => {
    const ratio = speedup(peer, ours);
    const limit = cut === "event" ? 0.5 : workload === "utf8" ? 0.9 : 1;
    const speeds = [ours, peer].map((times) => (bytes / 1e3 / median(times)).toFixed(0));
    return [
      workload,
      cut,
      ...speeds,
      `${ratio.toFixed(2)}×`,
      `≥ ${limit}×`,
      ratio >= limit ? "met" : "**not met**",
    ];
  });
  return table(["", "chunks", "ours", "eventsource-parser", "ratio", "limit", ""], lines);
}
