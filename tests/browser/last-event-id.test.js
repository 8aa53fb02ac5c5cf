/** https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header */

import { expect } from "chai";

import { BROWSER, connect, next, OTHER_ORIGIN, record, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

/** The header as the server gets it: a code unit for each byte. */
async function headerAfter(/** @type {string} */ text) {
  const stream = new Stream({ body: [`retry: 1\n${text}`] }, { body: ["data: again\n\n", STALL] });
  const source = connect(stream);
  const events = record(source, "message");
  const event = await until(() => events.find(({ data }) => data === "again"));
  const [first, second] = await stream.requests();
  expect(first.headers).to.not.have.property("last-event-id");
  return { header: second.headers["last-event-id"], source, event };
}

function utf8(/** @type {string} */ text) {
  const bytes = (/** @type {string} */ value) =>
    [...new TextEncoder().encode(value)].map((byte) => String.fromCharCode(byte)).join("");
  // WebKitGTK sends each byte above 0x7F as two: as if it were a character of its own.
  return BROWSER === "webkit" ? bytes(bytes(text)) : bytes(text);
}

describe("Last-Event-ID", () => {
  for (const id of ["1", "a b", "0", "null", "a:b,c;d", " x", "%20", "~!@#$%^&*()_+"]) {
    test(`${JSON.stringify(id)} is sent as it is`, async () => {
      const { header, source, event } = await headerAfter(`id: ${id}\ndata: a\n\n`);
      // Spaces at the ends are no part of a header's value.
      expect(header).to.equal(id.trim());
      expect(source.lastEventId).to.equal(id);
      expect(event.lastEventId).to.equal(id);
    });
  }

  for (const id of ["ü", "€ 7", "\uFEFFx", "𝄞", "中文"]) {
    test(`${id} is sent in UTF-8`, async () => {
      const { header, source, event } = await headerAfter(`id: ${id}\ndata: a\n\n`);
      expect(header).to.equal(utf8(id));
      expect(source.lastEventId).to.equal(id);
      expect(event.lastEventId).to.equal(id);
    });
  }

  test("an id that is no UTF-8 is sent as it was decoded", async () => {
    const stream = new Stream(
      { body: [{ base64: btoa("retry: 1\nid: a\xFF\ndata: a\n\n") }] },
      { body: [STALL] },
    );
    const source = connect(stream);
    await until(async () => (await stream.requests()).length === 2);
    expect(source.lastEventId).to.equal("a\uFFFD");
    const [, second] = await stream.requests();
    expect(second.headers["last-event-id"]).to.equal(utf8("a\uFFFD"));
  });

  for (const [name, text, id] of [
    ["the last one counts", "id: 1\ndata: a\n\nid: 2\ndata: b\n\n", "2"],
    ["an event without id changes nothing", "id: 1\ndata: a\n\ndata: b\n\n", "1"],
    ["an id without data counts", "id: 1\ndata: a\n\nid: 2\n\n", "2"],
    ["an id of an event that is not complete does not count", "id: 1\ndata: a\n\nid: 2\ndata: b\n", "1"],
    ["an id with NUL does not count", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", "1"],
  ]) {
    test(name, async () => {
      const { header, source } = await headerAfter(text);
      expect(header).to.equal(id);
      expect(source.lastEventId).to.equal(id);
    });
  }

  for (const [name, text] of [
    ["no id, no header", "data: a\n\n"],
    ["an empty id: no header any more", "id: 1\ndata: a\n\nid\ndata: b\n\n"],
    ["an empty id without data: no header any more", "id: 1\ndata: a\n\nid:\n\n"],
  ]) {
    test(name, async () => {
      const { header, source, event } = await headerAfter(text);
      expect(header).to.equal(undefined);
      expect(source.lastEventId).to.equal("");
      expect(event.lastEventId).to.equal("");
    });
  }

  test("control characters in an id: not in the way of the reconnection", async () => {
    const { header, source } = await headerAfter("id: a\x01\x7F\tb\ndata: a\n\n");
    expect(source.lastEventId).to.equal("a\x01\x7F\tb");
    expect(header).to.equal("a\x01\x7F\tb");
  });

  test("a new connection begins with the last event ID", async () => {
    const stream = new Stream(
      { body: ["retry: 1\nid: 1\ndata: a\n\n"] },
      { body: ["data: b\n\n"] },
      { body: ["id: 3\ndata: c\n\n", STALL] },
    );
    const source = connect(stream);
    const events = record(source, "message");
    await until(() => events.length === 3);
    expect(events.map(({ lastEventId }) => lastEventId)).to.deep.equal(["1", "1", "3"]);
    expect((await stream.requests())[2].headers["last-event-id"]).to.equal("1");
  });

  test("the attribute changes when the blank line is there, and no sooner", async () => {
    const stream = new Stream({ body: ["data: a\n\nid: 1\n", { until: "go" }, "\n", STALL] });
    const source = connect(stream);
    await next(source, "message");
    expect(source.lastEventId).to.equal("");
    await stream.go();
    await until(() => source.lastEventId === "1");
  });

  test("in a listener the attribute is that of the event, not of the last one of the chunk", async () => {
    const source = connect(new Stream({ body: [{ text: "id: {n}\ndata: {n}\n\n", repeat: 5 }, STALL] }));
    /** @type {string[]} */
    const seen = [];
    source.onmessage = () => seen.push(source.lastEventId);
    await until(() => seen.length === 5);
    expect(seen).to.deep.equal(["1", "2", "3", "4", "5"]);
  });

  test("is sent to another origin, with its permission", async () => {
    const stream = new Stream({ body: ["retry: 1\nid: ü\ndata: a\n\n"] }, { body: ["data: b\n\n", STALL] });
    const source = connect(stream.at(OTHER_ORIGIN));
    await next(source, "message");
    expect((await next(source, "message")).data).to.equal("b");
    const [, second] = await stream.requests();
    expect(second.headers["last-event-id"]).to.equal(utf8("ü"));
    expect((await stream.allRequests()).map(({ method }) => method)).to.deep.equal(["GET", "OPTIONS", "GET"]);
  });

  test("the option lastEventId is sent with the first request, and is the events' until the stream says otherwise", async () => {
    const stream = new Stream({ body: ["data: a\n\nid: 8\ndata: b\n\n", STALL] });
    const source = connect(stream, { lastEventId: "7 ü" });
    expect(source.lastEventId).to.equal("7 ü");
    const events = record(source, "message");
    await until(() => events.length === 2);
    expect(events.map(({ lastEventId }) => lastEventId)).to.deep.equal(["7 ü", "8"]);
    const [request] = await stream.requests();
    expect(request.headers["last-event-id"]).to.equal(utf8("7 ü"));
  });

  test("the option is converted to a string", async () => {
    const stream = new Stream({ body: [STALL] });
    expect(connect(stream, { lastEventId: 7 }).lastEventId).to.equal("7");
    const [request] = await stream.requested();
    expect(request.headers["last-event-id"]).to.equal("7");
  });

  test("null is what undefined is: none, and no parameter", async () => {
    const stream = new Stream({ body: ["id: 2\nretry: 1\ndata: a\n\n"] }, { body: [STALL] });
    expect(connect(stream, { lastEventId: null, lastEventIdParameter: null }).lastEventId).to.equal("");
    const [first, second] = await stream.requested(2);
    expect(first.headers).not.to.have.property("last-event-id");
    expect(second.headers["last-event-id"]).to.equal("2");
  });

  test("a header of that name among the option headers is replaced when there is an ID", async () => {
    const stream = new Stream({ body: ["retry: 1\nid: 2\ndata: a\n\n"] }, { body: [STALL] });
    connect(stream, { headers: { "last-event-id": "from headers" } });
    const [first, second] = await stream.requested(2);
    expect(first.headers["last-event-id"]).to.equal("from headers");
    expect(second.headers["last-event-id"]).to.equal("2");
  });
});
