/** The package in Node: imported without an effect, and a stream from a real server. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { STALL, urlOf } from "../server/answers.js";
import { startServer } from "../server/index.js";
import { installPackage } from "./support/project.js";

/** @type {Awaited<ReturnType<typeof installPackage>>} */
let project;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  [project, server] = await Promise.all([installPackage(), startServer()]);
});
after(() => server.close());

/** Runs a module in the project, which ends by itself; what it printed as JSON. */
async function run(/** @type {string} */ name, /** @type {string} */ text, /** @type {string[]} */ ...args) {
  const { stdout, stderr } = await project.node([...args, project.write(name, text)]);
  assert.equal(stderr, "");
  return stdout === "" ? null : JSON.parse(stdout);
}

/** What is to be missing before the import. */
const MISSING = ["fetch", "TextDecoder", "TextEncoder", "ReadableStream", "Response", "Request", "Headers"]
  .concat("AbortController", "AbortSignal", "MessageEvent", "WebAssembly", "performance", "navigator")
  .concat("setTimeout", "clearTimeout", "queueMicrotask", "crypto", "URL");

describe("in Node", () => {
  test("the import has no effect: no global is added or changed, nothing printed, nothing keeps running", async () => {
    const changed = await run(
      "effect.mjs",
      `const all = () => Reflect.ownKeys(globalThis).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
       const prototypes = [EventTarget, Event, Promise, Object, Array].map(({ prototype }) => prototype);
       const members = () => prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).join());
       const before = new Map(all());
       const membersBefore = members();
       await import("eventsource-wasm");
       const same = (a, b) => a && ["value", "get", "set"].every((key) => Object.is(a[key], b[key]));
       const changed = all().filter(([name, now]) => !same(before.get(name), now)).map(([name]) => String(name));
       if (String(members()) !== String(membersBefore)) changed.push("a prototype");
       process.stdout.write(JSON.stringify(changed));`,
    );
    assert.deepEqual(changed, []);
  });

  test("it can be imported where most of the platform is missing", async () => {
    const names = await run(
      "bare.mjs",
      `// Node's own loader needs some of it: what is imported once is in its cache.
       const print = process.stdout.write.bind(process.stdout);
       for (const name of ${JSON.stringify(MISSING)}) delete globalThis[name];
       const names = Object.keys(await import("eventsource-wasm"));
       print(JSON.stringify(names));`,
    );
    assert.deepEqual(names, ["EventSource", "TRANSIENT_STATUSES"]);
  });

  // The other engine that takes its MessageEvent is known by what only that has.
  for (const [engine, like] of Object.entries({
    V8: "",
    SpiderMonkey: "globalThis.InternalError = Error;",
  })) {
    test(`where there is no MessageEvent, as in some runtimes at the edge, there are events all the same (${engine})`, async () => {
      const seen = await run(
        "edge.mjs",
        `delete globalThis.MessageEvent; ${like}
       const { EventSource } = await import("eventsource-wasm");
       const source = new EventSource(${JSON.stringify(urlOf(server.origin, "edge", [{ body: ["id: 1\ndata: a\n\n", STALL] }]))});
       source.onmessage = (event) => {
         source.close();
         process.stdout.write(JSON.stringify([event instanceof Event, event.type, event.data, event.lastEventId, event.origin]));
       };`,
      );
      assert.deepEqual(seen, [true, "message", "a", "1", server.origin]);
    });
  }

  test("where fetch and TextDecoder come after the import, it works", async () => {
    const data = await run(
      "later.mjs",
      `await fetch("data:,"); // Node's own fetch needs WebAssembly and more: used once, it has them
       const { fetch: laterFetch, TextDecoder: LaterTextDecoder } = globalThis;
       delete globalThis.fetch;
       delete globalThis.TextDecoder;
       const { EventSource } = await import("eventsource-wasm");
       Object.assign(globalThis, { fetch: laterFetch, TextDecoder: LaterTextDecoder });
       const source = new EventSource(${JSON.stringify(urlOf(server.origin, "later", [{ body: ["data: a\n\n", STALL] }]))});
       source.onmessage = ({ data }) => {
         source.close();
         process.stdout.write(JSON.stringify(data));
       };`,
    );
    assert.equal(data, "a");
  });

  test("a stream, its reconnection, close(); and then the process ends", async () => {
    const url = urlOf(server.origin, "stream", [
      { body: ["retry: 1\nid: 7 ü\ndata: a\n\nevent: named\ndata: ä€𝄞\n\n"] },
      { body: ["data: again\n\ndata: not dispatched\n\n", STALL] },
    ]);
    const seen = await run(
      "stream.mjs",
      `import { EventSource } from "eventsource-wasm";
       const source = new EventSource(${JSON.stringify(url)}, { headers: { "X-Test": "x" } });
       const seen = [];
       for (const type of ["open", "message", "named", "error"]) {
         source.addEventListener(type, ({ data, lastEventId, origin, reason }) => {
           seen.push([type, source.readyState, data ?? reason ?? null, lastEventId ?? null, origin ?? null]);
           if (data !== "again") return;
           source.close();
           process.stdout.write(JSON.stringify(seen));
         });
       }`,
    );
    const { origin } = server;
    assert.deepEqual(seen, [
      ["open", 1, null, null, null],
      ["message", 1, "a", "7 ü", origin],
      ["named", 1, "ä€𝄞", "7 ü", origin],
      ["error", 0, "end-of-stream", null, null],
      ["open", 1, null, null, null],
      ["message", 1, "again", "7 ü", origin],
    ]);
    const [first, second] = server.records.of("stream");
    assert.equal(first?.headers["x-test"], "x");
    assert.equal(first?.headers.accept, "text/event-stream");
    assert.equal(second?.headers["last-event-id"], Buffer.from("7 ü").toString("latin1"));
    assert.equal(second?.endedBy, "client");
  });

  test("close() while the delay runs: no timer keeps the process", async () => {
    const url = urlOf(server.origin, "delay", [{ body: ["retry: 600000\ndata: a\n\n"] }]);
    const delay = await run(
      "delay.mjs",
      `import { EventSource } from "eventsource-wasm";
       const source = new EventSource(${JSON.stringify(url)});
       source.onerror = ({ delay }) => {
         source.close();
         process.stdout.write(JSON.stringify(delay));
       };`,
    );
    assert.ok(delay >= 600_000);
  });

  test("a relative URL is a SyntaxError, where there is no page to resolve it against", async () => {
    const name = await run(
      "relative.mjs",
      `import { EventSource } from "eventsource-wasm";
       try {
         new EventSource("/events");
       } catch (error) {
         process.stdout.write(JSON.stringify([error.constructor.name, error.name]));
       }`,
    );
    assert.deepEqual(name, ["DOMException", "SyntaxError"]);
  });

  test("a server that is not there: CONNECTING, reason network", async () => {
    const url = "http://127.0.0.1:9/";
    const seen = await run(
      "down.mjs",
      `import { EventSource } from "eventsource-wasm";
       const source = new EventSource(${JSON.stringify(url)});
       source.onerror = ({ reason, willReconnect }) => {
         process.stdout.write(JSON.stringify([reason, willReconnect, source.readyState]));
         source.close();
       };`,
    );
    assert.deepEqual(seen, ["network", true, 0]);
  });

  test("a CommonJS module can import() it", async () => {
    const seen = await run(
      "common.cjs",
      `import("eventsource-wasm").then(({ EventSource }) => process.stdout.write(JSON.stringify(EventSource.CLOSED)));`,
    );
    assert.equal(seen, 2);
  });
});
