/** What reflection sees. https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface */

import { expect } from "chai";

import { BROWSER, connect, EventSource, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

const { prototype } = EventSource;
const CONSTANTS = { CONNECTING: 0, OPEN: 1, CLOSED: 2 };
const READ_ONLY = ["url", "withCredentials", "readyState"];
const OWN_READ_ONLY = ["lastEventId"];
const HANDLERS = ["onopen", "onmessage", "onerror"];
const METHODS = { close: 0, reconnect: 0 };

function descriptor(/** @type {object} */ object, /** @type {PropertyKey} */ name) {
  const found = Object.getOwnPropertyDescriptor(object, name);
  expect(found, String(name)).to.be.an("object");
  return /** @type {PropertyDescriptor} */ (found);
}

describe("interface shape", () => {
  // The first of all: nothing has been constructed yet.
  test("engine is null before the first object, and the name of the build after it", () => {
    expect(EventSource).to.have.property("engine", null);
    connect(new Stream({ body: [STALL] }));
    expect(EventSource).to.have.property("engine", new URLSearchParams(location.search).get("engine"));
  });

  test("the constructor has the name, the length and the prototype of the standard", () => {
    expect(descriptor(EventSource, "name")).to.include({
      value: "EventSource",
      writable: false,
      enumerable: false,
    });
    expect(descriptor(EventSource, "length")).to.include({ value: 1, writable: false, enumerable: false });
    expect(descriptor(EventSource, "prototype")).to.include({
      writable: false,
      enumerable: false,
      configurable: false,
    });
    expect(Object.getPrototypeOf(EventSource)).to.equal(EventTarget);
    expect(Object.getPrototypeOf(prototype)).to.equal(EventTarget.prototype);
    expect(descriptor(prototype, "constructor")).to.include({
      value: EventSource,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  });

  test("Symbol.toStringTag is the interface's name", () => {
    expect(descriptor(prototype, Symbol.toStringTag)).to.deep.equal({
      value: "EventSource",
      writable: false,
      enumerable: false,
      configurable: true,
    });
    expect(String(connect(new Stream({ body: [STALL] })))).to.equal("[object EventSource]");
  });

  for (const [name, value] of Object.entries(CONSTANTS)) {
    for (const [where, object] of Object.entries({ constructor: EventSource, prototype })) {
      test(`${name} is a constant of the ${where}`, () => {
        const expected = { value, writable: false, enumerable: true, configurable: false };
        expect(descriptor(object, name)).to.deep.equal(expected);
        expect(() => (object[name] = 7)).to.throw(TypeError);
        expect(object[name]).to.equal(value);
      });
    }
    test(`${name} is inherited by objects`, () => {
      const source = connect(new Stream({ body: [STALL] }));
      expect(source[name]).to.equal(value);
      expect(Object.hasOwn(source, name)).to.equal(false);
    });
  }

  for (const name of [...READ_ONLY, ...OWN_READ_ONLY]) {
    test(`${name} is a read-only attribute`, () => {
      const { get, set, enumerable, configurable } = descriptor(prototype, name);
      expect({ set, enumerable, configurable }).to.deep.equal({
        set: undefined,
        enumerable: true,
        configurable: true,
      });
      expect(get).to.include({ name: `get ${name}`, length: 0 });
      const source = connect(new Stream({ body: [STALL] }));
      const value = source[name];
      expect(() => (source[name] = "other"), "strict mode").to.throw(TypeError);
      new Function("source", "name", "source[name] = 'other'")(source, name);
      expect(source[name], "sloppy mode").to.equal(value);
      expect(Object.hasOwn(source, name)).to.equal(false);
    });
  }

  for (const name of [...HANDLERS, "reconnectionTime"]) {
    test(`${name} is an attribute`, () => {
      const { get, set, enumerable, configurable } = descriptor(prototype, name);
      expect({ enumerable, configurable }).to.deep.equal({ enumerable: true, configurable: true });
      expect(get).to.include({ name: `get ${name}`, length: 0 });
      expect(set).to.include({ name: `set ${name}`, length: 1 });
    });
  }

  for (const [name, length] of Object.entries(METHODS)) {
    test(`${name} is a method`, () => {
      const { value, ...flags } = descriptor(prototype, name);
      expect(flags).to.deep.equal({ writable: true, enumerable: true, configurable: true });
      expect(value).to.include({ name, length });
      expect(() => new value(), "no constructor").to.throw(TypeError);
    });
  }

  for (const name of /** @type {const} */ (["addEventListener", "removeEventListener"])) {
    test(`${name} has the name and the length of EventTarget's`, () => {
      expect(prototype[name]).to.include({ name, length: EventTarget.prototype[name].length });
    });
  }

  const accessors = [...READ_ONLY, ...OWN_READ_ONLY, ...HANDLERS, "reconnectionTime"];
  const wrong = { "the prototype": prototype, "another target": new EventTarget(), "an object": {} };
  const primitives = { undefined, null: null, "a number": 1 };
  for (const [what, value] of Object.entries({ ...wrong, ...primitives })) {
    test(`every member refuses ${what} as this`, () => {
      for (const name of accessors) {
        const { get, set } = descriptor(prototype, name);
        expect(() => get?.call(value), `get ${name}`).to.throw(TypeError);
        if (set) expect(() => set.call(value, null), `set ${name}`).to.throw(TypeError);
      }
      for (const name of Object.keys(METHODS)) {
        expect(() => prototype[name].call(value), name).to.throw(TypeError);
      }
    });
  }

  test("nothing else is enumerable", () => {
    const expected = [...Object.keys(CONSTANTS), ...accessors, ...Object.keys(METHODS)];
    expect(Object.keys(prototype)).to.have.members(expected);
    expect(Object.keys(EventSource)).to.have.members(Object.keys(CONSTANTS));
    expect(Object.keys(connect(new Stream({ body: [STALL] })))).to.deep.equal([]);
  });

  test("Symbol.dispose is close() where the engine has that symbol", () => {
    if (BROWSER === "webkit") expect(Symbol.dispose).to.equal(undefined);
    if (Symbol.dispose) expect(prototype[Symbol.dispose]).to.equal(prototype.close);
    else
      expect(Object.getOwnPropertySymbols(prototype)).to.have.members([
        Symbol.toStringTag,
        Symbol.asyncIterator,
      ]);
  });

  test("the probe of users of npm's eventsource is answered", () => {
    expect(descriptor(EventSource, Symbol.for("eventsource.supports-fetch-override"))).to.include({
      value: true,
      writable: false,
    });
  });

  test("TRANSIENT_STATUSES cannot be changed", async () => {
    const { TRANSIENT_STATUSES } = await import("eventsource-wasm");
    expect(TRANSIENT_STATUSES).to.deep.equal([408, 425, 429, 500, 502, 503, 504]);
    expect(Object.isFrozen(TRANSIENT_STATUSES)).to.equal(true);
  });
});
