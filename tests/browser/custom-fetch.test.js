/** The option `fetch`: whatever it does, nothing throws, rejects unhandled or is left behind. */

import { expect } from "chai";

import { connect, next, ORIGIN, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

const HEADERS = { "Content-Type": "text/event-stream" };
/** Of the page's own origin: a refusal is not looked into over the network. */
const URL_ = `${ORIGIN}/path?query`;

/** A response that never ends, and notes whether it was cancelled. */
function endless(init = { headers: HEADERS }, text = "data: a\n\n") {
  const state = { cancelled: false, response: /** @type {Response | null} */ (null) };
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: () => void (state.cancelled = true),
  });
  state.response = new Response(body, init);
  return state;
}

describe("the option fetch", () => {
  test("gets the URL and all that the request needs; this is undefined", async () => {
    /** @type {any[]} */
    const calls = [];
    const source = connect(URL_, {
      withCredentials: true,
      headers: { "X-Test": "x" },
      lastEventId: "ü",
      fetch(/** @type {unknown[]} */ ...parameters) {
        calls.push([this, ...parameters]);
        return endless().response;
      },
    });
    const { data, origin } = await next(source, "message");
    expect({ data, origin }).to.deep.equal({ data: "a", origin: ORIGIN });
    expect(calls).to.have.length(1);
    const [self, url, init, ...rest] = calls[0];
    expect([self, url, rest]).to.deep.equal([undefined, URL_, []]);
    expect(init).to.include({ method: "GET", mode: "cors", credentials: "include", cache: "no-store" });
    expect(init.redirect).to.equal("follow");
    expect(init.signal).to.be.instanceOf(AbortSignal);
    expect([...new Headers(init.headers)]).to.deep.equal([
      ["accept", "text/event-stream"],
      ["last-event-id", "\xC3\xBC"],
      ["x-test", "x"],
    ]);
  });

  test("is called for every attempt, with a signal of its own", async () => {
    /** @type {AbortSignal[]} */
    const signals = [];
    const source = connect(URL_, {
      fetch: async (/** @type {string} */ _url, /** @type {RequestInit} */ init) => {
        signals.push(/** @type {AbortSignal} */ (init.signal));
        return new Response("retry: 1\ndata: a\n\n", { headers: HEADERS });
      },
    });
    await until(() => signals.length >= 3);
    source.close();
    expect(new Set(signals).size).to.equal(signals.length);
    expect(signals.every(({ aborted }) => aborted)).to.equal(true);
  });

  test("may hand on to the global fetch", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    const source = connect(stream, { fetch: (/** @type {any} */ ...parameters) => fetch(...parameters) });
    expect((await next(source, "message")).data).to.equal("a");
  });

  test("the global fetch itself is a value for it", async () => {
    const source = connect(new Stream({ body: ["data: a\n\n", STALL] }), { fetch });
    expect((await next(source, "message")).data).to.equal("a");
  });

  test("without it the global fetch of that moment is used", async () => {
    const original = globalThis.fetch;
    let calls = 0;
    globalThis.fetch = (...parameters) => {
      calls += 1;
      return original(...parameters);
    };
    try {
      await next(connect(new Stream({ body: [":\n", STALL] })), "open");
    } finally {
      globalThis.fetch = original;
    }
    expect(calls).to.equal(1);
  });

  const error = new RangeError("from fetch");
  for (const [name, fetch] of Object.entries({
    throws: () => {
      throw error;
    },
    rejects: async () => {
      throw error;
    },
    "rejects with undefined": () => Promise.reject(),
    "has a then that throws": () => ({
      then() {
        throw error;
      },
    }),
  })) {
    test(`that ${name}: an error of the network, with the cause`, async () => {
      let calls = 0;
      const source = connect(URL_, {
        fetch: () => {
          calls += 1;
          return calls === 1 ? fetch() : endless().response;
        },
      });
      source.reconnectionTime = 1;
      const events = record(source);
      await next(source, "message");
      expect(events.map(({ type }) => type)).to.deep.equal(["error", "open", "message"]);
      expect(events[0]).to.include({ reason: "network", willReconnect: true, status: 0, url: URL_ });
      expect(events[0].cause).to.equal(name === "rejects with undefined" ? undefined : error);
    });
  }

  for (const [name, value] of Object.entries({
    undefined,
    null: null,
    "a number": 7,
    "a text": "data: a\n\n",
    "an object": {},
    "half a response": { status: 200 },
    "a status that is no number": { status: "200", headers: new Headers(HEADERS) },
    "headers that are none": { status: 200, headers: HEADERS },
    Symbol: Symbol("x"),
  })) {
    test(`that gives ${name}: an error of the network`, async () => {
      const source = connect(URL_, { fetch: async () => value });
      const event = await next(source, "error");
      expect(event).to.include({ reason: "network", willReconnect: true });
      expect(event.cause).to.be.instanceOf(TypeError);
      expect(source.readyState).to.equal(0);
    });
  }

  for (const [name, make] of Object.entries({
    "a network error": () => Response.error(),
    "status 200 without a body": () => new Response(null, { headers: HEADERS }),
    "a body that is locked": () => {
      const { response } = endless();
      response?.body?.getReader();
      return response;
    },
    "a body that has been read": () => {
      const response = new Response("data: a\n\n", { headers: HEADERS });
      response.text();
      return response;
    },
  })) {
    test(`that gives ${name}: no exception, one error`, async () => {
      const source = connect(URL_, { fetch: async () => make() });
      const events = record(source, "message", "error");
      const event = await next(source, "error");
      const expected =
        name === "a network error" ? "status" : name.includes("without") ? "end-of-stream" : "network";
      expect(event.reason).to.equal(expected);
      await sleep(20);
      expect(events).to.have.length(1);
    });
  }

  test("that gives an object like a Response", async () => {
    const { body } = /** @type {Response} */ (endless().response);
    const source = connect(URL_, {
      fetch: async () => ({ status: 200, headers: new Headers(HEADERS), body }),
    });
    const { data, origin } = await next(source, "message");
    expect({ data, origin }).to.deep.equal({ data: "a", origin: ORIGIN });
  });

  for (const [name, chunk, data] of [
    ["Uint8Array", (/** @type {Uint8Array} */ bytes) => bytes, "a"],
    [
      "part of an ArrayBuffer",
      (/** @type {Uint8Array} */ bytes) => {
        const padded = new Uint8Array([0, 0, ...bytes, 0]);
        return padded.subarray(2, 2 + bytes.length);
      },
      "a",
    ],
    ["DataView", (/** @type {Uint8Array} */ bytes) => new DataView(bytes.buffer), "a"],
    ["Uint16Array", (/** @type {Uint8Array} */ bytes) => new Uint16Array(bytes.slice().buffer), "a"],
    ["Uint8ClampedArray", (/** @type {Uint8Array} */ bytes) => new Uint8ClampedArray(bytes), "a"],
    ["string", () => "data: a\n\n", null],
    ["ArrayBuffer", (/** @type {Uint8Array} */ bytes) => bytes.buffer, null],
    ["number", () => 7, null],
    ["null", () => null, null],
    ["undefined", () => undefined, null],
    ["object", () => ({ length: 5 }), null],
  ]) {
    test(`a body with a chunk that is a ${name}: ${data === null ? "an error of the network" : "an event"}`, async () => {
      const value = chunk(new TextEncoder().encode("data: a\n\n\n"));
      let cancelled = false;
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(value),
        cancel: () => void (cancelled = true),
      });
      // A Response would not take it for a body: a user's own object might.
      const source = connect(URL_, {
        fetch: async () => ({ status: 200, headers: new Headers(HEADERS), body }),
      });
      if (data !== null) return expect((await next(source, "message")).data).to.equal(data);
      const event = await next(source, "error");
      expect(event).to.include({ reason: "network", willReconnect: true });
      expect(event.cause).to.be.instanceOf(TypeError);
      expect(cancelled).to.equal(true);
    });
  }

  /** Bodies of objects that only look like a Response: `read` stands for a reader whose read() gives it. */
  const read = (/** @type {() => unknown} */ give) => ({
    getReader: () => ({ read: give, cancel: async () => {} }),
  });
  for (const [name, body, reason = "network"] of [
    ["no object", 7],
    ["an object without getReader", {}],
    [
      "a getReader that throws",
      {
        getReader: () => {
          throw error;
        },
      },
    ],
    ["a getReader that gives nothing", { getReader: () => undefined }],
    ["a reader without read", { getReader: () => ({}) }],
    [
      "a reader whose read throws",
      read(() => {
        throw error;
      }),
    ],
    ["a reader whose read gives no promise", read(() => ({ done: true })), "end-of-stream"],
    ["a read that fulfils with undefined", read(async () => undefined)],
    ["a read that fulfils with null", read(async () => null)],
    ["a read that fulfils with a number", read(async () => 7)],
    ["a read whose result has no members", read(async () => ({}))],
    [
      "a read whose result throws",
      read(async () => ({
        get done() {
          throw error;
        },
      })),
    ],
    [
      "a read whose value throws",
      read(async () => ({
        done: false,
        get value() {
          throw error;
        },
      })),
    ],
    ["a read whose done is truthy", read(async () => ({ done: "yes" })), "end-of-stream"],
  ]) {
    test(`a body that is ${name}: one error, reason ${reason}`, async () => {
      const response = { status: 200, headers: new Headers(HEADERS), body };
      const source = connect(URL_, { fetch: async () => response });
      const events = record(source, "message", "error");
      expect(await next(source, "error")).to.include({ reason, willReconnect: true });
      await sleep(20);
      expect(events).to.have.length(1);
      source.close();
      // The engine has taken no harm.
      expect((await next(connect(new Stream({ body: ["data: a\n\n", STALL] })), "message")).data).to.equal(
        "a",
      );
    });
  }

  for (const [name, cancel] of Object.entries({
    "is missing": undefined,
    throws: () => {
      throw error;
    },
    "gives no promise": () => 7,
    "gives a promise that is rejected": async () => {
      throw error;
    },
    "gives a then that throws": () => ({
      then() {
        throw error;
      },
    }),
  })) {
    test(`a reader whose cancel ${name}, and a body too: close() does not mind`, async () => {
      let reads = 0;
      const chunk = { done: false, value: new TextEncoder().encode("data: a\n\n") };
      const reader = { read: () => (reads++ === 0 ? Promise.resolve(chunk) : new Promise(() => {})), cancel };
      const response = {
        status: 200,
        headers: new Headers(HEADERS),
        body: { getReader: () => reader, cancel },
      };
      const source = connect(URL_, { fetch: async () => response });
      await next(source, "message");
      source.close();
      expect(source.readyState).to.equal(2);
      const failing = connect(URL_, { fetch: async () => ({ ...response, status: 500 }) });
      expect((await next(failing, "error")).reason).to.equal("status");
      await sleep(20);
    });
  }

  for (const [name, headers] of Object.entries({
    "a get that throws": {
      get() {
        throw error;
      },
    },
    "a get that gives undefined": { get: () => undefined },
    "a get that gives a number": { get: () => 7 },
    "a get that gives a Symbol": { get: () => Symbol("x") },
  })) {
    test(`headers with ${name}: reason content-type`, async () => {
      const source = connect(URL_, { fetch: async () => ({ status: 200, headers, body: null }) });
      expect((await next(source, "error")).reason).to.equal("content-type");
    });
  }

  test("a response whose every member throws", async () => {
    const handler = {
      get: (/** @type {object} */ _target, /** @type {PropertyKey} */ name) => {
        if (name === "then") return undefined;
        throw error;
      },
    };
    const source = connect(URL_, { fetch: async () => new Proxy({}, handler) });
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", cause: error });
  });

  for (const member of ["body", "url", "statusText", "redirected"]) {
    test(`a response whose ${member} throws: one error, or none`, async () => {
      const { body } = /** @type {Response} */ (endless().response);
      const response = { status: 200, headers: new Headers(HEADERS), body };
      Object.defineProperty(response, member, {
        get() {
          throw error;
        },
      });
      const source = connect(URL_, { fetch: async () => response });
      const events = record(source);
      await until(() => events.length > 0);
      await sleep(20);
      expect(events.filter(({ type }) => type === "error").length).to.be.below(2);
    });
  }

  test("a chunk of another realm", async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const chunk = /** @type {any} */ (frame.contentWindow).Uint8Array.from(
      new TextEncoder().encode("data: a\n\n"),
    );
    const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
    const source = connect(URL_, {
      fetch: async () => ({ status: 200, headers: new Headers(HEADERS), body }),
    });
    expect((await next(source, "message")).data).to.equal("a");
    frame.remove();
  });

  test("empty chunks are nothing", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (const text of ["", "data", "", ": a\n", "", "\n", ""])
          controller.enqueue(new TextEncoder().encode(text));
      },
    });
    const source = connect(URL_, { fetch: async () => new Response(body, { headers: HEADERS }) });
    expect((await next(source, "message")).data).to.equal("a");
  });

  for (const reason of [error, undefined, "a text"]) {
    test(`a body that fails with ${reason}: an error of the network, with the cause`, async () => {
      let fail = () => {};
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("data: a\n\n"));
          fail = () => controller.error(reason);
        },
      });
      const source = connect(URL_, { fetch: async () => new Response(body, { headers: HEADERS }) });
      await next(source, "message");
      const failed = next(source, "error");
      fail();
      const event = await failed;
      expect(event).to.include({ reason: "network", status: 200, willReconnect: true });
      expect(event.cause).to.equal(reason);
    });
  }

  test("that never settles: close() aborts its signal, and nothing happens", async () => {
    /** @type {AbortSignal[]} */
    const signals = [];
    const source = connect(URL_, {
      fetch: (/** @type {string} */ _url, /** @type {any} */ { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    const events = record(source);
    source.close();
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    await tasks(3);
    expect(events).to.deep.equal([]);
  });

  for (const when of ["before", "after"]) {
    test(`that settles after close() and ignores its signal, closed ${when} it was called: the body is cancelled`, async () => {
      let resolve = (/** @type {any} */ _response) => {};
      const response = new Promise((fulfil) => (resolve = fulfil));
      const late = endless();
      const source = connect(URL_, { fetch: () => response });
      const events = record(source);
      if (when === "after") await tasks(2);
      source.close();
      resolve(late.response);
      await until(() => late.cancelled);
      await tasks(2);
      expect(events).to.deep.equal([]);
    });
  }

  test("that rejects after close(): no event, and no rejection is left unhandled", async () => {
    let reject = () => {};
    const response = new Promise((_, fail) => (reject = () => fail(error)));
    const source = connect(URL_, { fetch: () => response });
    const events = record(source);
    source.close();
    reject();
    await sleep(20);
    expect(events).to.deep.equal([]);
  });

  test("that ignores its signal: close() cancels the body", async () => {
    const state = endless();
    const source = connect(URL_, { fetch: async () => state.response });
    await next(source, "message");
    source.close();
    await until(() => state.cancelled);
  });

  for (const init of [{ status: 500 }, { headers: { "Content-Type": "text/html" } }]) {
    test(`whose response fails the connection (${JSON.stringify(init)}): the body is cancelled`, async () => {
      const state = endless(/** @type {any} */ (init));
      await next(connect(URL_, { fetch: async () => state.response }), "error");
      await until(() => state.cancelled);
    });
  }

  test("whose body rejects when it is cancelled: nobody hears of it", async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: a\n\n")),
      cancel: () => Promise.reject(error),
    });
    const source = connect(URL_, { fetch: async () => new Response(body, { headers: HEADERS }) });
    await next(source, "message");
    source.close();
    await sleep(20);
  });

  test("that closes or reconnects its own object", async () => {
    let calls = 0;
    const source = connect(URL_, {
      fetch: async () => {
        calls += 1;
        if (calls === 2) source.reconnect();
        if (calls === 4) source.close();
        return endless().response;
      },
    });
    const events = record(source);
    await until(() => events.length === 2);
    source.reconnect();
    await until(() => calls === 3 && events.length === 4);
    source.reconnect();
    expect(source.readyState).to.equal(2);
    await sleep(20);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message", "open", "message"]);
  });
});
