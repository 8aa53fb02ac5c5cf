/** What a page, or its own code in the middle of a call, has replaced: none of it reaches another connection. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

const { Instance } = WebAssembly;
/** @type {WebAssembly.Memory | undefined} */
let memory;
WebAssembly.Instance = /** @type {any} */ (
  function make(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
    const instance = new Instance(module, imports);
    memory = /** @type {any} */ (Object.values(instance.exports).find((value) => "grow" in value));
    return instance;
  }
);
const { EventSource } = await import("../dist/index.js");
const TYPE = { headers: { "content-type": "text/event-stream" } };
// Compiles the engine.
EventSource.from(new Response("", TYPE)).close();
WebAssembly.Instance = Instance;

const platform = { Date: Date.now, random: Math.random, clearTimeout, fetch };
const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** A stream that stays open, and what feeds it. */
function stream() {
  /** @type {any} */
  let controller;
  const body = new ReadableStream({ start: (given) => (controller = given) });
  return { body, send: (/** @type {string} */ text) => controller.enqueue(encode(text)) };
}

/** Another connection, which never gets an answer. */
const another = () => new EventSource("http://127.0.0.1/", { fetch: () => new Promise(() => {}) });

afterEach(() => {
  Date.now = platform.Date;
  Math.random = platform.random;
  Object.assign(globalThis, { clearTimeout: platform.clearTimeout, fetch: platform.fetch });
});

describe("what is replaced", () => {
  test("what an Error inherits from, frozen: failures are told, and what iterates ends", async () => {
    const text = `Object.freeze(Error.prototype);
      const { EventSource } = await import(${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)});
      const source = new EventSource("http://127.0.0.1/", { fetch: async () => new Response("", { status: 404 }) });
      const seen = [];
      source.onerror = ({ reason }) => seen.push(reason);
      await source[Symbol.asyncIterator]().next().catch(({ name, reason }) => seen.push(name, reason));
      process.stdout.write(seen.join());`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", text], {
      timeout: 10_000,
    });
    assert.equal(stdout, "status,Failure,status");
  });

  test("clearTimeout that stops nothing: a timer that is let go calls nobody", async () => {
    const options = { fetch: async () => new Response(stream().body, TYPE), reconnectionTime: 1e6 };
    const closed = new EventSource("http://127.0.0.1/", { ...options, heartbeatTimeout: 150 });
    await once(closed, "open");
    globalThis.clearTimeout = () => {};
    closed.close();
    globalThis.clearTimeout = platform.clearTimeout;
    const others = Array.from({ length: 6 }, () => {
      const source = new EventSource("http://127.0.0.1/", { ...options, heartbeatTimeout: 400 });
      return once(source, "error").then(([{ reason }]) => (source.close(), reason));
    });
    assert.deepEqual(await Promise.all(others), Array(6).fill("heartbeat"));
  });

  test("Date.now that makes another connection: no chunk is lost", async () => {
    const { body, send } = stream();
    const source = EventSource.from(body);
    await once(source, "open");
    Date.now = () => {
      Date.now = platform.Date;
      another().close();
      return Date.now();
    };
    send("data: 1\n\n");
    assert.equal((await once(source, "message"))[0].data, "1");
    source.close();
  });

  test("Math.random that makes another connection: the last event ID stays", () => {
    Math.random = () => {
      Math.random = platform.random;
      another().close();
      return Math.random();
    };
    const fetch = () => new Promise(() => {});
    const source = new EventSource("http://127.0.0.1/", { fetch, lastEventId: "kept" });
    assert.equal(source.lastEventId, "kept");
    source.close();
  });

  test("fetch that aborts the signal: CLOSED, and no event", async () => {
    // Its first: later ones do not ask before there is an engine.
    const fresh = "../dist/index.js?fresh";
    const { EventSource: Fresh } = await import(fresh);
    const controller = new AbortController();
    let requests = 0;
    globalThis.fetch = async () => {
      requests += 1;
      controller.abort();
      return new Response(stream().body, TYPE);
    };
    const source = new Fresh("http://127.0.0.1/", { signal: controller.signal });
    source.addEventListener("open", () => assert.fail("open"));
    assert.equal(source.readyState, 2);
    await sleep(20);
    assert.deepEqual([source.readyState, requests], [2, 1]);
  });
});

describe("code of the user's in the middle of a failure", () => {
  const touched = (/** @type {EventTarget} */ source) => source.addEventListener("unheard", () => {});

  test("what waits in an iterator is still to be had", async () => {
    const source = new EventSource("http://127.0.0.1/", {
      method: "POST",
      fetch: async () => new Response("data: 1\n\ndata: 2\n\ndata: 3", TYPE),
      onDiagnostic: () => touched(source),
    });
    const messages = source[Symbol.asyncIterator]();
    await once(source, "error");
    const seen = [];
    for await (const { data } of messages) seen.push(data);
    assert.deepEqual(seen, ["1", "2"]);
  });

  test("an iterator throws the failure", async () => {
    const source = new EventSource("http://127.0.0.1/", {
      fetch: async () => new Response("<html>", { headers: { "content-type": "text/html" } }),
      onDiagnostic: () => touched(source),
    });
    await assert.rejects(source[Symbol.asyncIterator]().next(), { reason: "content-type" });
  });

  test("what shouldReconnect throws is the cause, also where nothing was fetched", async () => {
    const cause = new Error("no");
    const shouldReconnect = () => {
      throw cause;
    };
    const [error] = await once(new EventSource("ftp://127.0.0.1/", { shouldReconnect }), "error");
    assert.deepEqual([error.reason, error.cause], ["options", cause]);
  });
});

test("a body that was given is cancelled once", async () => {
  /** @type {string[]} */
  const cancelled = [];
  const reader = { read: () => new Promise(() => {}), cancel: async () => void cancelled.push("reader") };
  const cancel = async () => void cancelled.push("body");
  const source = EventSource.from(/** @type {any} */ ({ getReader: () => reader, cancel }));
  await once(source, "open");
  source.close();
  await sleep(5);
  assert.deepEqual(cancelled, ["reader"]);
});

// Last: it stays that large.
test("addresses beyond 2 GiB are addresses", async () => {
  assert.ok(memory);
  memory.grow(33_000);
  const source = EventSource.from(
    new Response(`id: ab\ndata: 1\n\ndata: é\n\ndata: ${"y".repeat(200_000)}\n\n`, TYPE),
  );
  const seen = [];
  for await (const { data, lastEventId } of source) seen.push(`${data.length} ${lastEventId}`);
  assert.deepEqual(seen, ["1 ab", "1 ab", "200000 ab"]);
});

describe("eventsource-wasm/polyfill", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "EventSource");
  afterEach(() => {
    if (own) Object.defineProperty(globalThis, "EventSource", own);
    else Reflect.deleteProperty(globalThis, "EventSource");
  });
  const theirs = () => {};
  for (const [name, value, expected] of /** @type {const} */ ([
    ["undefined", undefined, EventSource],
    ["another", theirs, theirs],
  ])) {
    test(`where EventSource is ${name}`, async () => {
      Object.defineProperty(globalThis, "EventSource", { value, configurable: true, writable: true });
      await import(`../dist/polyfill.js?${name}`);
      assert.equal(globalThis.EventSource, expected);
    });
  }
});
