/**
 * Event streams, and what becomes of them: each row whole over the network, and byte by byte from memory. All cuts at
 * all positions are the native tests' (tests/event_stream.rs).
 */

import { expect } from "chai";

import { bytes, connect, record, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const BOM = "\uFEFF";

/**
 * Name; the stream, as text or bytes; the events as `data`, `[data, type]` or `[data, type, lastEventId]`.
 *
 * @type {[string, string | number[], (string | [string, string?, string?])[]][]}
 */
const ROWS = [
  ["an event", "data: a\n\n", ["a"]],
  ["CR as line end", "data: a\r\rdata: b\r\r", ["a", "b"]],
  ["CRLF as line end", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
  ["line ends mixed", "data: a\n\rdata: b\r\r\ndata: c\r\n\n", ["a", "b", "c"]],
  ["LF, then CR, is two line ends", "data: a\n\rdata: b\n\n", ["a", "b"]],
  ["one BOM is dropped", `${BOM}data: a\n\n`, ["a"]],
  ["a second BOM is part of the field name", `${BOM}${BOM}data: a\n\ndata: b\n\n`, ["b"]],
  ["a BOM later is part of the field name", `data: a\n\n${BOM}data: b\n\ndata: c\n\n`, ["a", "c"]],
  ["a BOM in a value is kept", `data: ${BOM}a\n\n`, [`${BOM}a`]],
  [
    "a UTF-16 BOM is no BOM",
    [0xfe, 0xff, 0x64, 0x61, 0x74, 0x61, 10, 10, 0x64, 0x61, 0x74, 0x61, 10, 10],
    [""],
  ],
  ["one space after the colon is removed", "data:  a \n\ndata:\tb\n\ndata:c\n\n", [" a ", "\tb", "c"]],
  ["names are case-sensitive", "Data: a\nDATA: b\ndata: c\n\n", ["c"]],
  ["a space before a name makes another name", " data: a\n data\ndata: b\n\n", ["b"]],
  ["a space after a name makes another name", "data : a\ndata: b\n\n", ["b"]],
  ["comments are nothing", ":\n: data: x\n:data\ndata: a\n\n:\n\n", ["a"]],
  ["a name without a colon has an empty value", "data\n\ndata\ndata\n\n", ["", "\n"]],
  ["lines of data are joined with LF", "data: a\ndata\ndata: b\n\n", ["a\n\nb"]],
  ["data with colons", "data: a: b:c\n\n", ["a: b:c"]],
  ["no data, no event", "event: x\nid: 1\n\nother: y\n\n\n\ndata: a\n\n", [["a", "message", "1"]]],
  ["an event's type", "event: x\ndata: a\n\ndata: b\n\n", [["a", "x"], "b"]],
  ["an empty type is message", "event:\ndata: a\n\nevent: x\nevent\ndata: b\n\n", ["a", "b"]],
  ["the last type counts", "event: x\nevent: y\ndata: a\n\n", [["a", "y"]]],
  ["a type without data does not outlive its block", "event: x\n\ndata: a\n\n", ["a"]],
  [
    "id is kept",
    "id: 1\ndata: a\n\ndata: b\n\n",
    [
      ["a", "message", "1"],
      ["b", "message", "1"],
    ],
  ],
  ["an empty id resets", "id: 1\ndata: a\n\nid\ndata: b\n\n", [["a", "message", "1"], "b"]],
  [
    "id with NUL is ignored",
    "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n",
    [
      ["a", "message", "1"],
      ["b", "message", "1"],
    ],
  ],
  ["an id without data counts for what follows", "id: 1\n\ndata: a\n\n", [["a", "message", "1"]]],
  ["NUL in data is kept", "data: a\0b\n\n", ["a\0b"]],
  ["an event that is not complete at the end", "data: a\n\ndata: b\n", ["a"]],
  ["a line that is not complete at the end", "data: a\n\ndata: b", ["a"]],
  ["characters of every length", "data: aß€𝄞\n\nevent: ü\ndata: b\n\n", ["aß€𝄞", ["b", "ü"]]],
  ["a noncharacter and a private one", "data: \uFFFF\uE000\n\n", ["\uFFFF\uE000"]],
  ["invalid UTF-8 is U+FFFD", [...ascii("data: "), 0xff, 0x61, 0xc3, 0x28, 10, 10], ["\uFFFDa\uFFFD("]],
  [
    "overlong and surrogates are U+FFFD",
    [...ascii("data: "), 0xc0, 0x80, 0xed, 0xa0, 0x80, 10, 10],
    ["\uFFFD".repeat(5)],
  ],
  [
    "an incomplete character at the end of a value swallows nothing",
    [...ascii("data: "), 0xe2, 0x82, 10, ...ascii("data: b\n\n")],
    ["\uFFFD\nb"],
  ],
  [
    "an incomplete character at the end of an id",
    [...ascii("id: "), 0xf0, 0x9f, 10, ...ascii("data: a\n\n")],
    [["a", "message", "\uFFFD"]],
  ],
  ["words of Object.prototype are names like others", "__proto__: x\nconstructor: y\ndata: a\n\n", ["a"]],
  ["an empty line at the start", "\n\r\n\rdata: a\n\n", ["a"]],
  ["dataX, data-, and the like are unknown", "dataX: a\ndat: b\nidx: 1\nevents: x\ndata: c\n\n", ["c"]],
];

/** Digits and nothing else; the value, and what the reconnection time is then. */
const RETRY = [
  ["retry: 7", 7],
  ["retry:7", 7],
  ["retry: 0", 0],
  ["retry: 007", 7],
  ["retry: +5", 3000],
  ["retry: -5", 3000],
  ["retry: 5.5", 3000],
  ["retry: 5x", 3000],
  ["retry:  5", 3000],
  ["retry: 5 ", 3000],
  ["retry: 1e3", 3000],
  ["retry: ٣", 3000],
  ["retry:", 3000],
  ["retry", 3000],
  ["Retry: 5", 3000],
  ["retry: 7\nretry: x", 7],
  ["retry: 99999999999", 99999999999],
];

function ascii(/** @type {string} */ text) {
  return [...new TextEncoder().encode(text)];
}

/** A body whose chunks are of one byte each. */
function byteByByte(/** @type {Uint8Array} */ whole) {
  const chunks = [...whole].map((byte) => Uint8Array.of(byte));
  const body = new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

/** The events before the one that says that all is through. */
async function eventsUntilEnd(/** @type {any} */ source, /** @type {string[]} */ types) {
  const events = record(source, "message", ...new Set(types));
  const end = new Promise((resolve) => source.addEventListener("error", resolve, { once: true }));
  const sentinel = new Promise((resolve) => source.addEventListener("that is all", resolve, { once: true }));
  await Promise.race([end, sentinel]);
  return events.map(({ data, type, lastEventId }) => [data, type, lastEventId]);
}

describe("parsing", () => {
  for (const [name, stream, expected] of ROWS) {
    const events = expected.map((event) => {
      const [data, type = "message", id = ""] = typeof event === "string" ? [event] : event;
      return [data, type, id];
    });
    const types = events.map(([, type]) => type).filter((type) => type !== "message");
    const raw = typeof stream === "string" ? ascii(stream) : stream;
    const incomplete = name.includes("not complete");

    test(`${name}: whole, over the network`, async () => {
      const end = incomplete ? [] : ["event: that is all\ndata\n\n", STALL];
      const source = connect(new Stream({ body: [bytes(...raw), ...end] }, { body: [STALL] }));
      expect(await eventsUntilEnd(source, types)).to.deep.equal(events);
    });

    test(`${name}: byte by byte`, async () => {
      const end = incomplete ? [] : ascii("event: that is all\ndata\n\n");
      const body = Uint8Array.from([...raw, ...end]);
      const source = connect("http://stream.test/", {
        fetch: async () => {
          const response = byteByByte(body);
          if (!incomplete) return response;
          return new Response(new Blob([body]), { headers: { "Content-Type": "text/event-stream" } });
        },
      });
      expect(await eventsUntilEnd(source, types)).to.deep.equal(events);
    });
  }

  for (const [line, milliseconds] of RETRY) {
    test(`${JSON.stringify(line)}: the reconnection time is ${milliseconds} at once`, async () => {
      // No blank line follows the field: it does not wait for one.
      const source = connect(new Stream({ body: [`data: a\n\n${line}\n`, STALL] }));
      let messages = 0;
      source.onmessage = () => (messages += 1);
      await until(() => messages === 1);
      if (milliseconds !== 3000) await until(() => source.reconnectionTime === milliseconds);
      expect(source.reconnectionTime).to.equal(milliseconds);
    });
  }

  test("pieces that are cut in the middle of everything, over the network", async () => {
    const text = `${BOM}retry: 10\r\nid: é1\r\nevent: ü\r\ndata: a€\r\ndata: 𝄞b\r\n\r\ndata: c\r\rdata: d\n\n`;
    for (const piece of [1, 2, 3, 7]) {
      const body = [{ text, piece, gap: 1 }, "event: that is all\ndata\n\n", STALL];
      const source = connect(new Stream({ body }));
      expect(await eventsUntilEnd(source, ["ü"])).to.deep.equal([
        ["a€\n𝄞b", "ü", "é1"],
        ["c", "message", "é1"],
        ["d", "message", "é1"],
      ]);
      expect(source.reconnectionTime).to.equal(10);
      source.close();
    }
  });

  test("a CR at the end of a chunk ends the line at once: the event does not wait for an LF", async () => {
    const source = connect(new Stream({ body: ["data: a\r\r", { until: "go" }, STALL] }));
    const events = record(source, "message");
    await until(() => events.length === 1);
  });

  test("an LF at the start of the next chunk belongs to the CR before it", async () => {
    const stream = new Stream({ body: ["data: a\r", { until: "go" }, "\ndata: b\n\n", STALL] });
    const source = connect(stream);
    const events = record(source, "message");
    await stream.requested();
    await stream.go();
    await until(() => events.length === 1);
    expect(events[0].data).to.equal("a\nb");
  });

  test("random bytes do no harm", async () => {
    let seed = 12345;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    const alphabet = [...ascii("dataeventidretry: \0\n\r\n\r"), 0xef, 0xbb, 0xbf, 0xf0, 0x9f, 0xff, 0xc3];
    const noise = Array.from({ length: 5000 }, () => alphabet[Math.floor(random() * alphabet.length)] ?? 0);
    const end = "\n\nevent: that is all\ndata\n\n";
    const source = connect(new Stream({ body: [{ ...bytes(...noise), piece: 97 }, end, STALL] }));
    await eventsUntilEnd(source, []);
    expect(source.readyState).to.equal(1);
  });
});
