/** A user's own `fetch` may give anything: one error at most, and neither the engine nor anybody else is harmed. */

import { expect } from "chai";

import { endless, HEADERS, URL_, utf8 } from "./support/memory.js";
import { connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const error = new RangeError("from a response");
const fail = () => {
  throw error;
};

const respond = (/** @type {any} */ body, headers = new Headers(HEADERS)) => ({
  fetch: async () => ({ status: 200, headers, body }),
});

/** One error, nothing else, and the next object works. */
async function failsOnce(/** @type {() => unknown} */ give, /** @type {string} */ reason) {
  const source = connect(URL_, { fetch: async () => give() });
  const events = record(source, "message", "error");
  const event = await next(source, "error");
  expect(event.reason).to.equal(reason);
  await sleep(20);
  expect(events).to.have.length(1);
  source.close();
  const healthy = connect(new Stream({ body: ["data: a\n\n", STALL] }));
  expect((await next(healthy, "message")).data).to.equal("a");
  return event;
}

describe("odd responses", () => {
  test("a network error: status 0", async () => {
    await failsOnce(() => Response.error(), "status");
  });

  test("status 200 without a body: it has ended", async () => {
    await failsOnce(() => new Response(null, { headers: HEADERS }), "end-of-stream");
  });

  test("a body that is locked", async () => {
    const { response } = endless();
    response.body?.getReader();
    const { cause } = await failsOnce(() => response, "network");
    expect(cause).to.be.instanceOf(TypeError);
  });

  test("a body that has been read", async () => {
    const response = new Response("data: a\n\n", { headers: HEADERS });
    await response.text();
    expect((await failsOnce(() => response, "network")).status).to.equal(200);
  });

  describe("chunks", () => {
    /** @type {[string, (bytes: Uint8Array<ArrayBuffer>) => unknown][]} */
    const views = [
      ["a Uint8Array", (bytes) => bytes],
      ["a part of an ArrayBuffer", (bytes) => Uint8Array.from([0, 0, ...bytes, 0]).subarray(2, -1)],
      ["a DataView", (bytes) => new DataView(bytes.buffer)],
      ["a Uint16Array", (bytes) => new Uint16Array(bytes.buffer)],
      ["a Uint8ClampedArray", (bytes) => new Uint8ClampedArray(bytes)],
    ];
    for (const [name, chunk] of views) {
      test(`${name}: its bytes count`, async () => {
        const value = chunk(Uint8Array.from(utf8("data: a\n\n\n")));
        const body = new ReadableStream({ start: (controller) => controller.enqueue(value) });
        expect((await next(connect(URL_, respond(body)), "message")).data).to.equal("a");
      });
    }

    test("one of another realm", async () => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const chunk = /** @type {any} */ (frame.contentWindow).Uint8Array.from(utf8("data: a\n\n"));
      const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
      expect((await next(connect(URL_, respond(body)), "message")).data).to.equal("a");
      frame.remove();
    });

    test("empty ones are nothing", async () => {
      const texts = ["", "data", "", ": a\n", "", "\n", ""];
      const body = new ReadableStream({
        start: (controller) => texts.forEach((text) => controller.enqueue(utf8(text))),
      });
      expect((await next(connect(URL_, respond(body)), "message")).data).to.equal("a");
    });

    const others = {
      string: "data: a\n\n",
      ArrayBuffer: new ArrayBuffer(9),
      number: 7,
      null: null,
      undefined,
    };
    for (const [name, value] of Object.entries({ ...others, object: { length: 5 }, Symbol: Symbol("x") })) {
      test(`${name}: an error of the network, and the body is cancelled`, async () => {
        let cancelled = false;
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(value),
          cancel: () => void (cancelled = true),
        });
        const event = await failsOnce(respond(body).fetch, "network");
        expect(event).to.include({ willReconnect: true, status: 200 });
        expect(event.cause).to.be.instanceOf(TypeError);
        expect(cancelled).to.equal(true);
      });
    }
  });

  describe("bodies that are no streams", () => {
    const read = (/** @type {() => unknown} */ give) => ({
      getReader: () => ({ read: give, cancel: async () => {} }),
    });
    const throwing = (/** @type {"done" | "value"} */ member) =>
      read(async () => Object.defineProperty({ done: false, value: undefined }, member, { get: fail }));

    for (const [name, body, reason] of /** @type {[string, unknown, string][]} */ ([
      ["a number", 7, "network"],
      ["an object", {}, "network"],
      ["a getReader that throws", { getReader: fail }, "network"],
      ["a reader without read", { getReader: () => ({}) }, "network"],
      ["a read that throws", read(fail), "network"],
      ["a read that gives no promise", read(() => ({ done: true })), "end-of-stream"],
      ["a read that rejects", read(async () => fail()), "network"],
      ["a result whose done throws", throwing("done"), "network"],
      ["a result whose value throws", throwing("value"), "network"],
      ["a result whose done is another truth", read(async () => ({ done: "yes" })), "end-of-stream"],
      // What does not go on has ended.
      ["no reader", { getReader: () => undefined }, "end-of-stream"],
      ["no result", read(async () => undefined), "end-of-stream"],
      ["null as a result", read(async () => null), "end-of-stream"],
      ["a number as a result", read(async () => 7), "end-of-stream"],
      ["a result without members", read(async () => ({})), "end-of-stream"],
    ])) {
      test(`${name}: ${reason}`, async () => {
        await failsOnce(respond(body).fetch, reason);
      });
    }

    for (const [name, cancel] of Object.entries({
      "that is missing": undefined,
      "that throws": fail,
      "that gives no promise": () => 7,
      "that is rejected": async () => fail(),
      "that gives a then that throws": () => ({ then: fail }),
    })) {
      test(`a cancel ${name}: nobody hears of it`, async () => {
        let reads = 0;
        const chunk = { done: false, value: utf8("data: a\n\n") };
        const never = new Promise(() => {});
        const reader = { read: () => ((reads += 1) === 1 ? Promise.resolve(chunk) : never), cancel };
        const response = {
          status: 200,
          headers: new Headers(HEADERS),
          body: { getReader: () => reader, cancel },
        };
        const source = connect(URL_, { fetch: async () => response });
        await next(source, "message");
        source.close();
        expect(source.readyState).to.equal(2);
        await failsOnce(() => ({ ...response, status: 500 }), "status");
      });
    }
  });

  describe("members", () => {
    for (const [name, get, reason] of /** @type {[string, () => unknown, string][]} */ ([
      ["throws", fail, "network"],
      ["gives a Symbol", () => Symbol("x"), "network"],
      ["gives undefined", () => undefined, "content-type"],
      ["gives a number", () => 7, "content-type"],
      ["gives an object", () => ({}), "content-type"],
    ])) {
      test(`headers whose get ${name}: ${reason}`, async () => {
        await failsOnce(() => ({ status: 200, headers: { get }, body: null }), reason);
      });
    }

    for (const status of [200.5, -200, 65_736, NaN, Infinity, 200n, "200", null]) {
      test(`status ${typeof status} ${status}: no response`, async () => {
        const { cause } = await failsOnce(
          () => ({ status, headers: new Headers(HEADERS), body: null }),
          "network",
        );
        expect(cause).to.be.instanceOf(TypeError);
      });
    }

    for (const member of ["status", "statusText", "headers", "url", "redirected", "body"]) {
      test(`${member} throws: an error of the network, with the cause`, async () => {
        const response = { status: 200, headers: new Headers(HEADERS), body: endless().response.body };
        Object.defineProperty(response, member, { get: fail });
        expect((await failsOnce(() => response, "network")).cause).to.equal(error);
      });
    }

    test("an object with no more than it takes", async () => {
      const { data, origin } = await next(connect(URL_, respond(endless().response.body)), "message");
      expect({ data, origin }).to.deep.equal({ data: "a", origin: location.origin });
    });

    test("a URL that is none: the origin is null", async () => {
      const response = {
        status: 200,
        headers: new Headers(HEADERS),
        body: endless().response.body,
        url: "no URL",
      };
      expect((await next(connect(URL_, { fetch: async () => response }), "message")).origin).to.equal("null");
    });
  });

  test("a body whose cancel rejects, of a response that nobody waits for any more", async () => {
    let cancelled = 0;
    const body = {
      cancel: () => {
        cancelled += 1;
        return Promise.reject(error);
      },
    };
    const response = { status: 200, headers: new Headers(HEADERS), body };
    let called = false;
    const source = connect(URL_, {
      fetch: async () => {
        called = true;
        await sleep(10);
        return response;
      },
    });
    await until(() => called);
    source.close();
    await until(() => cancelled === 1);
    await sleep(10);
  });
});
