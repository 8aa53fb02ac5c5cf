/** What is to be measured, of the command line. */

import { parseArgs } from "node:util";

import { BROWSERS } from "../../tests/support/browsers.js";
import { CUTS } from "../cuts.js";
import { WORKLOADS } from "../workloads.js";
import { CONTENDERS, FLOORS, RIVALS } from "./contenders.js";

const PARTS = /** @type {const} */ (["streams", "opening", "memory", "flat"]);

/** Cut small, a stream need not be long: the first of each workload. */
const SMALL_CUTS = { event: ["token", "tick", "wiki"], odd: ["token", "wiki", "crlf"] };

const QUICK = {
  workloads: ["token", "wiki"],
  contenders: ["ours", "native", "eventsource", "floor: read", "floor: turns"],
};

/**
 * @typedef {object} Options
 * @property {import("../../tests/support/browsers.js").BrowserName[]} browsers
 * @property {[workload: string, cut: import("../cuts.js").Cut][]} streams
 * @property {string[]} contenders
 * @property {number} rounds in each start of the browser
 * @property {number} starts
 * @property {(typeof PARTS)[number][]} parts
 * @property {boolean} quick
 * @property {boolean} isWhole
 * @property {string | undefined} out
 */

/** @returns {Options} */
export function optionsOf(/** @type {string[]} */ args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      browser: { type: "string" },
      workload: { type: "string" },
      cut: { type: "string" },
      contender: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string" },
      starts: { type: "string" },
      out: { type: "string" },
    },
  });
  const { quick, browser, workload, cut, contender, only, rounds = "5", out } = values;
  const cuts = chosen(cut, Object.keys(CUTS), quick ? ["64k", "event"] : ["64k", "event", "odd"]);
  const workloads = chosen(workload, WORKLOADS, quick ? QUICK.workloads : WORKLOADS);
  const isWhole = !quick && [browser, workload, cut, contender, only].every((value) => value === undefined);
  const { starts = isWhole ? "3" : "1" } = values;
  for (const number of [rounds, starts]) {
    if (!/^[1-9]\d*$/.test(number)) throw new RangeError(`--rounds or --starts ${number}: no such number`);
  }
  return {
    browsers: chosen(browser, BROWSERS, BROWSERS),
    streams: /** @type {import("../cuts.js").Cut[]} */ (cuts).flatMap((one) =>
      workloads.filter((name) => workload || isUsual(name, one, quick)).map((name) => pair(name, one)),
    ),
    contenders: chosen(
      contender,
      [...RIVALS, ...FLOORS],
      quick ? QUICK.contenders : CONTENDERS.map(({ name }) => name),
    ),
    rounds: Number(rounds),
    starts: Number(starts),
    parts: chosen(only, PARTS, quick ? ["streams", "opening"] : PARTS),
    quick,
    isWhole,
    out,
  };
}

/** @returns {[string, import("../cuts.js").Cut]} */
function pair(/** @type {string} */ name, /** @type {import("../cuts.js").Cut} */ cut) {
  return [name, cut];
}

function isUsual(
  /** @type {string} */ name,
  /** @type {import("../cuts.js").Cut} */ cut,
  /** @type {boolean} */ quick,
) {
  if (cut !== "event" && cut !== "odd") return true;
  return quick ? name === "token" : SMALL_CUTS[cut].includes(name);
}

/**
 * @template {string} Name
 * @param {string | undefined} list what the command line names
 * @param {readonly Name[]} known
 * @param {readonly string[]} usual
 * @returns {Name[]}
 */
function chosen(list, known, usual) {
  const names = list?.split(",") ?? usual;
  const unknown = names.filter((name) => !known.includes(/** @type {Name} */ (name)));
  if (unknown.length > 0) throw new RangeError(`no such thing: ${unknown} (there are ${known.join(", ")})`);
  return /** @type {Name[]} */ ([...names]);
}
