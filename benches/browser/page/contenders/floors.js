/** What nobody who reads a stream can go below: parts of the work, done as plainly as possible. */
import { messageEvent } from "../../../../js/events.js";
import { settled } from "../../../../js/turns.js";

/** @typedef {import("../connect.js").Connect} Connect */
/** @typedef {import("../connect.js").Expected} Expected */

const DATA = "x".repeat(200);
const [ORIGIN, LAST_EVENT_ID] = [globalThis.location.origin, ""];

/** Reads the body. */
export const read = floor(() => () => {});

/** Reads, and decodes each chunk whole. */
export const decode = floor(() => {
  const decoder = new TextDecoder();
  return (bytes) => void decoder.decode(bytes, { stream: true });
});

/** Reads, and dispatches as many MessageEvents as there are events, all with the same data. */
export const dispatch = floor((expected) => {
  const target = heardTarget();
  return paced(expected, () =>
    target.dispatchEvent(
      new MessageEvent("message", { data: DATA, origin: ORIGIN, lastEventId: LAST_EVENT_ID }),
    ),
  );
});

/** Reads, and dispatches a bare `Event` for each event: the least that an EventTarget does. */
export const event = floor((expected) => {
  const target = heardTarget();
  return paced(expected, () => target.dispatchEvent(new Event("message")));
});

/** The same, with three turns of the microtask queue behind each event: what the package promises its users. */
export const turns = floor((expected) => {
  const target = heardTarget();
  const due = dueOf(expected);
  return async ({ length }) => {
    for (let left = due(length); left > 0; left--) {
      target.dispatchEvent(new Event("message"));
      await null;
      await null;
      await null;
    }
  };
});

/** @type {Prepared} One page has one stream. */
let prepared;

/**
 * Dispatches an event with its own text for each event, in the event object that the package takes in this engine, with the
 * three turns, to the listener that the contenders have. The texts are decoded and sliced, ASCII apart from the other, out of
 * values that were sorted before: nothing is searched for or copied, but that bytes in which no event ends are kept. That is all
 * that the package does but parsing.
 */
export const messages = floor((expected, hear) => {
  const target = new EventTarget();
  target.addEventListener("message", (message) => {
    const { data, lastEventId } = /** @type {MessageEvent<string>} */ (message);
    hear(data, lastEventId);
  });
  const { ascii, wide, table } = prepared;
  const kept = new Uint8Array((2 * expected.bytes) / expected.events);
  let keptLength = 0;
  let past = 0;
  let next = 0;
  /** @type {(row: number, column: number) => number} */
  const cell = (row, column) => /** @type {number} */ (table[row * COLUMNS + column]);
  const dispatchUntil = async (/** @type {number} */ end) => {
    const [asciiStart, wideStart] = [cell(next, 4), cell(next, 6)];
    const asciiText = textOf(ascii, asciiStart, cell(end, 4));
    const wideText = textOf(wide, cell(next, 5), cell(end, 5));
    for (; next < end; next++) {
      const isWide = cell(next, 0);
      const start = isWide ? wideStart : asciiStart;
      const [idStart, idEnd] = [cell(next, 4), cell(next, 3)];
      const id = idStart < idEnd ? asciiText.slice(idStart - asciiStart, idEnd - asciiStart) : "";
      const data = (isWide ? wideText : asciiText).slice(cell(next, 1) - start, cell(next, 2) - start);
      target.dispatchEvent(messageEvent("message", data, ORIGIN, id));
      await settled;
      await settled;
      await settled;
    }
  };
  return (bytes) => {
    past += bytes.length;
    let end = next;
    while (end < expected.events && cell(end, 7) <= past) end++;
    if (end > next) {
      keptLength = 0;
      return dispatchUntil(end);
    }
    if (keptLength + bytes.length <= kept.length) {
      kept.set(bytes, keptLength);
      keptLength += bytes.length;
    }
  };
});

const COLUMNS = 8;
const decoder = new TextDecoder();

/** As the package makes it: ASCII of a few bytes is not worth a decoder. */
function textOf(/** @type {Uint8Array} */ utf8, /** @type {number} */ start, /** @type {number} */ end) {
  if (start === end) return "";
  const bytes = utf8.subarray(start, end);
  return end - start > 24
    ? decoder.decode(bytes)
    : String.fromCharCode.apply(null, /** @type {any} */ (bytes));
}

/**
 * @typedef {object} Prepared
 * @property {Uint8Array} ascii
 * @property {Uint8Array} wide
 * @property {Int32Array} table a row for each event: whether its data is not ASCII, where that starts and ends in its text,
 *   where its ID ends, with which the ASCII text of the event starts; how many bytes the ASCII and the other text have
 *   before it, and characters the other; and where it ends in the stream. Another row is behind the last
 */

/** Sorts the values of all events, for `messages`. */
export async function prepare() {
  /** @type {import("../../server.js").Inside} */
  const { events, ends } = await (await fetch("/events")).json();
  const encoder = new TextEncoder();
  let [ascii, wide, wideBytes] = ["", "", 0];
  const rows = events.map(({ data, id }, index) => {
    const before = [ascii.length, wideBytes, wide.length];
    ascii += id;
    const idEnd = ascii.length;
    const { length } = encoder.encode(data);
    const isWide = length > data.length;
    const start = isWide ? wide.length : idEnd;
    if (isWide) {
      wide += data;
      wideBytes += length;
    } else ascii += data;
    return [Number(isWide), start, start + data.length, idEnd, ...before, ends[index] ?? 0];
  });
  rows.push([0, 0, 0, 0, ascii.length, wideBytes, wide.length, 0]);
  prepared = {
    ascii: encoder.encode(ascii),
    wide: encoder.encode(wide),
    table: Int32Array.from(rows.flat()),
  };
}

function heardTarget() {
  const target = new EventTarget();
  let heard = 0;
  target.addEventListener("message", () => heard++);
  return target;
}

/** How many events end in the bytes so far, and were not counted yet. */
function dueOf(/** @type {Expected} */ { bytes, events }) {
  let past = 0;
  let done = 0;
  return (/** @type {number} */ length) => {
    past += length;
    const due = Math.floor((events * past) / bytes) - done;
    done += due;
    return due;
  };
}

/** @returns {(bytes: Uint8Array) => void} */
function paced(/** @type {Expected} */ expected, /** @type {() => void} */ act) {
  const due = dueOf(expected);
  return ({ length }) => {
    for (let left = due(length); left > 0; left--) act();
  };
}

/**
 * @param {(expected: Expected, hear: import("../connect.js").Ears["hear"]) => (bytes: Uint8Array) => void | Promise<void>} start
 * @returns {Connect & { chunks: () => number }}
 */
function floor(start) {
  let chunks = 0;
  /** @type {Connect} */
  const connect = (url, { opened, hear, ended, failed }, expected) => {
    const request = new AbortController();
    chunks = 0;
    const run = async () => {
      const work = start(expected, hear);
      const { body } = await fetch(url, { signal: request.signal });
      opened();
      const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
      let reading = reader.read();
      for (let bytes = 0; bytes < expected.bytes;) {
        const { value, done } = await reading;
        if (done) throw new Error(`the stream ended after ${bytes} bytes`);
        bytes += value.length;
        chunks++;
        // The next read is under way meanwhile, as the package's is.
        if (bytes < expected.bytes) reading = reader.read();
        const working = work(value);
        if (working) await working;
      }
      ended();
    };
    run().catch(failed);
    return () => request.abort();
  };
  return Object.assign(connect, { chunks: () => chunks });
}
