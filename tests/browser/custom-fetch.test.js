/** The option `fetch`: whatever it does, nothing throws, rejects unhandled or is left behind. */

import { expect } from "chai";

import { endless, HEADERS, URL_, utf8 } from "./support/memory.js";
import { connect, next, ORIGIN, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

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

  test("may add a header to those it gets by spreading them, as functions for npm's eventsource do", async () => {
    const stream = new Stream({ body: ["id: 7\nretry: 1\ndata: a\n\n"] }, { body: [STALL] });
    const source = connect(stream, {
      headers: { "X-Test": "x", Authorization: "old" },
      fetch: (/** @type {string} */ url, /** @type {any} */ init) =>
        fetch(url, { ...init, headers: { ...init.headers, Authorization: "Bearer 1" } }),
    });
    await next(source, "error");
    await until(async () => (await stream.requests()).length === 2);
    const sent = (await stream.requests()).map(({ headers }) => headers);
    for (const headers of sent) {
      expect(headers).to.include({ accept: "text/event-stream", authorization: "Bearer 1", "x-test": "x" });
    }
    expect(sent.map((headers) => headers["last-event-id"])).to.deep.equal([undefined, "7"]);
  });

  for (const name of ["Last-Event-ID", "last-event-id"]) {
    test(`a ${name} of the user's own is spread before the first event only`, async () => {
      const stream = new Stream(
        { body: ["id: 7\nretry: 1\ndata: a\n\n"] },
        { body: ["id: 8\ndata: a\n\n"] },
        { body: [STALL] },
      );
      connect(stream, {
        headers: { [name]: "5" },
        fetch: (/** @type {string} */ url, /** @type {any} */ init) =>
          fetch(url, { ...init, headers: { ...init.headers } }),
      });
      await until(async () => (await stream.requests()).length === 3);
      const sent = (await stream.requests()).map(({ headers }) => headers["last-event-id"]);
      expect(sent).to.deep.equal(["5", "7", "8"]);
    });
  }

  test("may give another of those that it spreads, spelled in the same way", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    const source = connect(stream, {
      headers: () => ({ "x-Test": "x" }),
      fetch: (/** @type {string} */ url, /** @type {any} */ init) =>
        fetch(url, { ...init, headers: { ...init.headers, "x-Test": "y", Accept: "a/b" } }),
    });
    await next(source, "message");
    const [request] = await stream.requests();
    expect(request?.headers).to.include({ "x-test": "y", accept: "a/b" });
  });

  test("gets Headers whose methods are theirs, whatever the names in them", async () => {
    /** @type {any} */
    let headers;
    const source = connect(URL_, {
      headers: { get: "x", "X-Test": "y" },
      fetch: (/** @type {string} */ _url, /** @type {any} */ init) => {
        headers = init.headers;
        return endless().response;
      },
    });
    await next(source, "open");
    expect(headers).to.be.instanceOf(Headers);
    expect([headers.get("get"), headers.get("x-test")]).to.deep.equal(["x", "y"]);
    expect({ ...headers }).to.deep.equal({ Accept: "text/event-stream", "X-Test": "y" });
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

  test("that gives an object like a Response", async () => {
    const { body } = /** @type {Response} */ (endless().response);
    const source = connect(URL_, {
      fetch: async () => ({ status: 200, headers: new Headers(HEADERS), body }),
    });
    const { data, origin } = await next(source, "message");
    expect({ data, origin }).to.deep.equal({ data: "a", origin: ORIGIN });
  });

  for (const reason of [error, undefined, "a text"]) {
    test(`a body that fails with ${reason}: an error of the network, with the cause`, async () => {
      let fail = () => {};
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(utf8("data: a\n\n"));
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
    await until(() => signals.length === 1);
    source.close();
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    await tasks(3);
    expect(events).to.deep.equal([]);
  });

  test("is not called after close()", async () => {
    let calls = 0;
    const source = connect(URL_, { fetch: () => (calls += 1) });
    source.close();
    const called = calls;
    await tasks(3);
    expect(calls).to.equal(called);
  });

  test("that gives a response after close(), and ignores its signal: the body is cancelled", async () => {
    let resolve = (/** @type {any} */ _response) => {};
    const response = new Promise((fulfil) => (resolve = fulfil));
    const late = endless();
    let called = false;
    const source = connect(URL_, {
      fetch: () => {
        called = true;
        return response;
      },
    });
    const events = record(source);
    await until(() => called);
    source.close();
    resolve(late.response);
    await until(() => late.cancelled);
    await tasks(2);
    expect(events).to.deep.equal([]);
  });

  test("that rejects after close(): no event, and no rejection is left unhandled", async () => {
    let reject = () => {};
    const source = connect(URL_, {
      fetch: () => new Promise((_, fail) => (reject = () => fail(error))),
    });
    const events = record(source);
    await tasks(2);
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
      start: (controller) => controller.enqueue(utf8("data: a\n\n")),
      cancel: () => Promise.reject(error),
    });
    const source = connect(URL_, { fetch: async () => new Response(body, { headers: HEADERS }) });
    await next(source, "message");
    source.close();
    await sleep(20);
  });

  test("that reconnects or closes its own object", async () => {
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
    await until(() => events.length === 4);
    expect(calls).to.equal(3);
    source.reconnect();
    await until(() => calls === 4);
    await sleep(20);
    expect(source.readyState).to.equal(2);
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message", "open", "message"]);
  });
});
