/** How much memory a long stream takes. */

import { say } from "../../scripts/progress.js";
import { checksumsOf } from "../checksums.js";
import { piecesOf } from "../cuts.js";
import { median } from "../statistics.js";
import { generate } from "../workloads.js";
import { statusOf } from "./threads.js";

/** @typedef {Record<string, number[]>} MemoryResult MB that the peak is above what there was before, by contender */
/** @typedef {{ events: number, tenths: number[], error: string | null }} FlatResult MB held, the most in each tenth of the stream */

const BLOCK = 8.6e6;
const BLOCKS = 10;
/** Whose memory a target depends on, in Chromium: of the others one round is enough. */
const TARGETED = ["ours", "native"];
const TEN_MILLION = 10_000_000;

/**
 * 86 MB of wiki.
 *
 * @param {string} browser
 * @param {import("./server.js").BenchServer} server
 * @param {import("./measure.js").RunPage} runPage
 * @param {string[]} contenders
 * @param {number} rounds
 * @returns {Promise<MemoryResult>}
 */
export async function measureMemory(browser, server, runPage, contenders, rounds) {
  const expected = stream(server, generate("wiki", BLOCK), BLOCKS);
  /** @type {MemoryResult} */
  const memory = {};
  for (let round = 0; round < rounds; round++) {
    for (const name of contenders) {
      if (round > 0 && !(browser === "chromium" && TARGETED.includes(name))) continue;
      const session = { kind: "streams", contenders: [name], rounds: 0, url: "/stream", expected };
      const { first, errors } = await runPage(session);
      if (name in errors) say(`  ${name}: ${errors[name]}`);
      const { peak } = first[name] ?? {};
      if (typeof peak === "number") (memory[name] ??= []).push(peak);
    }
  }
  const medians = Object.entries(memory).map(([name, values]) => `${name} ${median(values).toFixed(0)} MB`);
  say(`${browser} memory: ${medians.join(", ")}`);
  return memory;
}

/**
 * Ten million events of `tick` on one connection.
 *
 * @param {import("./server.js").BenchServer} server
 * @param {import("./measure.js").RunPage} runPage
 * @returns {Promise<FlatResult>}
 */
export async function measureFlat(server, runPage) {
  const workload = generate("tick", 1.6e6);
  const expected = stream(server, workload, Math.round(TEN_MILLION / workload.events.length));
  const session = { kind: "streams", contenders: ["ours"], rounds: 0, url: "/stream", expected };
  /** @type {number[]} */
  const held = [];
  const timer = setInterval(() => {
    const bytes = server.thread && server.sending && statusOf(server.thread.process, "VmRSS");
    if (bytes) held.push(bytes / 1e6);
  }, 200);
  const { errors } = await runPage(session).finally(() => clearInterval(timer));
  if (errors.ours) say(`  ours: ${errors.ours}`);
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    Math.max(...held.slice((held.length * tenth) / 10, (held.length * (tenth + 1)) / 10)),
  );
  say(`10 million events: ${tenths.map((peak) => peak.toFixed(0)).join(" ")} MB`);
  return { events: expected.events, tenths, error: errors.ours ?? null };
}

/** The same events again and again; what is to come. */
function stream(
  /** @type {import("./server.js").BenchServer} */ server,
  /** @type {import("../workloads.js").Workload} */ workload,
  /** @type {number} */ times,
) {
  const { body, events } = workload;
  server.stream = {
    pieces: Array.from({ length: times }, () => piecesOf(workload, "64k")).flat(),
    pace: "whole",
  };
  const repeated = Array.from({ length: times }, () => events).flat();
  return { bytes: body.length * times, events: repeated.length, ...checksumsOf(repeated) };
}
