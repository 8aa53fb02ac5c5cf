/** onDiagnostic: hints for a stream that stays silent. */

import { expect } from "chai";

import { connect, next, OTHER_ORIGIN, record, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

/**
 * A connection and its hints.
 *
 * @param {Stream | string} stream
 * @param {object} [options]
 */
function diagnosed(stream, options) {
  /** @type {import("eventsource-wasm").Diagnostic[]} */
  const hints = [];
  const source = connect(stream, { ...options, onDiagnostic: (/** @type {any} */ hint) => hints.push(hint) });
  return { source, hints };
}

describe("onDiagnostic", () => {
  test("unknown-field: once per name and object, with the line", async () => {
    const lines = "cur-time : 1\n\ncur-time : 2\n\n<p>ü</p>\nDATA: x\n: comment\ndata: a\n\n";
    const stream = new Stream(
      { body: [lines, { pause: 50 }, "cur-time : 3\n{}\ndata: b\n\n"] },
      { body: [lines, STALL] },
    );
    const { source, hints } = diagnosed(stream, { reconnectionTime: 1 });
    await next(source, "error");
    await next(source, "message");
    expect(hints.map(({ code, line }) => [code, line])).to.deep.equal([
      ["unknown-field", "cur-time : 1"],
      ["unknown-field", "<p>ü</p>"],
      ["unknown-field", "DATA: x"],
      ["unknown-field", "{}"],
    ]);
    for (const { url, message } of hints) {
      expect(url).to.equal(stream.url);
      expect(message).to.match(/ignored/i);
    }
    const other = diagnosed(stream);
    await next(other.source, "message");
    expect(other.hints).to.have.length(3);
  });

  test("incomplete-event: before the error", async () => {
    const stream = new Stream({ body: ["data: a\n\ndata: b\n"] });
    const { source, hints } = diagnosed(stream);
    const events = record(source);
    await next(source, "error");
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message", "error"]);
    expect(hints).to.deep.equal([{ code: "incomplete-event", message: hints[0]?.message, url: stream.url }]);
    expect(hints[0]?.message).to.match(/blank line/);
  });

  test("arrived-at-once: two events at the end of a request of more than 2 s", async () => {
    const stream = new Stream({ body: [":\n", { pause: 2100 }, "data: a\n\ndata: b\n\n"] });
    const { source, hints } = diagnosed(stream);
    await next(source, "error");
    expect(hints.map(({ code }) => code)).to.deep.equal(["arrived-at-once"]);
    expect(hints[0]?.message).to.match(/proxy/);
  });

  test("cors, content-type: with the failure of that name", async () => {
    const refused = new Stream({ cors: "refuse", body: [":\n", STALL] });
    const { source, hints } = diagnosed(refused.at(OTHER_ORIGIN));
    expect((await next(source, "error")).reason).to.equal("cors");
    expect(hints.map(({ code, url }) => [code, url])).to.deep.equal([["cors", refused.at(OTHER_ORIGIN)]]);

    const page = new Stream({ type: "text/html", body: ["<p>"] });
    const html = diagnosed(page);
    expect((await next(html.source, "error")).reason).to.equal("content-type");
    expect(html.hints.map(({ code, url }) => [code, url])).to.deep.equal([["content-type", page.url]]);
  });

  test("a stream that is as it should be: no hint", async () => {
    const stream = new Stream(
      { body: [":\nid: 1\nretry: 1\nevent: a\ndata: a\ndata\n\n"] },
      { body: ["data: b\n\n", STALL] },
    );
    const { source, hints } = diagnosed(stream);
    await next(source, "message");
    expect(hints).to.deep.equal([]);
  });

  test("what it throws, or rejects with, goes nowhere", async () => {
    for (const onDiagnostic of [
      () => {
        throw new Error("thrown by onDiagnostic");
      },
      () => Promise.reject(new Error("rejected by onDiagnostic")),
    ]) {
      const stream = new Stream({ body: ["x\n\ndata: a\n\n", STALL] });
      expect((await next(connect(stream, { onDiagnostic }), "message")).data).to.equal("a");
    }
  });

  test("close() in it: nothing more comes", async () => {
    const stream = new Stream({ body: ["x\ny\ndata: a\n\n", STALL] });
    const hints = /** @type {unknown[]} */ ([]);
    const source = connect(stream, {
      onDiagnostic(/** @type {any} */ { line }) {
        hints.push(line);
        source.close();
      },
    });
    const events = record(source);
    await stream.ended();
    expect(events.map(({ type }) => type)).to.deep.equal(["open"]);
    expect(hints).to.deep.equal(["x"]);
  });

  test("anything else than a function: a TypeError", () => {
    expect(() => connect("/", { onDiagnostic: 1 })).to.throw(TypeError, "onDiagnostic");
  });
});
