/** Both engines see the same while their memory grows: a view of it that has gone stale would lose bytes. */

import { expect } from "chai";

import { tasks, test } from "./support/test.js";

/** @typedef {typeof import("eventsource-wasm")} Entry */
const importing = (/** @type {string} */ path) => /** @type {Promise<Entry>} */ (import(path));
const [{ EventSource: Wasm }, { EventSource: Js }] = await Promise.all(
  ["/dist/index.js", "/dist/no-wasm.js"].map(importing),
);

const STREAMS = 4;
const EVENTS = 16;
const TEXTS = ["plain ASCII ", "Ümläute und ß ", "日本語のテキスト", "🦀 crab 𝄞 clef "];

/** Event streams of ever larger events, with ids and types, each cut into chunks of another size. */
const STREAM = Array.from({ length: STREAMS }, (_, stream) => {
  const events = Array.from({ length: EVENTS }, (__, number) => {
    const text = TEXTS[(stream + number) % TEXTS.length].repeat(1 + number ** 2 * 64 * (stream + 1));
    return `id: ${stream}.${number} é\nevent: ${number % 3 ? "message" : "größe"}\ndata: ${text}\ndata: end ${number}\n\n`;
  });
  const bytes = new TextEncoder().encode(events.join(""));
  const size = [997, 65_536, 20_011, 300_007][stream];
  return Array.from({ length: Math.ceil(bytes.length / size) }, (__, n) =>
    bytes.slice(n * size, (n + 1) * size),
  );
});

/** All streams at the same time, chunk by chunk in turn: each grows the memory while the others hold views of it. */
async function eventsOf(/** @type {Entry["EventSource"]} */ EventSource) {
  const controllers = STREAM.map(() => /** @type {any} */ (null));
  const lists = STREAM.map((_, stream) => {
    const body = new ReadableStream({ start: (controller) => void (controllers[stream] = controller) });
    const source = EventSource.from(body);
    /** @type {string[][]} */
    const seen = [];
    for (const type of ["message", "größe"]) {
      source.addEventListener(type, (/** @type {any} */ event) =>
        seen.push([event.type, event.lastEventId, event.data]),
      );
    }
    return new Promise((resolve) => source.addEventListener("error", () => resolve(seen)));
  });
  for (let chunk = 0; STREAM.some((chunks) => chunk < chunks.length); chunk += 1) {
    for (const [stream, chunks] of STREAM.entries()) {
      if (chunk < chunks.length) controllers[stream].enqueue(chunks[chunk]);
      if (chunk === chunks.length - 1) controllers[stream].close();
    }
    await tasks();
  }
  return Promise.all(lists);
}

describe("the memory grows", () => {
  const { ArrayBuffer } = globalThis;
  let grown = 0;
  before(() => {
    globalThis.ArrayBuffer = new Proxy(ArrayBuffer, {
      construct(target, args) {
        // Nobody else makes one as large as that.
        if (args[0] >= 2 ** 20) grown += 1;
        return Reflect.construct(target, args);
      },
    });
  });
  after(() => void (globalThis.ArrayBuffer = ArrayBuffer));

  test("ten times and more, under load: every event is the same with both engines", async () => {
    const wanted = await eventsOf(Wasm);
    expect(Wasm.engine).to.equal("wasm");
    grown = 0;
    const found = await eventsOf(Js);
    expect(Js.engine).to.equal("js");
    // The first is the memory itself.
    expect(grown).to.be.above(10);
    expect(wanted.map(({ length }) => length)).to.deep.equal(STREAM.map(() => EVENTS));
    for (const [stream, events] of wanted.entries()) {
      for (const [number, event] of events.entries()) {
        // Not deep.equal of it all: a difference would be megabytes of text.
        const same = event.every((text, at) => text === found[stream][number]?.[at]);
        expect(same, `stream ${stream}, event ${number}`).to.equal(true);
      }
    }
  }, 60_000);
});
