/** What is left in Node after 1,000 connections, and of objects that nobody references. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { collect, dropObjects, heardUntil } from "./garbage.js";
import { LARGE_BUFFER, closeAfterLargeEvents, run } from "./rounds.js";
import { startStreams, until } from "./streams.js";
import { watch } from "./watch.js";

const BATCH = 100;
const BATCHES = 10;
const COUNT = 50;

const watched = watch();
setFlagsFromString("--expose-gc");
/** @type {() => void} */
const gc = runInNewContext("gc");
const { EventSource } = await import("../../dist/index.js");
const external = await import("../../dist/external.js");

describe("Node", () => {
  /** @type {Awaited<ReturnType<typeof startStreams>>} */
  let server;
  before(async () => {
    server = await startStreams();
  });
  after(() => server.close());

  const seen = () => ({ ...server.counts, timers: watched.timers(), ...watched.memory() });
  const settled = () =>
    until(
      () => server.counts.unfinished === 0 && server.counts.handlers === 0 && watched.timers() === 0,
      seen,
    );

  test(`${BATCH * BATCHES} rounds leave no response, no handler, no timer, and no memory`, async () => {
    const sizes = [];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await run(EventSource, server.url, BATCH);
      // A closed object may be used again: its engine goes with the object.
      await collect(gc, 2);
      sizes.push(watched.memory().bytes);
    }
    await settled();
    assert.equal(watched.memory().count, 1);
    assert.deepEqual(sizes.slice(1), Array(BATCHES - 1).fill(sizes[1]));
    assert.ok(server.counts.requests > (BATCH * BATCHES) / 2, "there were requests");
  });

  test("closed objects that are still referenced hold no event", async () => {
    const { first, last } = await closeAfterLargeEvents(EventSource, `${server.url}?large`, watched);
    assert.ok(last - first <= 2 * LARGE_BUFFER, `from ${first} to ${last} bytes`);
    await settled();
  });

  test(`${COUNT} of ${COUNT} dropped objects without listeners are collected, and their fetches aborted`, async () => {
    const sofar = server.counts.requests;
    const dropped = dropObjects(EventSource, server.url, COUNT, false);
    await until(() => server.counts.requests === sofar + COUNT, seen);
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
    await settled();
  });

  test(`${COUNT} of ${COUNT} that the server has not answered are collected, too`, async () => {
    const sofar = server.counts.requests;
    const dropped = dropObjects(EventSource, `${server.url}?unanswered`, COUNT, false);
    await until(() => server.counts.requests === sofar + COUNT, seen);
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
    await settled();
  });

  test(`0 of ${COUNT} with a listener are collected; and when they are closed, all`, async () => {
    const dropped = dropObjects(EventSource, server.url, COUNT, true);
    await until(() => server.counts.unfinished === COUNT, seen);
    await collect(gc, 20);
    assert.equal(dropped.collected(), 0);
    assert.equal(server.counts.unfinished, COUNT);
    dropped.close();
    await settled();
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
  });

  test(`${COUNT} of ${COUNT} whose only listener was called once, and stopped the event, are collected`, async () => {
    class Once extends EventSource {
      constructor(/** @type {string} */ url) {
        super(url);
        const stop = (/** @type {Event} */ event) => event.stopImmediatePropagation();
        this.addEventListener("message", stop, { once: true });
      }
    }
    const dropped = dropObjects(Once, server.url, COUNT, false);
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
    await settled();
  });

  test(`0 of ${COUNT} whose only listener is removed by a signal are collected, and all once it is aborted`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const Until = heardUntil(EventSource, signal);
    const dropped = dropObjects(Until, server.url, COUNT, false);
    await until(() => server.counts.unfinished === COUNT, seen);
    await collect(gc, 20);
    assert.equal(dropped.collected(), 0);
    controller.abort();
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
    await settled();
  });

  test("a signal that lives on holds no object that is closed", async () => {
    const { signal } = new AbortController();
    class Until extends EventSource {
      constructor(/** @type {string} */ url) {
        super(url);
        this.addEventListener("message", () => this.readyState, { signal, once: true });
        this.close();
      }
    }
    const dropped = dropObjects(Until, server.url, COUNT, false);
    await collect(gc, 100, () => dropped.collected() === COUNT);
    assert.equal(dropped.collected(), COUNT);
    assert.equal(signal.aborted, false);
  });

  test(`while the engine loads: all without listeners are collected, 0 of ${COUNT} with one until they are closed`, async () => {
    /** @type {(() => void)[]} */
    const answers = [];
    server.app.get("/engine.wasm", (_request, response) => {
      answers.push(() => response.status(404).end());
    });
    const loading = external.init(`${server.origin}/engine.wasm`);
    const { signal } = new AbortController();
    class Source extends external.EventSource {
      constructor(/** @type {string} */ url) {
        super(url, { signal });
      }
    }
    const [dropped, heard] = [false, true].map((listens) => dropObjects(Source, server.url, COUNT, listens));
    await collect(gc, 100, () => dropped?.collected() === COUNT);
    assert.deepEqual([dropped?.collected(), heard?.collected()], [COUNT, 0]);
    heard?.close();
    await collect(gc, 100, () => heard?.collected() === COUNT);
    assert.equal(heard?.collected(), COUNT);
    await until(() => answers.length > 0, seen);
    answers.forEach((answer) => answer());
    await assert.rejects(loading, /the status is 404/);
  });

  test("what a connection has not dispatched goes with it, though an iterator waits to be read", async () => {
    /** @type {WeakRef<Uint8Array>[]} */
    const chunks = [];
    const answer = async () => {
      const chunk = new TextEncoder().encode(`data: ${"x".repeat(2 ** 20)}\n\n`.repeat(4));
      chunks.push(new WeakRef(chunk));
      const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    const source = new EventSource("http://localhost/", { fetch: answer });
    const messages = source[Symbol.asyncIterator]();
    for (let count = 1; count <= 4; count += 1) {
      await until(
        () => chunks.length === count && source.readyState === EventSource.OPEN,
        () => chunks.length,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (count < 4) source.reconnect();
    }
    await collect(gc, 2);
    const held = chunks.map((chunk) => chunk.deref() !== undefined).slice(0, -1);
    source.close();
    await messages.return?.();
    assert.deepEqual(held, [false, false, false]);
  });

  test("the next event finds out that the object is gone, where finalization is late", async () => {
    const { FinalizationRegistry } = globalThis;
    globalThis.FinalizationRegistry = /** @type {any} */ (
      class {
        register() {}
        unregister() {}
      }
    );
    const url = new URL("../../dist/index.js?late", import.meta.url).href;
    /** @type {typeof import("../../dist/index.js")} */
    const late = await import(url);
    /** @type {ReadableStreamDefaultController | undefined} */
    let controller;
    let isCancelled = false;
    const body = new ReadableStream({
      start: (made) => void (controller = made),
      cancel: () => void (isCancelled = true),
    });
    /** @type {WeakRef<EventSource>} */
    const source = (() => new WeakRef(/** @type {any} */ (late.EventSource.from(body))))();
    globalThis.FinalizationRegistry = FinalizationRegistry;
    await collect(gc, 3);
    assert.equal(source.deref(), undefined);
    assert.equal(isCancelled, false);
    controller?.enqueue(new TextEncoder().encode("data: a\n\n"));
    await until(
      () => isCancelled,
      () => "not cancelled",
    );
  });
});
