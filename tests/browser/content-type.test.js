/** Which Content-Type is that of an event stream: the essence counts, and nothing else. */

import { expect } from "chai";

import { BEATS, connect, next, record, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

const STREAMS = [
  "text/event-stream",
  "text/event-stream;",
  "text/event-stream;charset=utf-8",
  "text/event-stream; charset=UTF-8",
  "text/event-stream ; charset=utf-8",
  "text/event-stream;charset=windows-1252",
  "text/event-stream;boundary=x;charset",
  "TEXT/Event-Stream",
  " text/event-stream ",
];

const OTHERS = [
  null,
  "",
  "x",
  "text/html",
  "text/plain",
  "application/json",
  "text/event-streams",
  "text/event-stream-x",
  "text/event-stream/x",
  "text/x-event-stream",
  "xtext/event-stream",
  "text /event-stream",
  "text/ event-stream",
  "text/event stream",
  "text/plain; text/event-stream",
  "text/event-stream charset=utf-8",
  "application/text/event-stream",
];

describe("content type", () => {
  for (const type of STREAMS) {
    test(`${JSON.stringify(type)} is an event stream's, and it is UTF-8`, async () => {
      const source = connect(new Stream({ type, body: ["data: ä€\n\n", STALL] }));
      expect((await next(source, "message")).data).to.equal("ä€");
    });
  }

  for (const type of OTHERS) {
    test(`${JSON.stringify(type)} fails the connection for good`, async () => {
      const stream = new Stream({ type, body: ["retry: 1\ndata: a\n\n"] });
      const source = connect(stream);
      const events = record(source);
      await next(source, "error");
      expect(source.readyState).to.equal(2);
      expect(events.map((event) => [event.type, event.reason])).to.deep.equal([["error", "content-type"]]);
      expect(await stream.requests()).to.have.length(1);
    });
  }

  test("of two headers the last one counts", async () => {
    const headers = { "Content-Type": ["text/html", "text/event-stream"] };
    const source = connect(new Stream({ type: null, headers, body: ["data: a\n\n", STALL] }));
    expect((await next(source, "message")).data).to.equal("a");
  });

  test("a body that never ends of another type is not held", async () => {
    const stream = new Stream({ type: "text/html", body: [BEATS] });
    await next(connect(stream), "error");
    const [request] = await stream.ended();
    expect(request.endedBy).to.equal("client");
  });
});
