/** The first request of a program is sent before the engine is compiled. Each row has a class of its own. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

/** @type {import("node:http").Server} */
let server;
let url = "";
/** @type {{ headers: import("node:http").IncomingHttpHeaders, path: string | undefined }[]} */
let requests = [];

before(async () => {
  server = createServer((request, response) => {
    requests.push({ headers: request.headers, path: request.url });
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("id: 7\ndata: a\n\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  url = `http://127.0.0.1:${port}/`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

let copies = 0;

/** A class whose engine is not loaded. @returns {Promise<typeof import("eventsource-wasm").EventSource>} */
async function fresh() {
  requests = [];
  copies += 1;
  const module = await import(new URL(`../dist/index.js?${copies}`, import.meta.url).href);
  return module.EventSource;
}

/** Notes which engine there is when `fetch` is called. */
async function watching(
  /** @type {typeof import("eventsource-wasm").EventSource} */ EventSource,
  /** @type {() => Promise<void>} */ act,
) {
  const { fetch } = globalThis;
  /** @type {unknown[]} */
  const seen = [];
  globalThis.fetch = (...args) => {
    seen.push(EventSource.engine);
    return fetch(...args);
  };
  try {
    await act();
  } finally {
    globalThis.fetch = fetch;
  }
  return seen;
}

const first = (/** @type {EventTarget} */ source, /** @type {string} */ type) =>
  new Promise((resolve) => source.addEventListener(type, resolve, { once: true }));

describe("the first request", () => {
  test("is sent before there is an engine, and is not sent twice", async () => {
    const EventSource = await fresh();
    const seen = await watching(EventSource, async () => {
      const source = new EventSource(url, { headers: { "X-Own": "1" }, lastEventId: "é" });
      const { data } = await first(source, "message");
      assert.equal(data, "a");
      source.close();
      const second = new EventSource(url);
      await first(second, "message");
      second.close();
    });
    assert.deepEqual(seen, [null, "wasm"]);
    assert.equal(requests.length, 2);
    const headers = requests[0]?.headers;
    assert.equal(headers?.["x-own"], "1");
    assert.equal(headers?.accept, "text/event-stream");
    assert.equal(Buffer.from(`${headers?.["last-event-id"]}`, "latin1").toString(), "é");
  });

  for (const [name, options] of Object.entries({
    "a function for the headers": { headers: () => ({ "X-Own": "1" }) },
    "a method that is not repeated": { method: "POST", body: "b" },
    "an own fetch": { fetch: (/** @type {string} */ to, /** @type {RequestInit} */ init) => fetch(to, init) },
  })) {
    test(`waits for the engine where there is ${name}`, async () => {
      const EventSource = await fresh();
      const seen = await watching(EventSource, async () => {
        const source = new EventSource(url, options);
        await first(source, "message");
        source.close();
      });
      assert.deepEqual(seen, ["wasm"]);
      assert.equal(requests.length, 1);
    });
  }

  test("is aborted by close() right after the constructor", async () => {
    const EventSource = await fresh();
    const { fetch } = globalThis;
    /** @type {(AbortSignal | null | undefined)[]} */
    const signals = [];
    globalThis.fetch = (to, init) => {
      signals.push(init?.signal);
      return fetch(to, init);
    };
    new EventSource(url).close();
    globalThis.fetch = fetch;
    assert.deepEqual(
      signals.map((signal) => signal?.aborted),
      [true],
    );
  });

  test("is not sent where the signal is aborted already", async () => {
    const EventSource = await fresh();
    const seen = await watching(EventSource, async () => {
      assert.equal(new EventSource(url, { signal: AbortSignal.abort() }).readyState, 2);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    assert.deepEqual(seen, []);
  });

  test("asks a function for the body of a GET, which may have none", async () => {
    const EventSource = await fresh();
    const source = new EventSource(url, { method: "GET", body: () => "b" });
    assert.equal((await first(source, "error")).reason, "options");
    assert.deepEqual(requests, []);
  });

  test("an ID with a lone surrogate is sent as UTF-8 has it", async () => {
    const EventSource = await fresh();
    const source = new EventSource(url, { lastEventId: "\uD800", lastEventIdParameter: "id" });
    await first(source, "open");
    source.close();
    assert.deepEqual(
      requests.map(({ path }) => path),
      ["/?id=%EF%BF%BD"],
    );
  });

  test("a parameter that cannot be encoded fails the attempt, not the constructor", async () => {
    const EventSource = await fresh();
    const source = new EventSource(url, { lastEventId: "1", lastEventIdParameter: "\uD800" });
    assert.equal((await first(source, "error")).reason, "options");
  });

  test("that is refused is a network error, and is sent again", async () => {
    const EventSource = await fresh();
    const source = new EventSource("http://127.0.0.1:1/", { reconnectionTime: 1 });
    const { reason, attempt } = await first(source, "error");
    assert.deepEqual([reason, attempt], ["network", 1]);
    assert.equal((await first(source, "error")).attempt, 2);
    source.close();
  });
});
