/** Chunks of any size and kind, which the engine gets in pieces of 64 KiB. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { EventSource } from "eventsource-wasm";

const PIECE = 64 * 1024;

/** So many bytes, and the numbers that their events hold. */
function streamOf(/** @type {number} */ length) {
  let text = "";
  const numbers = [];
  while (text.length + 20 <= length) {
    numbers.push(`${numbers.length}`);
    text += `data: ${numbers.at(-1)}\n\n`;
  }
  return { bytes: Buffer.from(text.padEnd(length, ":")), numbers };
}

/** @param {ReadableStream} body */
async function dataOf(body, onFirst = () => {}) {
  const source = EventSource.from(body);
  /** @type {string[]} */
  const data = [];
  source.addEventListener("message", onFirst, { once: true });
  source.addEventListener("message", (event) => data.push(event.data));
  const [error] = await once(source, "error");
  assert.equal(error.reason, "end-of-stream");
  return data;
}

function bodyOf(/** @type {unknown[]} */ chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

for (const length of [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE, 3 * PIECE + 1]) {
  test(`a chunk of ${length} bytes between empty ones, and another behind it`, async () => {
    const { bytes, numbers } = streamOf(length);
    const empty = new Uint8Array(0);
    const line = new TextEncoder().encode("\ndata: last\n\n");
    assert.deepEqual(await dataOf(bodyOf([empty, bytes, empty, line])), [...numbers, "last"]);
  });
}

for (const [name, viewOf] of /** @type {const} */ ([
  ["Uint8Array", (/** @type {Buffer} */ bytes) => new Uint8Array(bytes)],
  ["Buffer", (/** @type {Buffer} */ bytes) => bytes],
  [
    "DataView",
    (/** @type {Buffer} */ { buffer, byteOffset, length }) => new DataView(buffer, byteOffset, length),
  ],
])) {
  test(`a ${name} that is written over while it is worked on`, async () => {
    const { bytes, numbers } = streamOf(4 * PIECE);
    const view = viewOf(bytes);
    const { buffer, byteOffset, byteLength } = view;
    const overwrite = () => void new Uint8Array(buffer, byteOffset, byteLength).fill(32);
    assert.deepEqual(await dataOf(bodyOf([view]), overwrite), numbers);
  });
}

test("a stream of a class of its own, whose reader throws at once, breaks the connection", async () => {
  const cause = new Error("at once");
  const read = () => {
    throw cause;
  };
  const getReader = () => ({ read, cancel: async () => {} });
  const shape = Object.create(ReadableStream.prototype, { getReader: { value: getReader } });
  const [error] = await once(EventSource.from(Object.setPrototypeOf(new ReadableStream(), shape)), "error");
  assert.deepEqual([error.reason, error.cause], ["network", cause]);
});

test("a buffer that the stream uses for each chunk, while an iterator waits to be asked", async () => {
  const buffer = new Uint8Array(2 ** 20 + 8).fill(0x78);
  let pulls = 0;
  const body = new ReadableStream({
    async pull(controller) {
      await setTimeout(1);
      if (pulls === 6) return controller.close();
      buffer.set(new TextEncoder().encode(`data: ${pulls++}`));
      buffer.fill(0x0a, -2);
      controller.enqueue(buffer);
    },
  });
  /** @type {(string | undefined)[]} */
  const seen = [];
  for await (const { data } of EventSource.from(body)) {
    seen.push(data[0]);
    await setTimeout(20);
  }
  assert.deepEqual(seen, ["0", "1", "2", "3", "4", "5"]);
});

/** Gives one chunk, and is broken when the next is asked for. */
function breakingBody(/** @type {Uint8Array} */ chunk, /** @type {Error} */ cause) {
  let pulls = 0;
  return new ReadableStream(
    { pull: (controller) => (pulls++ === 0 ? controller.enqueue(chunk) : controller.error(cause)) },
    { highWaterMark: 0 },
  );
}

// What rejects unhandled fails the test that runs.
test("a body that breaks while an iterator waits to be asked: first the events, then the failure", async () => {
  const cause = new Error("broken");
  const chunk = new TextEncoder().encode(`data: ${"x".repeat(2 ** 20)}\n\n`);
  const messages = EventSource.from(breakingBody(chunk, cause))[Symbol.asyncIterator]();
  await setTimeout(50);
  assert.equal((await messages.next()).value?.data.length, 2 ** 20);
  await assert.rejects(messages.next(), { name: "Failure", cause });
});

test("closed by a listener when the next read is rejected already", async () => {
  const chunk = new TextEncoder().encode("data: 1\n\ndata: 2\n\n");
  const source = EventSource.from(breakingBody(chunk, new Error("broken")));
  /** @type {string[]} */
  const seen = [];
  source.onerror = () => seen.push("error");
  source.onmessage = ({ data }) => {
    seen.push(data);
    source.close();
  };
  await setTimeout(50);
  assert.deepEqual(seen, ["1"]);
});
