/** `eventsource-wasm/yaffle` as built: what code written for event-source-polyfill 1.0.31 relies on. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before, describe, test } from "node:test";

import { EventSource as Root } from "eventsource-wasm";
import * as yaffle from "eventsource-wasm/yaffle";

import { BREAK, STALL } from "./server/answers.js";
import { serve, until } from "./support/serving.js";

const { EventSourcePolyfill, NativeEventSource } = yaffle;

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

/** @type {InstanceType<typeof EventSourcePolyfill>[]} */
const opened = [];
afterEach(() => opened.splice(0).forEach((source) => source.close()));

/** @param {import("eventsource-wasm/yaffle").EventSourcePolyfillInit} [options] */
function open(/** @type {string} */ url, options) {
  const source = new EventSourcePolyfill(url, options);
  opened.push(source);
  return source;
}

/** The next event of a type. @returns {Promise<any>} */
const next = async (/** @type {EventTarget} */ source, /** @type {string} */ type) =>
  (await once(source, type))[0];

/** Ends the stream, which reestablishes the connection, after these events. */
const ending = (/** @type {string} */ text) => ({ body: [`retry: 1\n${text}`] });
const silent = { body: [":\n", STALL] };

describe("names", () => {
  test("EventSourcePolyfill, NativeEventSource and EventSource, as the module of that name has them", () => {
    assert.deepEqual(Object.keys(yaffle).toSorted(), [
      "EventSource",
      "EventSourcePolyfill",
      "NativeEventSource",
    ]);
    assert.equal(NativeEventSource, globalThis.EventSource);
    assert.equal(yaffle.EventSource, globalThis.EventSource ?? EventSourcePolyfill);
    assert.equal(EventSourcePolyfill.name, "EventSourcePolyfill");
    assert.ok(EventSourcePolyfill.prototype instanceof Root);
    const { CONNECTING, OPEN, CLOSED } = EventSourcePolyfill;
    assert.deepEqual([CONNECTING, OPEN, CLOSED], [0, 1, 2]);
  });

  test("where the page has a class it is NativeEventSource, and EventSource", async () => {
    const own = () => {};
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "EventSource");
    Object.defineProperty(globalThis, "EventSource", { value: own, configurable: true });
    try {
      const copy = await import(`${import.meta.resolve("eventsource-wasm/yaffle")}?native`);
      assert.equal(copy.NativeEventSource, own);
      assert.equal(copy.EventSource, own);
      assert.notEqual(copy.EventSourcePolyfill, own);
    } finally {
      if (descriptor) Object.defineProperty(globalThis, "EventSource", descriptor);
      else Reflect.deleteProperty(globalThis, "EventSource");
    }
  });

  test("options of the root are taken too", async () => {
    const { url, requests } = server.play(silent);
    const source = open(url, { method: "POST", body: "b", lastEventId: "7", lastEventIdParameter: "since" });
    await next(source, "open");
    assert.equal(requests()[0]?.method, "POST");
    assert.equal(source.lastEventId, "7");
    assert.equal(requests()[0]?.headers["last-event-id"], undefined);
  });

  test("from() gives an EventSourcePolyfill", async () => {
    const source = EventSourcePolyfill.from(new Blob(["data: 1\n\n"]).stream());
    assert.ok(source instanceof EventSourcePolyfill);
    assert.equal((await next(source, "message")).data, "1");
    assert.equal((await next(source, "error")).error, undefined);
  });
});

describe("headers", () => {
  test("are sent with every request", async () => {
    const { url, requests } = server.play(ending("data: 1\n\n"), silent);
    open(url, { headers: { Authorization: "Bearer 1", "X-Test": "ü".normalize("NFD").slice(0, 1) } });
    await until(() => requests().length === 2);
    for (const { headers } of requests()) {
      assert.equal(headers.authorization, "Bearer 1");
      assert.equal(headers["x-test"], "u");
      assert.equal(headers.accept, "text/event-stream");
    }
  });

  test("may be changed or set between two requests", async () => {
    const { url, requests } = server.play(ending("data: 1\n\n"), ending("data: 2\n\n"), silent);
    const headers = { Authorization: "Bearer 1" };
    const source = open(url, { headers });
    assert.equal(source.headers, headers);
    await next(source, "message");
    headers.Authorization = "Bearer 2";
    await next(source, "message");
    source.headers = { Authorization: "Bearer 3" };
    await until(() => requests().length === 3);
    const sent = requests().map((request) => request.headers.authorization);
    assert.deepEqual(sent, ["Bearer 1", "Bearer 2", "Bearer 3"]);
  });

  test("may be a function, asked for every attempt", async () => {
    const { url, requests } = server.play(ending("id: a\ndata: 1\n\n"), silent);
    open(url, { headers: async ({ number, lastEventId }) => ({ "X-Test": `${number}${lastEventId}` }) });
    await until(() => requests().length === 2);
    assert.deepEqual(
      requests().map((request) => request.headers["x-test"]),
      ["1", "2a"],
    );
  });

  test("none: an empty object, and no options at all", async () => {
    const { url } = server.play(silent);
    assert.deepEqual(open(url).headers, {});
    await next(open(url, { headers: undefined }), "open");
  });

  for (const none of /** @type {any[]} */ ([null, false, "", 0])) {
    test(`none: ${JSON.stringify(none)}, at first and later`, async () => {
      const { url, requests } = server.play(ending("data: 1\n\n"), silent);
      const source = open(url, { headers: none });
      source.addEventListener("message", () => (source.headers = none));
      await until(() => requests().length === 2);
    });
  }
});

