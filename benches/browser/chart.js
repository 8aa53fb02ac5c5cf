/** The results as a picture: for each browser and workload a row, for each contender a dot. */

import { speedOf } from "./targets.js";

/** @typedef {import("./measure.js").Results} Results */

const TITLES = /** @type {Record<string, string>} */ ({
  chromium: "Chromium",
  firefox: "Firefox",
  webkit: "WebKitGTK",
});
const WIDTH = 860;
const LEFT = 78;
const RIGHT = 840;
const TOP = 78;
const ROW = 22;
const GAP = 40;
const MARKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

const STYLE =
  "text{font:12px system-ui,sans-serif;fill:#596175}.title{font-weight:600;fill:#161a26}.end{text-anchor:end}" +
  ".middle{text-anchor:middle}.page{fill:#fff}.grid{stroke:#e2e5ee}.one{stroke:#8f98ad}.ours{fill:#5a3df0}" +
  ".eventsource{fill:#d2541b}.fetch{fill:#0b7f4f}.other{fill:#b3bac9}.floor{fill:none;stroke:#8f98ad}" +
  "@media(prefers-color-scheme:dark){text{fill:#97a1b7}.title{fill:#e7eaf3}.page{fill:#131824}.grid{stroke:#232a3a}" +
  ".one{stroke:#5d6880}.ours{fill:#8e7bff}.eventsource{fill:#ff8f52}.fetch{fill:#41d896}.other{fill:#4b5568}}";

/** Those that have a colour of their own; the first is drawn last. */
const CLASSES = /** @type {Record<string, string>} */ ({
  ours: "ours",
  eventsource: "eventsource",
  "fetch-event-source": "fetch",
  "event-source-polyfill": "other",
  "extended-eventsource": "other",
  "sse.js": "other",
  "floor: turns": "floor",
});
const LEGEND = [
  ["ours", "this package", 105],
  ["eventsource", "eventsource", 100],
  ["fetch", "fetch-event-source (no events)", 210],
  ["other", "other packages", 120],
  ["floor", "floor: read, a bare Event each, three turns", 0],
];

/** Dark or light as its reader wants it. */
export function chartOf(/** @type {Results[]} */ all) {
  const panels = all.map((results) => ({
    ...results,
    streams: results.streams.filter(({ cut }) => cut === "64k"),
  }));
  let y = TOP;
  const parts = panels.flatMap((results) => {
    const part = panel(results, y);
    y += results.streams.length * ROW + GAP;
    return part;
  });
  const title = "Speed relative to the browser’s own class, by main-thread CPU (more is faster)";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style><rect class="page" width="${WIDTH}" height="${y}"/>`,
    `<text class="title" x="8" y="18">${title}</text>`,
    ...legend(),
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/**
 * @param {Results} results
 * @param {number} top
 */
function panel({ browser, version, streams }, top) {
  const bottom = top + streams.length * ROW;
  const parts = [
    `<text class="title" x="8" y="${top - 8}">${TITLES[browser]} ${shortVersion(version)}</text>`,
  ];
  for (const mark of MARKS) {
    const x = xOf(mark).toFixed(1);
    parts.push(`<path class="${mark === 1 ? "one" : "grid"}" d="M${x} ${top}V${bottom}"/>`);
    parts.push(`<text class="middle" x="${x}" y="${bottom + 14}">${mark}×</text>`);
  }
  for (const [index, stream] of streams.entries()) {
    const y = top + (index + 0.5) * ROW;
    parts.push(`<text class="end" x="${LEFT - 10}" y="${y + 4}">${stream.workload}</text>`);
    for (const [name, kind] of Object.entries(CLASSES).toReversed()) {
      const speed = speedOf(stream, name, "native");
      if (speed === null) continue;
      const label = `${name}, ${stream.workload}: ${speed.toFixed(2)}×`;
      const radius = kind === "ours" ? 6 : 4.5;
      parts.push(
        `<circle class="${kind}" cx="${xOf(speed).toFixed(1)}" cy="${y}" r="${radius}"><title>${label}</title></circle>`,
      );
    }
  }
  return parts;
}

function legend() {
  let x = 12;
  return LEGEND.flatMap(([kind, label, width]) => {
    const parts = [
      `<circle class="${kind}" cx="${x}" cy="36" r="5"/>`,
      `<text x="${x + 10}" y="40">${label}</text>`,
    ];
    x += Number(width);
    return parts;
  });
}

/** Logarithmic; what is outside stands at the edge. */
function xOf(/** @type {number} */ speed) {
  const [least = 0, most = 0] = [MARKS[0], MARKS.at(-1)].map((mark) => Math.log(Number(mark)));
  const part = (Math.log(speed) - least) / (most - least);
  return LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, part));
}

/** WebKitGTK counts by the second number. */
function shortVersion(/** @type {string} */ version) {
  const [major = "", minor] = version.split(".");
  return major.length > 1 ? major : `${major}.${minor}`;
}
