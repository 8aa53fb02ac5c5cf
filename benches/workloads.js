/**
 * The streams that are measured: generated, the same bytes for the same seed.
 *
 *     node benches/workloads.js wiki 24000000 > wiki.txt
 */

import { pathToFileURL } from "node:url";

/**
 * @typedef {object} Event
 * @property {string} data
 * @property {string} id the last event ID that goes with it
 *
 * @typedef {object} Workload
 * @property {Buffer} body
 * @property {Event[]} events what an EventSource makes of it
 * @property {number[]} ends where each event's bytes end
 *
 * @typedef {() => number} Random from 0 to 1
 */

const SEED = 20251121;
const WORDS = (
  "the of and a to in is was for on as by with from at that it his an be were are which this had also not or " +
  "has its after first one who they her have their been two other when there all during into school city time"
).split(" ");
const CJK = [..."日本語版の記事を編集しました中文維基百科條目討論頁面東京都渋谷区京都府大阪市한국어위키백과"];
const EMOJI = [..."😀🎉🚀✨🔥👍🌍📈💡🧪"];

/** Mulberry32. @returns {Random} */
export function randomOf(/** @type {number} */ seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick(/** @type {Random} */ random, /** @type {readonly string[]} */ list) {
  return /** @type {string} */ (list[Math.floor(random() * list.length)]);
}

/** `length` words, or characters. */
function several(/** @type {Random} */ random, /** @type {readonly string[]} */ list, length = 1, glue = "") {
  return Array.from({ length }, () => pick(random, list)).join(glue);
}

function digits(/** @type {Random} */ random, /** @type {number} */ count) {
  return String(Math.floor(random() * 9 * 10 ** (count - 1)) + 10 ** (count - 1));
}

/** @typedef {{ lines: string[], event: Event }} Block the lines of an event, and what comes of them */

/** @type {Record<string, { about: string, lineEnd?: string, bytes: number, make: (random: Random, index: number) => Block }>} */
const KINDS = {
  token: {
    about: "chat.completion.chunk JSON, 242 B",
    bytes: 8e6,
    make(random) {
      const delta = { content: ` ${pick(random, WORDS)}`.padEnd(9) };
      const choices = [{ index: 0, delta, finish_reason: null }];
      const id = `chatcmpl-${digits(random, 12)}${digits(random, 12)}`;
      const model = "gpt-4o-mini-2024-07-18";
      const chunk = { id, object: "chat.completion.chunk", created: 1763737200, model, choices };
      return dataOnly(JSON.stringify({ ...chunk, system_fingerprint: "fp_0" }));
    },
  },
  tick: {
    about: "a number, 16 B",
    bytes: 1.2e6,
    make: (random) => dataOnly(`${digits(random, 4)}.${digits(random, 3)}`),
  },
  wiki: { about: "event, id and JSON data, 1.4 KB, a fifth of them with CJK", bytes: 12e6, make: wiki },
  crlf: { about: "wiki with CRLF line ends", lineEnd: "\r\n", bytes: 12e6, make: wiki },
  multi: {
    about: "40 data lines, 1.4 KB",
    bytes: 8e6,
    make(random) {
      const lines = Array.from({ length: 40 }, () =>
        several(random, WORDS, 6, " ").slice(0, 28).padEnd(28, "."),
      );
      return { lines: lines.map((line) => `data: ${line}`), event: { data: lines.join("\n"), id: "" } };
    },
  },
  utf8: {
    about: "CJK and emoji, 400 B",
    bytes: 8e6,
    make: (random) => dataOnly(several(random, CJK, 113) + several(random, EMOJI, 13)),
  },
  big: {
    about: "one data line of 1 MiB",
    bytes: 16 * (2 ** 20 + 8),
    make(random) {
      const text = several(random, WORDS, 2000, " ");
      return dataOnly(text.repeat(Math.ceil(2 ** 20 / text.length)).slice(0, 2 ** 20));
    },
  },
};

/** @returns {Block} */
function dataOnly(/** @type {string} */ data) {
  return { lines: [`data: ${data}`], event: { data, id: "" } };
}

/** What stream.wikimedia.org sends of an edit. @returns {Block} */
function wiki(/** @type {Random} */ random, /** @type {number} */ index) {
  const isWide = random() < 0.2;
  const title = isWide ? several(random, CJK, 12) : several(random, WORDS, 4, "_");
  const comment = isWide ? several(random, CJK, 30) : several(random, WORDS, 28, " ");
  const at = [{ topic: "eqiad.mediawiki.recentchange", partition: 0, offset: 5_000_000_000 + index }];
  const id = JSON.stringify([...at, { topic: "codfw.mediawiki.recentchange", partition: 0, offset: -1 }]);
  const url = `https://xx.wikipedia.org/wiki/${isWide ? encodeURIComponent(title.slice(0, 4)) : title}`;
  const request = `${digits(random, 8)}-${digits(random, 4)}-${digits(random, 12)}`;
  const data = JSON.stringify({
    $schema: "/mediawiki/recentchange/1.0.0",
    meta: {
      uri: url,
      request_id: request,
      id: request,
      domain: "xx.wikipedia.org",
      stream: "mediawiki.recentchange",
    },
    id: Number(digits(random, 9)),
    type: "edit",
    namespace: 0,
    title,
    title_url: url,
    comment,
    timestamp: 1763737200,
    user: several(random, WORDS, 2),
    bot: random() < 0.5,
    minor: random() < 0.5,
    notify_url: `${url}?diff=${digits(random, 9)}&oldid=${digits(random, 9)}`,
    length: { old: Number(digits(random, 5)), new: Number(digits(random, 5)) },
    revision: { old: Number(digits(random, 9)), new: Number(digits(random, 9)) },
    server_url: "https://xx.wikipedia.org",
    server_name: "xx.wikipedia.org",
    server_script_path: "/w",
    wiki: "xxwiki",
    dt: "2025-11-21T15:00:00Z",
    parsedcomment: `<span class="comment">${comment} <a href="${url}" title="${title}">${title}</a></span>`,
  });
  return { lines: ["event: message", `id: ${id}`, `data: ${data}`], event: { data, id } };
}

/** @type {readonly string[]} */
export const WORKLOADS = Object.keys(KINDS);

export function aboutOf(/** @type {string} */ name) {
  return KINDS[name]?.about ?? "";
}

/**
 * At least `bytes` of the workload, whole events.
 *
 * @param {string} name
 * @param {number} [bytes] as many as a measurement needs to be above the noise
 * @returns {Workload}
 */
export function generate(name, bytes = KINDS[name]?.bytes ?? 0) {
  const kind = KINDS[name];
  if (!kind) throw new RangeError(`no such workload: ${name} (there are ${WORKLOADS.join(", ")})`);
  const lineEnd = kind.lineEnd ?? "\n";
  const random = randomOf(SEED);
  const parts = [];
  /** @type {Event[]} */
  const events = [];
  const ends = [];
  let length = 0;
  for (let index = 0; length < bytes; index++) {
    const { lines, event } = kind.make(random, index);
    const part = Buffer.from(lines.map((line) => line + lineEnd).join("") + lineEnd);
    length += part.length;
    parts.push(part);
    events.push(event);
    ends.push(length);
  }
  return { body: Buffer.concat(parts), events, ends };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , name = "", bytes] = process.argv;
  process.stdout.write(generate(name, bytes === undefined ? undefined : Number(bytes)).body);
}
