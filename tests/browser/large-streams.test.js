/** Much, long, and in awkward pieces: everything arrives, once and in order. */

import { expect } from "chai";

import { connect, next, record, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const END = "event: end\ndata\n\n";

describe("large streams", () => {
  for (const [name, piece] of Object.entries({ "as large as may be": undefined, "of 1460 bytes": 1460 })) {
    test(`10,000 events in chunks ${name}`, async () => {
      const body = [{ text: "id: {n}\ndata: {n}\n\n", repeat: 10_000, ...(piece && { piece }) }, END, STALL];
      const source = connect(new Stream({ body }));
      const events = record(source, "message");
      await next(source, "end");
      expect(events).to.have.length(10_000);
      const wrong = events.findIndex(
        ({ data, lastEventId }, index) => data !== `${index + 1}` || lastEventId !== `${index + 1}`,
      );
      expect(wrong).to.equal(-1);
    });
  }

  test("a line of 5 MB in pieces of 1460 bytes", async () => {
    const size = 5 * 1024 * 1024;
    const body = ["data: ", { text: "x", repeat: size, piece: 1460 }, "!\n\n", STALL];
    const { data } = await next(connect(new Stream({ body })), "message");
    expect(data).to.have.length(size + 1);
    expect(data.replaceAll("x", "")).to.equal("!");
  });

  test("a line of 5 MB that is not ASCII, in one piece", async () => {
    const size = 1024 * 1024;
    const body = ["data: ", { text: "aä€𝄞", repeat: size / 2 }, "\n\n", STALL];
    const { data } = await next(connect(new Stream({ body })), "message");
    expect(data === "aä€𝄞".repeat(size / 2)).to.equal(true);
  });

  test("100,000 lines of data in one event", async () => {
    const source = connect(new Stream({ body: [{ text: "data: {n}\n", repeat: 100_000 }, "\n", STALL] }));
    const lines = (await next(source, "message")).data.split("\n");
    expect(lines).to.have.length(100_000);
    expect(lines.at(-1)).to.equal("100000");
  });

  test("a megabyte of comments, of unknown fields, of blank lines", async () => {
    const noise = [":x\n", "unknown: x\n", "\n", "\r", ": \r\n", "event: x\nid: 1\n\n"];
    const body = noise.map((text) => ({ text, repeat: Math.ceil(2 ** 20 / text.length) }));
    const event = await next(connect(new Stream({ body: [...body, "\ndata: a\n\n", STALL] })), "message");
    expect(event).to.include({ data: "a", lastEventId: "1" });
  });

  test("an event type and an id of a megabyte", async () => {
    const long = { text: "x", repeat: 2 ** 20 };
    const body = ["id: ", long, "\nevent: ", long, "\ndata: a\n\n", STALL];
    const source = connect(new Stream({ body }));
    const event = await next(source, "x".repeat(2 ** 20));
    expect(event.data).to.equal("a");
    expect(event.lastEventId).to.have.length(2 ** 20);
    source.close();
  });

  test("an event longer than 64 MiB fails the connection, and what came before it is dispatched", async () => {
    const body = ["data: a\n\ndata: ", { text: "x".repeat(64), repeat: 2 ** 20 + 1 }, STALL];
    const stream = new Stream({ body });
    const source = connect(stream);
    const events = record(source, "message", "error");
    await next(source, "error");
    expect(events.map(({ type, data }) => [type, data])).to.deep.equal([
      ["message", "a"],
      ["error", undefined],
    ]);
    expect(events[1]).to.include({ reason: "too-large", willReconnect: false });
    expect(source.readyState).to.equal(2);
    expect((await stream.ended())[0].endedBy).to.equal("client");
  });

  test("many strings that are kept: each is right long after", async () => {
    const text = "event: e{n}\nid: i{n}\ndata: ä{n}\n\n";
    const source = connect(new Stream({ body: [{ text, repeat: 2000 }, END, STALL] }));
    const types = Array.from({ length: 2000 }, (_, n) => `e${n + 1}`);
    const events = record(source, ...types);
    await next(source, "end");
    await until(() => events.length === 2000);
    const seen = events.map(({ type, data, lastEventId }) => [type, data, lastEventId]);
    expect(seen).to.deep.equal(types.map((type, n) => [type, `ä${n + 1}`, `i${n + 1}`]));
  });
});
