/** Code that awaits one event at a time misses none, though all have arrived. */

import { expect } from "chai";

import { HEADERS, utf8 } from "./support/memory.js";
import { connect, EventSource, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const TEN = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
const ten = () => connect(new Stream({ body: [{ text: "data: {n}\n\n", repeat: 10 }, STALL] }));
const message = (/** @type {EventTarget} */ source) =>
  new Promise((resolve) => source.addEventListener("message", resolve, { once: true }));

/** Chunks that wait. */
function waiting(/** @type {string[]} */ ...texts) {
  return new ReadableStream({
    start: (controller) => texts.forEach((text) => controller.enqueue(utf8(text))),
  });
}
const eventOf = (/** @type {string} */ text) => `data: ${text}\n\n`;
const chunkEach = () => waiting(...TEN.map(eventOf));
/** The engine gets 64 KiB at once: some pieces end between two events. */
const large = () => waiting(TEN.map((n) => eventOf(n.padEnd(30_000))).join(""));

const { fetch } = globalThis;
/** What is not asked of the server is read as a body of the platform's. */
function fetchWaiting(/** @type {RequestInfo | URL} */ url, /** @type {RequestInit | undefined} */ init) {
  if (!`${url}`.endsWith("/waiting")) return fetch(url, init);
  return Promise.resolve(new Response(chunkEach(), { headers: HEADERS }));
}

/** Takes ten events with a function that gives a promise of the next. */
async function take(/** @type {() => Promise<any>} */ next) {
  const data = [];
  while (data.length < 10) data.push((await next()).data.trim());
  return data;
}

describe("awaiting", () => {
  before(() => void (globalThis.fetch = fetchWaiting));
  after(() => void (globalThis.fetch = fetch));

  for (const [where, open] of Object.entries({
    "in one chunk": ten,
    "in a chunk each, of a stream of one's own": () => EventSource.from(chunkEach()),
    "in a chunk each, of a body": () => connect("/waiting"),
    "in pieces of a chunk": () => EventSource.from(large()),
  })) {
    test(`${where}: a loop over a promise for each event`, async () => {
      const source = open();
      expect(await take(() => message(source))).to.deep.equal(TEN);
      source.close();
    });

    test(`${where}: an async function that gives the next event: three microtask turns`, async () => {
      const source = open();
      async function next() {
        return message(source);
      }
      expect(await take(next)).to.deep.equal(TEN);
      source.close();
    });

    test(`${where}: Promise.race with something that never comes`, async () => {
      const source = open();
      const never = new Promise(() => {});
      expect(await take(() => Promise.race([message(source), never]))).to.deep.equal(TEN);
      source.close();
    });
  }

  test("behind an event, the failure of one that is too large", async () => {
    const chunk = eventOf("a") + eventOf("x".repeat(100));
    const source = connect("http://127.0.0.1:1/", {
      maxEventBytes: 50,
      fetch: async () => new Response(chunk, { headers: HEADERS }),
    });
    const never = new Promise(() => {});
    const next = async () => Promise.race([message(source), never]);
    // Twice, for the page may have had its turn in between.
    for (const _ of [1, 2]) {
      expect((await next()).data).to.equal("a");
      const failure = new Promise((resolve) => source.addEventListener("error", resolve, { once: true }));
      expect(await failure).to.include({ reason: "too-large" });
      source.reconnect();
    }
  });

  test("a microtask that a listener queues runs before the next event", async () => {
    const source = ten();
    /** @type {string[]} */
    const order = [];
    source.addEventListener("message", (/** @type {any} */ { data }) => {
      order.push(`event ${data}`);
      queueMicrotask(() => order.push(`microtask ${data}`));
    });
    await until(() => order.length === 20);
    expect(order).to.deep.equal(TEN.flatMap((n) => [`event ${n}`, `microtask ${n}`]));
  });

  test("no other task comes between two listeners of one event", async () => {
    const source = ten();
    /** @type {string[]} */
    const order = [];
    source.addEventListener("message", (/** @type {any} */ { data }) => order.push(`one ${data}`));
    source.addEventListener("message", (/** @type {any} */ { data }) => order.push(`two ${data}`));
    await until(() => order.length === 20);
    expect(order).to.deep.equal(TEN.flatMap((n) => [`one ${n}`, `two ${n}`]));
  });
});
