/** What nobody who reads a stream can go below: parts of the work, done as plainly as possible. */
import { messageEvent } from "../../../../js/events.js";
import { settled } from "../../../../js/turns.js";
import { addSample } from "../../../checksums.js";

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

/**
 * Decodes, and dispatches a part of the text for each event, in the event object that the package takes in this engine,
 * with the three turns, to a listener that looks at it as that of the contenders does: all that the package does but
 * parsing, for streams without types and IDs. Where an event comes in several chunks, less: the text of all but the last
 * is thrown away.
 */
export const messages = floor((expected) => {
  const target = new EventTarget();
  let hash = 0;
  let count = 0;
  target.addEventListener("message", (message) => {
    const { data, lastEventId } = /** @type {MessageEvent<string>} */ (message);
    hash = addSample(hash, data, lastEventId, count++);
  });
  const decoder = new TextDecoder();
  const due = dueOf(expected);
  return async (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    const parts = due(bytes.length);
    for (let at = 0; at < parts; at++) {
      const data = text.slice((text.length * at) / parts, (text.length * (at + 1)) / parts);
      target.dispatchEvent(messageEvent("message", data, ORIGIN, LAST_EVENT_ID));
      await settled;
      await settled;
      await settled;
    }
  };
});

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

/** @returns {Connect & { chunks: () => number }} */
function floor(/** @type {(expected: Expected) => (bytes: Uint8Array) => void | Promise<void>} */ start) {
  let chunks = 0;
  /** @type {Connect} */
  const connect = (url, { opened, ended, failed }, expected) => {
    const request = new AbortController();
    chunks = 0;
    const run = async () => {
      const work = start(expected);
      const { body } = await fetch(url, { signal: request.signal });
      opened();
      const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
      for (let bytes = 0; bytes < expected.bytes;) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended after ${bytes} bytes`);
        bytes += value.length;
        chunks++;
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
