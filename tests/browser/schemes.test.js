/** URLs that are not http. */

import { expect } from "chai";

import { connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const EVENT_STREAM = "text/event-stream";

describe("schemes", () => {
  for (const url of [
    "ftp://example.test/x",
    "about:blank",
    "about:event-stream",
    "mailto:somebody@example.test",
    "javascript:alert('x')",
    "ws://example.test/",
    "wss://example.test/",
    "file:///etc/hostname",
    "tel:1",
    "unknown://example.test/",
    "x:",
  ]) {
    test(`${url} fails the connection at once`, async () => {
      const source = connect(url);
      expect(source.readyState).to.equal(0);
      expect(source.url).to.equal(new URL(url).href);
      const events = record(source);
      const event = await next(source, "error");
      expect(event).to.include({
        reason: "scheme",
        willReconnect: false,
        status: 0,
        headers: null,
        attempt: 1,
      });
      expect(event.url).to.equal(source.url);
      expect(source.readyState).to.equal(2);
      await sleep(10);
      expect(events).to.have.length(1);
    });
  }

  test("what an answer threw is no cause of the next failure", async () => {
    const error = new RangeError("from the policy");
    let times = 0;
    const source = connect("mailto:a@b.example", {
      shouldReconnect: () => {
        if (times++ === 0) throw error;
      },
    });
    expect((await next(source, "error")).cause).to.equal(error);
    source.reconnect();
    expect(await next(source, "error")).to.include({ reason: "scheme", cause: undefined });
  });

  test("a scheme that fails fetches nothing", async () => {
    let calls = 0;
    const source = connect("ftp://example.test/", { fetch: () => (calls += 1) });
    await next(source, "error");
    expect(calls).to.equal(0);
  });

  test("reconnect() of one that failed fails again", async () => {
    const source = connect("mailto:x@example.test");
    await next(source, "error");
    source.reconnect();
    expect(source.readyState).to.equal(0);
    expect((await next(source, "error")).attempt).to.equal(2);
    expect(source.readyState).to.equal(2);
  });

  test("data: is an event stream, and is reestablished", async () => {
    const source = connect(
      `data:${EVENT_STREAM};charset=utf-8,${encodeURIComponent("retry: 1\nid: ü\ndata: a€\n\n")}`,
    );
    const events = record(source);
    await until(() => events.length >= 5);
    source.close();
    const types = ["open", "message", "error", "open", "message"];
    expect(events.slice(0, 5).map(({ type }) => type)).to.deep.equal(types);
    expect(events[1]).to.include({ data: "a€", lastEventId: "ü", origin: "null" });
    expect(events[2]).to.include({ reason: "end-of-stream", willReconnect: true });
  });

  test("data: of another type fails the connection", async () => {
    const source = connect("data:,data:%20a%0A%0A");
    expect(await next(source, "error")).to.include({ reason: "content-type", willReconnect: false });
  });

  test("blob: is an event stream", async () => {
    const url = URL.createObjectURL(new Blob(["retry: 1\n", "data: a\n\n"], { type: EVENT_STREAM }));
    const source = connect(url);
    expect((await next(source, "message")).data).to.equal("a");
    expect(source.url).to.equal(url);
    expect(await next(source, "error")).to.include({ reason: "end-of-stream" });
    source.close();
    URL.revokeObjectURL(url);
  });

  test("blob: of another type fails the connection", async () => {
    const source = connect(URL.createObjectURL(new Blob(["data: a\n\n"], { type: "text/plain" })));
    expect(await next(source, "error")).to.include({ reason: "content-type", willReconnect: false });
  });

  test("http://user:password@… is refused by fetch: an error of the network", async () => {
    const stream = new Stream({ body: [STALL] });
    const source = connect(stream.url.replace("//", "//user:password@"));
    const event = await next(source, "error");
    expect(event).to.include({ reason: "network", status: 0 });
    expect(event.cause).to.be.instanceOf(TypeError);
  });
});
