/** The results as Markdown. */

import { cpus } from "node:os";

import { CUTS } from "../cuts.js";
import { median } from "../statistics.js";
import { aboutOf, WORKLOADS } from "../workloads.js";
import { versionOf } from "./bundle.js";
import { CONTENDERS, TARGETED } from "./contenders.js";
import { costs, speedOf, times, verdictsOf } from "./targets.js";

/** @typedef {import("./measure.js").Results} Results */
/** @typedef {import("./measure.js").StreamResult} StreamResult */
/** @typedef {{ rounds: number, starts: number, minutes: number }} How */

const TITLES = /** @type {Record<string, string>} */ ({
  chromium: "Chromium",
  firefox: "Firefox",
  webkit: "WebKitGTK",
});

/**
 * @param {Results[]} all
 * @param {How} how
 * @returns {{ text: string, ownErrors: number }}
 */
export function reportOf(all, how) {
  const parts = ["# Browser benchmark", head(how)];
  for (const results of all)
    parts.push(`## ${TITLES[results.browser]} ${results.version}`, ...browserParts(results));
  parts.push("## Measured", "", contenderList(), workloadList());
  const ownErrors = all.flatMap(({ streams }) => streams).filter(({ errors }) => "ours" in errors).length;
  return { text: `${parts.join("\n\n")}\n`.replaceAll(/\n{3,}/g, "\n\n"), ownErrors };
}

function head(/** @type {How} */ { rounds, starts, minutes }) {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()})`;
  const again =
    starts === 1
      ? ""
      : `; that of ${rounds * starts} in ${starts} starts of the browser for ${TARGETED.join(", ")}, but in odd pieces`;
  return (
    `Speed relative to the browser's own class, by the time that the main thread of the page's process was running; ` +
    `in brackets by wall time. More than 1 is faster. The median of ${rounds} rounds, all contenders of a table ` +
    `interleaved in one page${again}; ${machine}, shared with other work; ${minutes.toFixed(0)} minutes. How it is ` +
    `measured: docs/benchmarks.md.`
  );
}

/** @returns {string[]} */
function browserParts(/** @type {Results} */ results) {
  const parts = [];
  const verdicts = verdictsOf(results);
  for (const [cut, title] of Object.entries(CUTS)) {
    const streams = results.streams.filter((stream) => stream.cut === cut);
    if (streams.length > 0) parts.push(`### ${title}`, speedTable(streams), errorList(streams));
  }
  if (Object.keys(results.opening).length > 0) {
    parts.push(
      "### From the constructor to `open`, the first in a page, and peak memory on 86 MB of wiki",
      otherTable(results),
    );
  }
  const rows = verdicts.map(({ what, limit, measured, met, floor }) => [
    what,
    limit,
    measured,
    met ? "met" : "**not met**",
    floor,
  ]);
  const met = verdicts.filter((verdict) => verdict.met).length;
  if (rows.length > 0) {
    parts.push(
      `### Targets: ${met} of ${rows.length} met`,
      table(["target", "limit", "measured", "", "floors, or figures"], rows),
    );
  }
  return parts;
}

function speedTable(/** @type {StreamResult[]} */ streams) {
  const names = CONTENDERS.map(({ name }) => name).filter((name) =>
    streams.some(({ samples }) => samples[name]),
  );
  const rows = names.map((name) => [name, ...streams.map((stream) => cell(stream, name))]);
  const absolute = streams.map((stream) => {
    const { native } = stream.samples;
    return native?.length ? `${((median(costs(native)) * 1e6) / stream.events).toFixed(0)} ns` : "–";
  });
  const read = streams.map(({ samples, pieces }) => {
    const chunks = (samples["floor: read"] ?? []).flatMap((sample) => sample.chunks ?? []);
    return chunks.length > 0 ? `${median(chunks)} of ${pieces}` : `? of ${pieces}`;
  });
  rows.push(["native, CPU per event", ...absolute], ["chunks read of those sent", ...read]);
  return table(["", ...streams.map(({ workload }) => workload)], rows);
}

function cell(/** @type {StreamResult} */ stream, /** @type {string} */ name) {
  if (name in stream.errors) return "wrong";
  const speed = speedOf(stream, name, "native");
  if (speed === null) return "–";
  const wall = (/** @type {string} */ who) =>
    median((stream.samples[who] ?? []).map((sample) => sample.wall));
  const text = `${times(speed).slice(0, -1)} (${times(wall("native") / wall(name)).slice(0, -1)})`;
  return name === "ours" ? `**${text}**` : text;
}

function errorList(/** @type {StreamResult[]} */ streams) {
  const errors = streams.flatMap(({ workload, errors: found }) =>
    Object.entries(found).map(([name, error]) => `- ${name}, ${workload}: ${error}`),
  );
  return errors.length === 0 ? "" : `Wrong, and so not timed:\n\n${errors.join("\n")}`;
}

function otherTable(/** @type {Results} */ { opening, memory }) {
  const rows = Object.keys(opening).map((name) => {
    const peak = memory[name] ? `${median(memory[name]).toFixed(0)} MB` : "–";
    return [name, `${median(opening[name] ?? []).toFixed(1)} ms`, peak];
  });
  return table(["", "to `open`", "peak memory above the start"], rows);
}

function contenderList() {
  const lines = CONTENDERS.map(
    ({ name, package: from, about }) => `- ${name}: ${from ? `${from} ${versionOf(from)}, ` : ""}${about}`,
  );
  return lines.join("\n");
}

function workloadList() {
  return WORKLOADS.map((name) => `- ${name}: ${aboutOf(name)}`).join("\n");
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
export function table(header, rows) {
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

function line(/** @type {string[]} */ cells) {
  return `| ${cells.join(" | ")} |`;
}
