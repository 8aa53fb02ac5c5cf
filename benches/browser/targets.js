/** What is to be reached, and whether it is. */

import { median, speedup } from "../statistics.js";

/**
 * @typedef {import("./measure.js").Results} Results
 * @typedef {import("./measure.js").StreamResult} StreamResult
 * @typedef {import("./page/page.js").Sample} Sample
 *
 * @typedef {object} Verdict
 * @property {string} what
 * @property {string} limit
 * @property {string} measured
 * @property {boolean} met
 * @property {string} floor what the floors of the same run say
 */

/** @typedef {Record<string, Record<string, number>>} Speedups by browser and workload */

/** Main-thread CPU, 64 KiB chunks. @type {Speedups} */
const NATIVE = {
  chromium: { token: 1.5, tick: 1.8, wiki: 1.2, multi: 1.1, utf8: 1.1, big: 1.1 },
  firefox: { token: 3, tick: 2, wiki: 4, multi: 1.8, utf8: 1.8, big: 1.8 },
  webkit: { token: 1.3, tick: 1.5, wiki: 1, multi: 1, utf8: 1, big: 1 },
};
/** @type {Speedups} */
const EVENTSOURCE = {
  chromium: { token: 2, tick: 1.2, wiki: 2, crlf: 1.2, multi: 1.2, utf8: 1.2, big: 1.2 },
  firefox: { token: 1.3, tick: 1.3, wiki: 1.3, crlf: 1.3, multi: 1.3, utf8: 1.3, big: 1.3 },
  webkit: { token: 1.5, tick: 1.5, wiki: 1.5, crlf: 1.5, multi: 1.5, utf8: 1.5, big: 1 },
};
const OPENING = 1.5;
/** MB above the browser's own class. */
const MEMORY = 30;
/** What a stream may hold more in its second half than in its first, MB: what a garbage collector leaves lying. */
const FLAT = 10;

/** Main-thread CPU; where the system does not tell it, wall time. */
export function costs(/** @type {readonly Sample[]} */ samples) {
  return samples.map(({ cpu, wall }) => cpu ?? wall);
}

/**
 * How many times less of the main thread `name` takes than `other`; null where one of them is not there.
 *
 * @param {StreamResult} stream
 * @param {string} name
 * @param {string} other
 */
export function speedOf({ samples, errors }, name, other) {
  const [own, others] = [samples[name], samples[other]];
  if (!own?.length || !others?.length || name in errors || other in errors) return null;
  return speedup(costs(others), costs(own));
}

/** @returns {Verdict[]} */
export function verdictsOf(/** @type {Results} */ results) {
  const { browser, streams } = results;
  return [
    ...streams
      .filter(({ cut }) => cut === "64k")
      .flatMap((stream) => [
        ...speed(stream, "native", NATIVE[browser]?.[stream.workload]),
        ...speed(stream, "eventsource", EVENTSOURCE[browser]?.[stream.workload]),
      ]),
    ...streams.filter(({ cut }) => cut === "event").flatMap((stream) => speed(stream, "eventsource", 1)),
    ...opening(results),
    ...memory(results),
  ];
}

/**
 * @param {StreamResult} stream
 * @param {string} other
 * @param {number | undefined} limit
 * @returns {Verdict[]}
 */
function speed(stream, other, limit) {
  const measured = speedOf(stream, "ours", other);
  if (limit === undefined || measured === null) return [];
  const floors = ["messages", "turns", "event", "decode", "read"].flatMap((name) => {
    const floor = speedOf(stream, `floor: ${name}`, other);
    return floor === null ? [] : `${name} ${times(floor)}`;
  });
  return [
    {
      what: `${stream.workload}, ${stream.cut}: against ${other}`,
      limit: `≥ ${times(limit)}`,
      measured: times(measured),
      met: measured >= limit,
      floor: floors.join(", "),
    },
  ];
}

/** @returns {Verdict[]} */
function opening(/** @type {Results} */ { opening: all }) {
  const { ours = [], eventsource = [], "floor: engine": engine = [] } = all;
  if (ours.length === 0 || eventsource.length === 0) return [];
  const ratio = median(ours) / median(eventsource);
  const floor = `${median(ours).toFixed(1)} ms, ${median(eventsource).toFixed(1)} ms; engine ${median(engine).toFixed(1)} ms`;
  const what = "from `new EventSource` to `open`, the first in a page: against eventsource";
  return [{ what, limit: `≤ ${times(OPENING)}`, measured: times(ratio), met: ratio <= OPENING, floor }];
}

/** @returns {Verdict[]} */
function memory(/** @type {Results} */ { browser, memory: held, flat }) {
  const verdicts = [];
  const [ours, native] = [median(held.ours ?? []), median(held.native ?? [])];
  if (browser === "chromium" && ours >= 0 && native >= 0) {
    const what = "peak memory on 86 MB of wiki: above the native class";
    const floor = `${ours.toFixed(0)} MB, ${native.toFixed(0)} MB`;
    const more = `${(ours - native).toFixed(0)} MB`;
    verdicts.push({ what, limit: `≤ ${MEMORY} MB`, measured: more, met: ours - native <= MEMORY, floor });
  }
  if (flat) {
    const growth = flatGrowth(flat.tenths);
    verdicts.push({
      what: `${(flat.events / 1e6).toFixed(0)} million events of tick: held in the second half above the first`,
      limit: `≤ ${FLAT} MB`,
      measured: flat.error ?? `${growth.toFixed(0)} MB`,
      met: flat.error === null && growth <= FLAT,
      floor: `${flat.tenths.map((tenth) => tenth.toFixed(0)).join(" ")} MB in its tenths`,
    });
  }
  return verdicts;
}

/** How much more the second half held, by medians. */
export function flatGrowth(/** @type {number[]} */ tenths) {
  return median(tenths.slice(tenths.length / 2)) - median(tenths.slice(0, tenths.length / 2));
}

export function times(/** @type {number} */ ratio) {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`;
}
