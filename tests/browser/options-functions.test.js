/** The options `headers` and `body` as functions: asked anew for every attempt, and told what is known of it. */

import { expect } from "chai";

import { connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

const ended = { body: ["retry: 1\nid: 1\ndata: a\n\n"] };
const stays = { body: ["data: b\n\n", STALL] };

/** Fails with reason `options`, for good, before there is any request. */
async function failsWith(/** @type {object} */ options, /** @type {(cause: any) => void} */ check) {
  const stream = new Stream(stays);
  const source = connect(stream, options);
  const events = record(source);
  const event = await next(source, "error");
  expect(event).to.include({ reason: "options", willReconnect: false, delay: 0, status: 0, attempt: 1 });
  expect(event).to.include({ headers: null, url: stream.url });
  check(event.cause);
  expect(event.message).to.include(event.cause.message);
  expect(source.readyState).to.equal(2);
  await tasks(2);
  expect(events).to.have.length(1);
  expect(await stream.allRequests()).to.deep.equal([]);
}

describe("headers as a function", () => {
  test("may name the object that is being constructed", async () => {
    const stream = new Stream(stays);
    /** @type {any} */
    const source = connect(stream, { headers: () => ({ "X-Test": `${source.readyState}` }) });
    const [request] = await stream.requested(1);
    expect(request.headers["x-test"]).to.equal("0");
  });

  for (const [kind, wait] of Object.entries({ function: () => {}, "async function": () => sleep(5) })) {
    test(`(${kind}) is asked for every attempt, with what is known of it`, async () => {
      /** @type {any[]} */
      const attempts = [];
      const answer = (/** @type {any} */ attempt) => {
        attempts.push({ ...attempt, aborted: attempt.signal.aborted });
        return { "X-Test": `attempt ${attempt.number}` };
      };
      const stream = new Stream(ended, ended, stays);
      const source = connect(stream, {
        headers: (/** @type {any} */ attempt) => {
          const waiting = wait();
          return waiting ? waiting.then(() => answer(attempt)) : answer(attempt);
        },
      });
      const errors = record(source, "error");
      const requests = await stream.requested(3);
      expect(requests.map(({ headers }) => headers["x-test"])).to.deep.equal(
        [1, 2, 3].map((number) => `attempt ${number}`),
      );
      expect(attempts.map(({ number }) => number)).to.deep.equal([1, 2, 3]);
      expect(attempts.map(({ lastEventId }) => lastEventId)).to.deep.equal(["", "1", "1"]);
      expect(attempts.map(({ aborted }) => aborted)).to.deep.equal([false, false, false]);
      expect(attempts.map(({ signal }) => signal.aborted)).to.deep.equal([true, true, false]);
      for (const { signal } of attempts) expect(signal).to.be.instanceOf(AbortSignal);
      expect(attempts[0].previousFailure).to.equal(null);
      for (const [index, { previousFailure }] of attempts.slice(1).entries()) {
        expect(previousFailure).to.be.instanceOf(Error);
        const { reason, attempt, willReconnect, delay, status } = errors[index];
        expect(previousFailure).to.include({ reason, attempt, willReconnect, delay, status });
      }
      source.close();
      expect(attempts[2].signal.aborted).to.equal(true);
    });
  }

  test("the option lastEventId is told to the first", async () => {
    const ids = [];
    const stream = new Stream(stays);
    connect(stream, { lastEventId: "ü7", headers: ({ lastEventId }) => void ids.push(lastEventId) });
    await stream.requested();
    expect(ids).to.deep.equal(["ü7"]);
  });

  test("what was done before reconnect() is told too", async () => {
    const failures = [];
    const stream = new Stream({ status: 401, type: null }, stays);
    const source = connect(stream, { headers: ({ previousFailure }) => void failures.push(previousFailure) });
    await next(source, "error");
    source.reconnect();
    await next(source, "open");
    expect(failures[0]).to.equal(null);
    expect(failures[1]).to.include({ reason: "status", status: 401, willReconnect: false });
  });

  for (const [name, value] of Object.entries({
    "a Headers object": new Headers({ "X-Test": "x" }),
    entries: [["X-Test", "x"]],
    "an object": { "X-Test": "x" },
  })) {
    test(`may give ${name}`, async () => {
      const stream = new Stream(stays);
      connect(stream, { headers: () => value });
      const [{ headers }] = await stream.requested();
      expect(headers).to.include({ "x-test": "x", accept: "text/event-stream" });
    });
  }

  test("what it gives is not changed", async () => {
    const headers = new Headers({ "X-Test": "x" });
    const stream = new Stream(ended, stays);
    connect(stream, { headers: () => headers });
    await stream.requested(2);
    expect([...headers]).to.deep.equal([["x-test", "x"]]);
  });

  test("that never settles: close() aborts its signal, and nothing is requested", async () => {
    /** @type {AbortSignal[]} */
    const signals = [];
    const stream = new Stream(stays);
    const source = connect(stream, {
      headers: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    const events = record(source);
    await until(() => signals.length === 1);
    source.close();
    expect(signals[0]?.aborted).to.equal(true);
    await tasks(3);
    expect(events).to.deep.equal([]);
    expect(await stream.allRequests()).to.deep.equal([]);
  });

  test("is not asked for an attempt that was given up before it: by close(), or by another", async () => {
    let asked = 0;
    const count = () => void (asked += 1);
    connect(new Stream(stays), { headers: count, body: count }).close();
    await sleep(30);
    expect(asked).to.equal(0);
    const stream = new Stream(stays);
    const source = connect(stream, { headers: count });
    source.reconnect();
    await next(source, "open");
    expect([asked, (await stream.requests()).length]).to.deep.equal([1, 1]);
  });

  test("that settles after close(): nothing is requested", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { headers: () => sleep(10) });
    const events = record(source);
    await tasks(1);
    source.close();
    await sleep(60);
    expect(events).to.deep.equal([]);
    expect(await stream.allRequests()).to.deep.equal([]);
  });

  test("that calls reconnect() of its own object: one request", async () => {
    let calls = 0;
    const stream = new Stream(stays);
    const source = connect(stream, {
      headers: async () => {
        calls += 1;
        await sleep(1);
        if (calls === 1) source.reconnect();
        return {};
      },
    });
    await next(source, "open");
    await sleep(30);
    expect(calls).to.equal(2);
    expect(await stream.requests()).to.have.length(1);
  });

  const error = new RangeError("no token");
  test("that throws: reason options, with the cause", async () => {
    const headers = () => {
      throw error;
    };
    await failsWith({ headers }, (cause) => expect(cause).to.equal(error));
  });

  test("that rejects: reason options, with the cause", async () => {
    await failsWith({ headers: () => Promise.reject(error) }, (cause) => expect(cause).to.equal(error));
  });

  for (const [name, value] of Object.entries({
    "a line break in a value": { "X-Test": "a\nb" },
    "a name that is none": { "no name": "x" },
    "a value that is no bytes": { "X-Test": "\u{20AC}" },
    "a number": 7,
  })) {
    test(`that gives ${name}: reason options, a TypeError`, async () => {
      await failsWith({ headers: () => value }, (cause) => expect(cause).to.be.instanceOf(TypeError));
    });
  }

  test("that fails on a reconnection: CLOSED, unless shouldReconnect says otherwise", async () => {
    for (const shouldReconnect of [undefined, ({ reason }) => (reason === "options" ? 1 : undefined)]) {
      const stream = new Stream(ended, stays);
      const headers = ({ number }) => (number === 2 ? Promise.reject(error) : {});
      const source = connect(stream, { headers, shouldReconnect });
      const events = record(source, "error");
      const messages = record(source, "message");
      await until(() => source.readyState === 2 || messages.length === 2);
      expect(events[1]).to.include({
        reason: "options",
        attempt: 2,
        willReconnect: Boolean(shouldReconnect),
      });
      expect(events[1].cause).to.equal(error);
      expect(messages.map(({ data }) => data)).to.deep.equal(shouldReconnect ? ["a", "b"] : ["a"]);
      expect(await stream.requests()).to.have.length(shouldReconnect ? 2 : 1);
    }
  });
});

describe("body", () => {
  const form = new FormData();
  form.set("name", "ü");
  for (const [name, body, sent, type] of [
    ["a text", "a text: ü", "a text: ü", "text/plain;charset=UTF-8"],
    ["JSON in a Blob", new Blob(["{}"], { type: "application/json" }), "{}", "application/json"],
    ["URLSearchParams", new URLSearchParams("a=1&b=2"), "a=1&b=2", "application/x-www-form-urlencoded"],
    ["bytes", new Uint8Array([97, 98]), "ab", undefined],
    ["a form", form, 'name="name"', "multipart/form-data"],
    ["an empty text", "", "", "text/plain;charset=UTF-8"],
  ]) {
    test(`${name}: POST`, async () => {
      const stream = new Stream(stays);
      const source = connect(stream, { body });
      await next(source, "message");
      const [request] = await stream.requests();
      expect(request.method).to.equal("POST");
      expect(request.body).to.include(sent);
      if (type) expect(request.headers["content-type"]?.toLowerCase()).to.include(type.toLowerCase());
      else expect(request.headers).to.not.have.property("content-type");
    });
  }

  test("with a Content-Type of one's own", async () => {
    const stream = new Stream(stays);
    connect(stream, { body: "{}", headers: { "Content-Type": "application/json" } });
    const [request] = await stream.requested();
    expect(request.headers["content-type"]).to.equal("application/json");
  });

  test("null: GET", async () => {
    const stream = new Stream(stays);
    connect(stream, { body: null });
    expect((await stream.requested())[0].method).to.equal("GET");
  });

  for (const [kind, wait] of Object.entries({ function: null, "async function": 5 })) {
    test(`as a ${kind}: asked for every attempt`, async () => {
      /** @type {any[]} */
      const attempts = [];
      const stream = new Stream(ended, { status: 500, type: null }, stays);
      const answer = ({ number, lastEventId }) => JSON.stringify({ number, lastEventId });
      const source = connect(stream, {
        body: (/** @type {any} */ attempt) => {
          attempts.push(attempt);
          return wait === null ? answer(attempt) : sleep(wait).then(() => answer(attempt));
        },
        shouldReconnect: () => 1,
      });
      await until(() => source.readyState === 1 && attempts.length === 3);
      const requests = await stream.requests();
      expect(requests.map(({ method }) => method)).to.deep.equal(["POST", "POST", "POST"]);
      expect(requests.map(({ body }) => body)).to.deep.equal([
        '{"number":1,"lastEventId":""}',
        '{"number":2,"lastEventId":"1"}',
        '{"number":3,"lastEventId":"1"}',
      ]);
      expect(attempts.map(({ previousFailure }) => previousFailure?.reason)).to.deep.equal([
        undefined,
        "end-of-stream",
        "status",
      ]);
    });
  }

  test("a value is sent again with every attempt", async () => {
    const stream = new Stream(ended, stays);
    connect(stream, { body: "again", shouldReconnect: () => true });
    const requests = await stream.requested(2);
    await until(async () => (await stream.requests()).every(({ body }) => body === "again"));
    expect(requests.map(({ method }) => method)).to.deep.equal(["POST", "POST"]);
  });

  test("a function that gives null: POST without a body", async () => {
    const stream = new Stream(stays);
    const source = connect(stream, { body: () => null });
    await next(source, "message");
    const [request] = await stream.requests();
    expect(request).to.include({ method: "POST", body: "" });
  });

  const error = new Error("no prompt");
  for (const [name, body] of Object.entries({
    throws: () => {
      throw error;
    },
    rejects: async () => {
      throw error;
    },
  })) {
    test(`a function that ${name}: reason options, with the cause`, async () => {
      await failsWith({ body }, (cause) => expect(cause).to.equal(error));
    });
  }

  for (const [name, options] of Object.entries({
    "a ReadableStream": { body: () => new ReadableStream() },
    "a function": { body: () => () => "x" },
    "something for a GET request": { method: "GET", body: () => "x" },
  })) {
    test(`a function that gives ${name}: reason options, a TypeError`, async () => {
      await failsWith(options, (cause) => expect(cause).to.be.instanceOf(TypeError));
    });
  }
});
