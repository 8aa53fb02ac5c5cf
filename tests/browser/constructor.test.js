/** https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource */

import { expect } from "chai";

import { connect, EventSource, next, ORIGIN, STALL, Stream } from "./support/streams.js";
import { takeComplaints, tasks, test } from "./support/test.js";

const quiet = () => new Stream({ body: [STALL] });

describe("constructor", () => {
  test("needs new", () => {
    expect(() => EventSource(quiet().url)).to.throw(TypeError);
  });

  test("needs a URL", () => {
    expect(() => new EventSource()).to.throw(TypeError);
  });

  test("refuses a Symbol", () => {
    expect(() => new EventSource(Symbol("url"))).to.throw(TypeError);
  });

  test("hands on what toString() throws", () => {
    const error = new Error("from toString");
    const url = {
      toString() {
        throw error;
      },
    };
    expect(() => new EventSource(url)).to.throw(error);
  });

  for (const url of ["http://this is invalid/", "http://", "http://[::1", "https://a:b:c/", "http://a%zz/"]) {
    test(`throws a SyntaxError for ${JSON.stringify(url)}`, () => {
      expect(() => new EventSource(url))
        .to.throw(DOMException)
        .that.include({ name: "SyntaxError", code: DOMException.SYNTAX_ERR });
    });
  }

  test("starts CONNECTING, in the same task", () => {
    const source = connect(quiet());
    expect(source).to.include({
      readyState: 0,
      withCredentials: false,
      lastEventId: "",
      reconnectionTime: 3000,
    });
  });

  test("resolves the URL against the page's base URL", async () => {
    const base = document.createElement("base");
    base.href = `${ORIGIN}/play/`;
    document.head.append(base);
    try {
      expect(connect("../requests/x?a=ü#fragment").url).to.equal(`${ORIGIN}/requests/x?a=%C3%BC#fragment`);
      expect(connect("").url).to.equal(`${ORIGIN}/play/`);
      await next(connect("?answers=x"), "error");
    } finally {
      base.remove();
    }
  });

  test("takes a URL object, and whatever has a toString()", async () => {
    const stream = quiet();
    expect(connect(new URL(stream.url)).url).to.equal(stream.url);
    expect(connect({ toString: () => stream.url }).url).to.equal(stream.url);
    expect(connect([stream.url]).url).to.equal(stream.url);
    await stream.requested(3);
  });

  test("takes null and undefined for relative URLs", async () => {
    for (const url of [null, undefined]) {
      const source = connect(url);
      expect(source.url).to.equal(`${ORIGIN}/${url}`);
      await next(source, "error");
      expect(source.readyState).to.equal(2);
    }
  });

  for (const [value, expected] of [
    [true, true],
    [1, true],
    ["false", true],
    [{}, true],
    [false, false],
    [0, false],
    ["", false],
    [null, false],
    [undefined, false],
  ]) {
    test(`withCredentials: ${JSON.stringify(value)} is ${expected}`, () => {
      expect(connect(quiet(), { withCredentials: value }).withCredentials).to.equal(expected);
    });
  }

  for (const [name, options] of Object.entries({
    undefined,
    null: null,
    "{}": {},
    "[]": [],
    "a function": () => {},
  })) {
    test(`takes ${name} for no options`, () => {
      expect(connect(quiet(), options).withCredentials).to.equal(false);
    });
  }

  for (const options of [1, "x", true, Symbol("x"), 2n]) {
    test(`refuses ${String(options)} for options`, () => {
      expect(() => new EventSource(quiet().url, options)).to.throw(TypeError);
    });
  }

  for (const [name, values] of Object.entries({
    fetch: [null, 1, {}, "fetch"],
    signal: [1, {}, "signal", new EventTarget()],
    headers: [1, "x", [["one"]], { "no name": "x" }, { name: "line\nbreak" }, { name: "Ā" }],
    lastEventId: ["a\nb", "a\rb", "a\0b", Symbol("id")],
  })) {
    for (const value of values) {
      const shown =
        value instanceof EventTarget ? "an EventTarget" : (JSON.stringify(value) ?? String(value));
      test(`refuses ${name}: ${shown}, and requests nothing`, async () => {
        const stream = quiet();
        expect(() => new EventSource(stream.url, { [name]: value })).to.throw(TypeError);
        await tasks(2);
        expect(await stream.requests()).to.deep.equal([]);
      });
    }
  }

  test("hands on what a getter of the options throws", () => {
    const error = new Error("from a getter");
    const options = {
      get withCredentials() {
        throw error;
      },
    };
    expect(() => new EventSource(quiet().url, options)).to.throw(error);
  });

  test("reads each option once", async () => {
    /** @type {PropertyKey[]} */
    const read = [];
    const { signal } = new AbortController();
    const values = { reconnectionTime: 5, lastEventId: "7", fetch, signal, credentials: "omit", headers: [] };
    const options = new Proxy(/** @type {Record<PropertyKey, unknown>} */ (values), {
      get(target, name) {
        read.push(name);
        return target[name];
      },
    });
    await next(connect(new Stream({ body: [":\n", STALL] }), options), "open");
    expect(read).to.have.members([...new Set(read)]);
    expect(read).to.include.members(["withCredentials", ...Object.keys(values)]);
  });

  test("can be subclassed", async () => {
    const seen = [];
    class Named extends EventSource {
      #own = "own";
      get own() {
        return this.#own;
      }
      close() {
        seen.push("close");
        super.close();
      }
    }
    const source = new Named(new Stream({ body: ["data: a\n\n", STALL] }).url);
    expect(source).to.be.instanceOf(EventSource).and.instanceOf(EventTarget);
    expect(source.own).to.equal("own");
    expect((await next(source, "message")).data).to.equal("a");
    source.close();
    expect(seen).to.deep.equal(["close"]);
    expect(source.readyState).to.equal(2);
  });

  test("fires nothing before it has returned, and nothing in the same task", async () => {
    let fired = 0;
    const source = connect("data:text/event-stream,data:%20a%0A%0A");
    for (const type of ["open", "message", "error"]) source.addEventListener(type, () => (fired += 1));
    expect(fired).to.equal(0);
    const futile = connect("ftp://example.test/");
    const error = next(futile, "error");
    expect(futile.readyState).to.equal(0);
    await Promise.all([error, next(source, "open")]);
    expect(takeComplaints()).to.deep.equal([]);
  });
});
