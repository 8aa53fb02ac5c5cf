/** Options that cannot be: a clear exception from the constructor, and nothing is requested. */

import { expect } from "chai";

import { connect, EventSource, next, STALL, Stream } from "./support/streams.js";
import { tasks, test } from "./support/test.js";

const quiet = () => new Stream({ body: [":\n", STALL] });

/** @type {[string, object, (string | null)?][]} what; the options; what the message names, null: the platform's words */
const REFUSED = [
  ["an unknown method", { method: "BREW" }, "BREW"],
  ["an empty method", { method: "" }, "method"],
  ["a method with a line break", { method: "GET\n" }, "method"],
  ["a method that fetch forbids", { method: "TRACE" }, "TRACE"],
  ["a method for tunnels", { method: "CONNECT" }, "CONNECT"],
  ["HEAD, which has no body", { method: "HEAD" }, "HEAD"],
  ["null for a method", { method: null }, "null"],
  ["a header with a line break", { headers: { "X-Test": "a\nb" } }, null],
  ["a body for GET", { method: "GET", body: "x" }, "GET"],
  ["an empty body for GET", { method: "get", body: "" }, "GET"],
  ["a ReadableStream for a body", { body: new ReadableStream() }, "ReadableStream"],
  ["a ReadableStream for a body of PUT", { method: "PUT", body: new ReadableStream() }, "ReadableStream"],
  ["credentials that fetch does not know", { credentials: "some" }, null],
  ["a mode that fetch does not know", { mode: "some" }, null],
  ["the mode of a navigation", { mode: "navigate" }, null],
  ["a cache mode that fetch does not know", { cache: "some" }, null],
  ["a redirect mode that fetch does not know", { redirect: "some" }, null],
  ["a referrer that is no URL", { referrer: "http://[" }, null],
  ["a referrer policy that fetch does not know", { referrerPolicy: "some" }, null],
  ["Infinity for the reconnection time", { reconnectionTime: Infinity }, "reconnectionTime"],
  ["a time that cannot be a number", { connectTimeout: Symbol("x") }, null],
  ["a policy that is no function", { shouldReconnect: true }, "shouldReconnect"],
  ["null for a policy", { shouldReconnect: null }, "shouldReconnect"],
  ["a fetch that is no function", { fetch: {} }, "fetch"],
];
const NUMBERS = [
  "reconnectionTime",
  "maxReconnectionTime",
  "connectTimeout",
  "heartbeatTimeout",
  "maxEventBytes",
];
for (const name of NUMBERS) {
  for (const value of [NaN, -1, -Infinity, "soon", {}]) {
    REFUSED.push([
      `${JSON.stringify(value) ?? value} (${String(value)}) for ${name}`,
      { [name]: value },
      name,
    ]);
  }
}

describe("options that are refused", () => {
  for (const [what, options, named = null] of REFUSED) {
    test(`${what}: a TypeError`, async () => {
      const stream = quiet();
      let thrown = null;
      try {
        void new EventSource(stream.url, options);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).to.be.instanceOf(TypeError);
      expect(thrown.message).to.match(/\w/);
      if (named !== null)
        expect(thrown.message)
          .to.match(/^EventSource: /)
          .and.include(named);
      await tasks(2);
      expect(await stream.allRequests()).to.deep.equal([]);
    });
  }
});

describe("options at their limits", () => {
  for (const name of NUMBERS) {
    for (const value of name === "reconnectionTime" ? [0, "5", 1e300] : [0, "5", Infinity, 1e300]) {
      test(`${name}: ${JSON.stringify(value) ?? value} (${value}) is taken`, () => {
        const source = connect("data:text/plain,", { [name]: value });
        expect(source.readyState).to.equal(0);
        if (name === "reconnectionTime") expect(source.reconnectionTime).to.equal(Number(value));
      });
    }
  }

  test("Infinity for every time-out and limit: nothing runs out", async () => {
    const options = Object.fromEntries(NUMBERS.slice(1).map((name) => [name, Infinity]));
    const source = connect(
      new Stream({ body: ["data: a\n\n", { pause: 300 }, "data: b\n\n", STALL] }),
      options,
    );
    expect((await next(source, "message")).data).to.equal("a");
    expect((await next(source, "message")).data).to.equal("b");
    expect(source.readyState).to.equal(1);
  });

  test("undefined is as if it were not there", async () => {
    const names = [
      ...NUMBERS,
      "headers",
      "method",
      "body",
      "fetch",
      "signal",
      "credentials",
      "mode",
      "cache",
    ];
    names.push("redirect", "referrer", "referrerPolicy", "integrity", "keepalive", "priority", "lastEventId");
    names.push("lastEventIdParameter", "shouldReconnect", "pauseWhenHidden", "withCredentials");
    const options = Object.fromEntries(names.map((name) => [name, undefined]));
    const stream = quiet();
    const source = connect(stream, options);
    await next(source, "open");
    expect(source.reconnectionTime).to.equal(3000);
    const [{ method, headers }] = await stream.requests();
    expect(method).to.equal("GET");
    expect(headers).to.not.have.property("last-event-id");
  });
});