describe("last event ID", () => {
  /** The query parameters of the requests at a URL. */
  async function parameters(
    /** @type {string} */ query,
    /** @type {import("eventsource-wasm/yaffle").EventSourcePolyfillInit} */ options = {},
  ) {
    const { url, requests } = server.play(ending("id: ä&1\ndata: 1\n\n"), ending("data: 2\n\n"), silent);
    /** @type {string[]} */
    const urls = [];
    const fetch = (/** @type {string} */ asked, /** @type {RequestInit} */ init) => {
      urls.push(asked);
      return globalThis.fetch(asked, init);
    };
    open(url + query, { ...options, fetch });
    await until(() => requests().length === 3);
    assert.ok(requests().every(({ headers }) => headers["last-event-id"] === undefined));
    return urls.map((asked) => [...new URL(asked).searchParams].filter(([name]) => name !== "answers"));
  }

  test("is sent as the query parameter lastEventId, not as a header", async () => {
    assert.deepEqual(await parameters(""), [[], [["lastEventId", "ä&1"]], [["lastEventId", "ä&1"]]]);
  });

  test("under the name of lastEventIdQueryParameterName, in place of what the URL has", async () => {
    const options = { lastEventIdQueryParameterName: "Last-Event-Id" };
    const other = ["topic", "x"];
    assert.deepEqual(await parameters("&Last-Event-Id=0&topic=x", options), [
      [["Last-Event-Id", "0"], other],
      [other, ["Last-Event-Id", "ä&1"]],
      [other, ["Last-Event-Id", "ä&1"]],
    ]);
  });
});

test("last event ID: blob: and data: URLs stay as they are", async () => {
  const blob = new Blob(["retry: 1\nid: 1\ndata: 1\n\n"], { type: "text/event-stream" });
  for (const url of [URL.createObjectURL(blob), "data:text/event-stream,retry: 1%0Aid: 1%0Adata: 1%0A%0A"]) {
    const source = open(url);
    await next(source, "message");
    await next(source, "error");
    await next(source, "message");
    assert.equal((await next(source, "error")).url, url);
    source.close();
  }
});

describe("time-outs", () => {
  test("after heartbeatTimeout of silence: an error that says so, and another attempt", async () => {
    const { url, requests } = server.play(silent);
    const source = open(url, { heartbeatTimeout: 1000 });
    const { reason, error, status, willReconnect, target } = await next(source, "error");
    assert.equal(reason, "heartbeat");
    assert.ok(error instanceof Error);
    assert.equal(error.message, "No activity within 1000 milliseconds. Reconnecting.");
    assert.deepEqual([status, willReconnect, target], [undefined, true, source]);
    assert.equal(source.readyState, EventSourcePolyfill.CONNECTING);
    await until(() => requests().length === 2);
  });

  test("the same for a server that does not answer; less than 1000 is 1000", async () => {
    const { url } = server.play({ before: [STALL] });
    const options = /** @type {any} */ ({ heartbeatTimeout: 1, connectTimeout: undefined });
    const { reason, error } = await next(open(url, options), "error");
    assert.equal(reason, "connect-timeout");
    assert.equal(error.message, "No activity within 1000 milliseconds. No response received. Reconnecting.");
  });

  test("a connectTimeout of its own is the number in the message", async () => {
    const { url } = server.play({ before: [STALL] });
    const { error } = await next(open(url, { connectTimeout: 100 }), "error");
    assert.equal(error.message, "No activity within 100 milliseconds. No response received. Reconnecting.");
  });

  test("an error has its members before the first listener of all", async () => {
    const { url } = server.play({ status: 500 });
    const source = open(url);
    /** @type {any[]} */
    const seen = [];
    source.addEventListener("error", ({ status, error }) => seen.push([status, error]), true);
    await next(source, "error");
    assert.deepEqual(seen, [[500, undefined]]);
  });

  test("an error of the page's own stays as it is", async () => {
    const source = open(server.play(silent).url);
    const event = Object.assign(new Event("error"), { reason: "mine", status: 7 });
    source.dispatchEvent(event);
    assert.deepEqual([event.status, "error" in event], [7, false]);
  });

  for (const [given, expected] of /** @type {[any, number][]} */ ([
    [undefined, 45_000],
    [null, 45_000],
    ["x", 45_000],
    ["60000", 60_000],
    [120_000, 120_000],
  ])) {
    test(`heartbeatTimeout ${JSON.stringify(given)}: ${expected}`, async ({ mock }) => {
      const { url } = server.play(silent);
      const timers = mock.method(globalThis, "setTimeout");
      const options = given === undefined ? {} : { heartbeatTimeout: given };
      await next(open(url, options), "open");
      const delays = timers.mock.calls.map(({ arguments: [, delay] }) => delay);
      assert.ok(delays.includes(expected), `timers: ${delays.join(", ")}`);
    });
  }

  /** @type {Record<string, any>} */
  const ways = {
    "left out": {},
    undefined: { reconnectionTime: undefined, maxReconnectionTime: undefined },
  };
  for (const [title, given] of Object.entries(ways)) {
    test(`the first delay is 1 s, and the cap of the back-off 16 s; ${title}`, async () => {
      /** @type {number[]} */
      const delays = [];
      const source = open("http://127.0.0.1/", {
        ...given,
        fetch: () => Promise.reject(new Error("down")),
        shouldReconnect({ delay }) {
          delays.push(delay);
          return 0;
        },
      });
      assert.equal(source.reconnectionTime, 1000);
      await until(() => delays.length >= 9);
      const [first = 0] = delays;
      const later = delays.slice(5, 9);
      assert.ok(first >= 1000 && first <= 1100, `first ${first}`);
      assert.ok(
        later.every((delay) => delay >= 8000 && delay <= 16_000),
        later.join(", "),
      );
    });
  }
});

