/** `for await (const message of source)`. */

import { expect } from "chai";

import { HEADERS, URL_, utf8 } from "./support/memory.js";
import {
  BEATS,
  BREAK,
  BROWSER,
  connect,
  EventSource,
  next,
  record,
  RESET,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, tasks, test } from "./support/test.js";

const typed = (/** @type {import("/tests/server/answers.js").Step[]} */ ...rest) =>
  new Stream({
    body: ["retry: 1\nid: 1\ndata: a\n\nevent: x\ndata: b\n\nevent: error\ndata: c\n\n", ...rest],
  });

describe("iterator", () => {
  test("gives every message, whatever its type, as a MessageEvent", async () => {
    const source = connect(typed(STALL));
    const seen = [];
    for await (const message of source) {
      expect(message).to.be.instanceOf(MessageEvent);
      seen.push([message.type, message.data, message.lastEventId, message.origin]);
      if (seen.length === 3) break;
    }
    const { origin } = location;
    expect(seen).to.deep.equal([
      ["message", "a", "1", origin],
      ["x", "b", "1", origin],
      ["error", "c", "1", origin],
    ]);
  });

  test("gives what comes from now on, in order, over reconnections too", async () => {
    const stream = new Stream(
      { body: [{ text: "retry: 1\ndata: {n}\n\n", repeat: 500 }] },
      { body: [{ text: "data: {n}\n\n", repeat: 500 }, STALL] },
    );
    const source = connect(stream);
    const seen = [];
    for await (const { data } of source) if (seen.push(data) === 1000) break;
    const once = Array.from({ length: 500 }, (_, index) => `${index + 1}`);
    expect(seen).to.deep.equal([...once, ...once]);
  });

  test("listeners get the same events", async () => {
    const source = connect(typed(STALL));
    const events = record(source, "message", "x");
    const seen = [];
    for await (const message of source) if (seen.push(message) === 3) break;
    expect(seen.slice(0, 2)).to.deep.equal(events);
  });

  test("two at the same time get all of it each", async () => {
    const source = connect(typed(STALL));
    const take = async () => {
      const seen = [];
      for await (const { data } of source) if (seen.push(data) === 3) break;
      return seen;
    };
    expect(await Promise.all([take(), take()])).to.deep.equal([
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
  });

  test("calls of next() are answered in their order", async () => {
    const iterator = connect(typed(STALL))[Symbol.asyncIterator]();
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    expect(results.map(({ value, done }) => [value.data, done])).to.deep.equal([
      ["a", false],
      ["b", false],
      ["c", false],
    ]);
  });

  test("break detaches it, and the connection goes on", async () => {
    const stream = new Stream({ body: ["data: a\n\n", { until: "go" }, "data: b\n\n", STALL] });
    const source = connect(stream);
    for await (const { data } of source) {
      expect(data).to.equal("a");
      break;
    }
    expect(source.readyState).to.equal(1);
    const message = next(source, "message");
    await stream.go();
    expect((await message).data).to.equal("b");
    expect(await stream.requests()).to.have.length(1);
  });

  test("return() ends it: what waits is dropped, a pending next() is done", async () => {
    const source = connect(typed(STALL));
    const [one, two] = [source[Symbol.asyncIterator](), source[Symbol.asyncIterator]()];
    await next(source, "x");
    expect(await one.return()).to.deep.equal({ value: undefined, done: true });
    expect(await one.next()).to.deep.equal({ value: undefined, done: true });
    for (let n = 0; n < 3; n += 1) await two.next();
    const pending = two.next();
    await two.return();
    expect(await pending).to.deep.equal({ value: undefined, done: true });
    expect(source.readyState).to.equal(1);
  });

  test("is iterable itself", async () => {
    const iterator = connect(typed(STALL))[Symbol.asyncIterator]();
    for await (const { data } of iterator) {
      expect(data).to.equal("a");
      break;
    }
  });

  test("close() ends it, and drops what waits", async () => {
    const source = connect(typed(STALL));
    const iterator = source[Symbol.asyncIterator]();
    expect((await iterator.next()).value.data).to.equal("a");
    await next(source, "x").then(() => tasks(1));
    source.close();
    expect(await iterator.next()).to.deep.equal({ value: undefined, done: true });
    expect(await iterator.next()).to.deep.equal({ value: undefined, done: true });
  });

  test("close() ends one that waits", async () => {
    const source = connect(new Stream({ body: [":\n", STALL] }));
    const iterator = source[Symbol.asyncIterator]();
    const pending = [iterator.next(), iterator.next()];
    await next(source, "open");
    source.close();
    for (const result of await Promise.all(pending)) {
      expect(result).to.deep.equal({ value: undefined, done: true });
    }
  });

  test("the abort of the signal ends it", async () => {
    const controller = new AbortController();
    const source = connect(typed(STALL), { signal: controller.signal });
    let count = 0;
    for await (const _message of source) if ((count += 1) === 2) controller.abort();
    expect(count).to.equal(2);
  });

  test("of a CLOSED object: done at once", async () => {
    const source = connect(typed(STALL));
    source.close();
    expect(await source[Symbol.asyncIterator]().next()).to.deep.equal({ value: undefined, done: true });
  });

  test("after reconnect() of a CLOSED object a new one works", async () => {
    const source = connect(typed(STALL));
    source.close();
    source.reconnect();
    expect((await source[Symbol.asyncIterator]().next()).value.data).to.equal("a");
  });

  for (const [what, options] of Object.entries({
    "of a method that is not repeated": { method: "POST" },
    "that shouldReconnect does not reestablish": { shouldReconnect: () => false },
  })) {
    test(`the end of a body ${what} ends it, after what has come`, async () => {
      const source = connect(typed(), options);
      const seen = [];
      for await (const { data } of source) seen.push(data);
      expect(seen).to.deep.equal(["a", "b", "c"]);
      expect(source.readyState).to.equal(2);
    });
  }

  test("behind the end of the body the abort of the signal drops what waits; close() has nothing to close", async () => {
    for (const [stop, left] of /** @type {[(source: any, abort: () => void) => void, string[]][]} */ ([
      [(_, abort) => abort(), []],
      [(source) => source.close(), ["b", "c"]],
    ])) {
      const controller = new AbortController();
      const source = connect(typed(), { method: "POST", signal: controller.signal });
      const iterator = source[Symbol.asyncIterator]();
      await until(() => source.readyState === 2);
      expect((await iterator.next()).value.data).to.equal("a");
      stop(source, () => controller.abort());
      const rest = [];
      for await (const { data } of iterator) rest.push(data);
      expect(rest).to.deep.equal(left);
    }
  });

  for (const [reason, stream, options, data] of [
    ["status", () => new Stream({ status: 500, type: null }), {}, []],
    ["content-type", () => new Stream({ type: "text/html", body: ["x"] }), {}, []],
    ["network", () => typed({ pause: 200 }, RESET), { method: "POST" }, ["a", "b", "c"]],
    ["heartbeat", () => typed(STALL), { method: "POST", heartbeatTimeout: 600 }, ["a", "b", "c"]],
    ["too-large", () => typed(`data: ${"x".repeat(99)}`, STALL), { maxEventBytes: 50 }, ["a", "b", "c"]],
  ]) {
    test(`throws the Failure of a final failure (${reason}), after what has come; once`, async () => {
      const source = connect(stream(), options);
      const errors = record(source, "error");
      const iterator = source[Symbol.asyncIterator]();
      const seen = [];
      let thrown = null;
      try {
        for await (const message of iterator) seen.push(message.data);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).to.be.instanceOf(Error);
      expect(thrown).to.include({ reason, willReconnect: false, delay: 0, attempt: 1 });
      expect(seen).to.deep.equal(data);
      // A server's event of the type "error" is one, too.
      const failures = errors.filter((event) => event.reason !== undefined);
      expect(failures.map((event) => event.reason)).to.deep.equal([reason]);
      expect(await iterator.next()).to.deep.equal({ value: undefined, done: true });
    });
  }

  test("that nobody asks any more: its Failure is no unhandled rejection", async () => {
    const source = connect(new Stream({ status: 500, type: null }));
    source[Symbol.asyncIterator]();
    await next(source, "error");
    await sleep(20);
  });

  test("the first of several pending next() gets the Failure", async () => {
    const source = connect(new Stream({ status: 500, type: null }));
    const iterator = source[Symbol.asyncIterator]();
    const [first, second] = await Promise.allSettled([iterator.next(), iterator.next()]);
    expect(first).to.include({ status: "rejected" });
    expect(second).to.deep.equal({ status: "fulfilled", value: { value: undefined, done: true } });
  });

  test("a listener that calls close() on the message: it ends", async () => {
    const source = connect(typed(STALL));
    source.addEventListener("x", () => source.close());
    const seen = [];
    for await (const { data } of source) {
      seen.push(data);
      await sleep(20);
    }
    expect(seen).to.deep.equal(["a"]);
  });

  test("a connection that was never there is waited for", async () => {
    const source = connect(new Stream({ before: [BREAK] }), { reconnectionTime: 60_000 });
    const pending = source[Symbol.asyncIterator]().next();
    await next(source, "error");
    let isSettled = false;
    void pending.then(() => (isSettled = true));
    await sleep(20);
    expect(isSettled).to.equal(false);
    source.close();
    expect((await pending).done).to.equal(true);
  });
});

describe("iterator that is not asked", () => {
  const KIB32 = "x".repeat(32 * 1024);
  /** Much more than buffers along the way hold: 64 MiB. */
  const COUNT = 2048;
  const large = { text: `id: {n}\ndata: ${KIB32}\n\n`, repeat: COUNT };

  test("past 1 MiB the body is not read; then all comes, in order", async () => {
    const stream = new Stream({ body: [large] });
    const source = connect(stream, { reconnectionTime: 60_000, heartbeatTimeout: 2000 });
    const errors = record(source, "error");
    const iterator = source[Symbol.asyncIterator]();
    expect((await iterator.next()).value.lastEventId).to.equal("1");
    // Longer than the heartbeat time-out.
    await sleep(3000);
    // What it holds is little over 1 MiB: by the ID of the event that was dispatched last.
    expect(Number(source.lastEventId)).to.be.within(32, 48);
    // Firefox and WebKitGTK themselves hold what a page does not read.
    if (BROWSER === "chromium") expect((await stream.requests())[0].endedBy).to.equal(null);
    expect(errors, "the silence is ours").to.deep.equal([]);
    for (let n = 2; n <= COUNT; n += 1) {
      const { value } = await iterator.next();
      expect(value.lastEventId === `${n}` && value.data === KIB32, `event ${n}`).to.equal(true);
    }
    expect((await stream.ended())[0].endedBy).to.equal("server");
  });

  test("a stream of one's own is pulled only as far, and further when there is room", async () => {
    let pulls = 0;
    const chunk = utf8(`data: ${KIB32}\n\n`);
    const pull = (/** @type {any} */ controller) => {
      pulls += 1;
      controller.enqueue(chunk);
    };
    const response = new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers: HEADERS });
    const source = connect(URL_, { fetch: async () => response });
    const iterator = source[Symbol.asyncIterator]();
    await until(() => pulls > 32);
    await sleep(50);
    const before = pulls;
    // 1 MiB is 32 of them, and some are under way.
    expect(before).to.be.within(33, 36);
    for (let n = 0; n < 10; n += 1) await iterator.next();
    await until(() => pulls >= before + 9);
    await sleep(50);
    expect(pulls).to.be.within(before + 9, before + 11);
  });

  test("of two the slower one counts, until it is left", async () => {
    const source = connect(new Stream({ body: [large, "event: last\ndata:\n\n", STALL] }));
    const [fast, slow] = [source[Symbol.asyncIterator](), source[Symbol.asyncIterator]()];
    let taken = 0;
    const all = (async () => {
      for await (const { type } of fast) {
        taken += 1;
        if (type === "last") break;
      }
    })();
    await until(() => taken >= 32);
    await sleep(200);
    expect(taken).to.be.within(32, 48);
    await slow.return();
    await all;
    expect(taken).to.equal(COUNT + 1);
  });

  test("return() while the body is not read: it is read on, for listeners", async () => {
    const source = connect(new Stream({ body: [large, "event: last\ndata:\n\n", STALL] }));
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    await sleep(200);
    const last = next(source, "last");
    await iterator.return();
    await last;
  });

  test("close() while the body is not read: closed, and the server sees it", async () => {
    const stream = new Stream({ body: [large, BEATS] });
    const source = connect(stream);
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    await sleep(200);
    source.close();
    expect((await stream.ended())[0].endedBy).to.equal("client");
    expect((await iterator.next()).done).to.equal(true);
  });

  test("a listener alone does not hold the body up", async () => {
    const source = connect(new Stream({ body: [{ ...large, repeat: 200 }, STALL] }));
    const events = record(source, "message");
    await until(() => events.length === 200);
  });
});

describe("Symbol.dispose", () => {
  test("is close(), where there is one", async () => {
    if (!Symbol.dispose) return expect("dispose" in EventSource.prototype).to.equal(false);
    const stream = new Stream({ body: [":\n", STALL] });
    const source = connect(stream);
    await next(source, "open");
    expect(source[Symbol.dispose]()).to.equal(undefined);
    expect(source.readyState).to.equal(2);
    await stream.ended();
  });
});
