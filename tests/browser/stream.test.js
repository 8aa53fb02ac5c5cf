/** `eventsource-wasm/stream` and `/yaffle`: what depends on the browser's streams and errors. */

import { expect } from "chai";

import { EventSourceStream, readEvents } from "/dist/stream.js";
import { EventSourcePolyfill, NativeEventSource } from "/dist/yaffle.js";
import { BEATS, next, RESET, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

const EVENTS = "id: 1\ndata: a\n\nevent: x\ndata: ü\n\n";
const READ = [
  { type: "message", data: "a", lastEventId: "1" },
  { type: "x", data: "ü", lastEventId: "1" },
];

async function answered(/** @type {import("/tests/server/answers.js").Answer} */ answer, init = {}) {
  const stream = new Stream(answer);
  return { stream, response: await fetch(stream.url, init) };
}

/** What comes until it ends, and what ends it. */
async function read(/** @type {ReadableStream} */ stream) {
  const reader = stream.getReader();
  const events = [];
  for (;;) {
    try {
      const { value, done } = await reader.read();
      if (done) return { events, error: null };
      events.push(value);
    } catch (error) {
      return { events, error };
    }
  }
}

/** @returns {Promise<any>} */
async function thrownBy(/** @type {AsyncIterable<unknown>} */ events) {
  try {
    for await (const event of events) void event;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("readEvents", () => {
  test("reads a response to its end", async () => {
    const { response } = await answered({ body: [{ text: EVENTS, piece: 3, gap: 2 }] });
    const events = [];
    for await (const event of readEvents(response)) events.push(event);
    expect(events).to.deep.equal(READ);
  });

  test("leaving the loop ends the request", async () => {
    // With BEATS: a cancelled body's connection ends in Firefox with the next byte.
    const { stream, response } = await answered({ body: ["data: 1\n\n", BEATS] });
    for await (const { data } of readEvents(response)) {
      expect(data).to.equal("1");
      break;
    }
    await stream.ended();
  });

  test("aborting the request throws a Failure with the AbortError as its cause", async () => {
    const controller = new AbortController();
    const { stream, response } = await answered({ body: ["data: 1\n\n", STALL] }, controller);
    const thrown = thrownBy(readEvents(response));
    controller.abort();
    const { reason, cause } = await thrown;
    expect([reason, cause.name]).to.deep.equal(["network", "AbortError"]);
    await stream.ended();
  });

  test("a refused response throws its Failure", async () => {
    const { response } = await answered({ status: 503 });
    const { name, reason, status } = await thrownBy(readEvents(response));
    expect([name, reason, status]).to.deep.equal(["Failure", "status", 503]);
  });
});

describe("EventSourceStream", () => {
  test("in a pipe", async () => {
    const { response } = await answered({ body: [{ text: EVENTS, piece: 3, gap: 2 }] });
    const { events, error } = await read(response.body.pipeThrough(new EventSourceStream()));
    expect(events).to.deep.equal(READ);
    expect(error).to.equal(null);
  });

  test("cancelling ends the request", async () => {
    const { stream, response } = await answered({ body: ["data: 1\n\n", BEATS] });
    const reader = response.body.pipeThrough(new EventSourceStream()).getReader();
    expect((await reader.read()).value.data).to.equal("1");
    await reader.cancel("enough");
    await stream.ended();
  });

  test("a body that breaks is passed on as the browser's own error", async () => {
    const { response } = await answered({ body: ["data: 1\n\n", { pause: 100 }, RESET] });
    const { events, error } = await read(response.body.pipeThrough(new EventSourceStream()));
    expect(events.map(({ data }) => data)).to.deep.equal(["1"]);
    expect(error).to.be.instanceOf(TypeError);
  });
});

describe("EventSourcePolyfill", () => {
  test("sends headers, and the last event ID in the query", async () => {
    const stream = new Stream({ body: ["retry: 1\nid: 7\ndata: 1\n\n"] }, { body: ["data: 2\n\n", STALL] });
    const source = new EventSourcePolyfill(stream.url, { headers: { "X-Test": "1" } });
    try {
      const { error, status, reason } = await next(source, "error");
      expect([error, status, reason]).to.deep.equal([undefined, undefined, "end-of-stream"]);
      await next(source, "message");
      for (const { headers } of await stream.requests()) {
        expect([headers["x-test"], headers["last-event-id"]]).to.deep.equal(["1", undefined]);
      }
    } finally {
      source.close();
    }
    expect(NativeEventSource).to.equal(globalThis.EventSource);
  });

  test("error events have the status, or the error", async () => {
    const refused = new EventSourcePolyfill(new Stream({ status: 401 }).url);
    const { status, error } = await next(refused, "error");
    expect([status, error]).to.deep.equal([401, undefined]);
    const lost = new EventSourcePolyfill(new Stream({ body: ["data: 1\n\n", { pause: 100 }, RESET] }).url);
    const event = await next(lost, "error");
    lost.close();
    expect(event.error).to.be.instanceOf(TypeError);
    expect(event.status).to.equal(undefined);
  });
});