describe("events", () => {
  test("open has status, statusText and headers", async () => {
    const { url } = server.play({ ...silent, statusText: "Fine", headers: { "X-Test": "1" } });
    const { status, statusText, headers } = await next(open(url), "open");
    assert.deepEqual([status, statusText, headers.get("x-test")], [200, "Fine", "1"]);
  });

  test("a refused request: status, statusText and headers, no error; CLOSED", async () => {
    const headers = { "WWW-Authenticate": "Bearer" };
    const { url } = server.play({ status: 401, statusText: "Who?", headers });
    const source = open(url);
    const event = await next(source, "error");
    assert.deepEqual([event.status, event.statusText, event.error], [401, "Who?", undefined]);
    assert.equal(event.headers.get("www-authenticate"), "Bearer");
    assert.equal(source.readyState, EventSourcePolyfill.CLOSED);
  });

  test("another content type: the response's status, no error; CLOSED", async () => {
    const { url } = server.play({ type: "text/html" });
    const source = open(url);
    const { status, error, reason } = await next(source, "error");
    assert.deepEqual([status, error, reason], [200, undefined, "content-type"]);
    assert.equal(source.readyState, EventSourcePolyfill.CLOSED);
  });

  test("the server ended the stream: neither status nor error; CONNECTING", async () => {
    const { url } = server.play({ body: ["data: 1\n\n"] });
    const source = open(url);
    const { status, statusText, headers, error, reason } = await next(source, "error");
    assert.deepEqual([status, statusText, headers, error], [undefined, undefined, undefined, undefined]);
    assert.equal(reason, "end-of-stream");
    assert.equal(source.readyState, EventSourcePolyfill.CONNECTING);
  });

  test("a connection that is lost: the error that fetch or the body gave, no status", async () => {
    const { url } = server.play({ headers: { Connection: "keep-alive" }, body: ["data: 1\n\n", BREAK] });
    const { status, error, reason, delay } = await next(open(url), "error");
    assert.ok(error instanceof TypeError);
    assert.deepEqual([status, reason], [undefined, "network"]);
    assert.ok(delay >= 1000 && delay <= 1100, `delay ${delay}`);
  });

  test("a failure without a cause has an error all the same", async () => {
    const { error, reason } = await next(open("ftp://127.0.0.1/"), "error");
    assert.equal(reason, "scheme");
    assert.ok(error instanceof Error && error.message.length > 0);
  });

  test("an event of the stream that is called error is left alone, as is a page's own", async () => {
    const { url } = server.play({ body: ["event: error\ndata: mine\n\n", STALL] });
    const source = open(url);
    const event = await next(source, "error");
    assert.deepEqual([event.data, "error" in event], ["mine", false]);
    const own = new Event("error");
    source.dispatchEvent(own);
    assert.equal("error" in own, false);
  });

  test("onerror gets the same event as listeners do", async () => {
    const { url } = server.play({ status: 503 });
    const source = open(url);
    /** @type {unknown[]} */
    const seen = [];
    source.onerror = (event) => void seen.push(event, event.status);
    const event = await next(source, "error");
    assert.deepEqual(seen, [event, 503]);
  });
});
