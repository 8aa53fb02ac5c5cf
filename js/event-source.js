/** The interface EventSource. https://html.spec.whatwg.org/multipage/server-sent-events.html#eventsource */
import * as INPUT from "./codes/input.js";
import * as LOOK_UP from "./codes/look-up.js";
import { CLOSED, CONNECTING, OPEN } from "./codes/ready-state.js";
import { engineName } from "./engine.js";
import { EventHandlers } from "./event-handlers.js";
import { Host } from "./host.js";
import { Messages } from "./iterator.js";
import { listenersOf } from "./listeners.js";
import { numberOf, readOptions } from "./options.js";
import { OWN } from "./own.js";
import { tellVisibility } from "./page.js";
import { typeError } from "./type-error.js";
import { parseURL } from "./url.js";

export class EventSource extends EventTarget {
  #url;
  #options;
  #handlers = new EventHandlers();
  /** @type {Set<Messages>} */
  #iterators = new Set();
  #host;

  // Documented in index.d.ts.
  constructor(/** @type {string | URL} */ url, /** @type {any} */ options = undefined) {
    super();
    if (arguments.length === 0) throw typeError("a URL is required");
    const text = `${url}`;
    this.#options = readOptions(options);
    // 3. - 4. Encoding-parse the URL; if that fails, throw a SyntaxError.
    this.#url = parseURL(text).href;
    this.#host = new Host(this, this.#url, this.#options, this.#iterators);
    this.#host.connect();
  }

  static from(/** @type {ReadableStream<Uint8Array> | Response} */ source) {
    const stream = "getReader" in source ? source : source.body;
    if (stream === undefined) throw typeError("no ReadableStream, no Response");
    if (stream?.locked) throw typeError("the stream is locked");
    const headers = new Headers({ "content-type": "text/event-stream" });
    // No Response, which takes no stream that something was read from.
    const response = stream === source ? /** @type {any} */ ({ status: 200, headers, body: stream }) : source;
    return new this(response.url || "about:event-stream", { [OWN]: { response } });
  }

  static get engine() {
    return engineName();
  }

  get url() {
    return this.#url;
  }

  get withCredentials() {
    return this.#options.withCredentials;
  }

  get readyState() {
    return this.#host.lookUp(LOOK_UP.readyState);
  }

  get lastEventId() {
    return this.#host.lastEventId ?? this.#options.lastEventId;
  }

  get reconnectionTime() {
    return this.#host.lookUp(LOOK_UP.reconnectionTime) ?? this.#options.limits[0];
  }

  set reconnectionTime(value) {
    const time = numberOf({ reconnectionTime: value }, "reconnectionTime", NaN, Number.MAX_VALUE);
    this.#options.limits[0] = time;
    this.#host.input(INPUT.reconnectionTime, time);
  }

  get onopen() {
    return this.#handlers.get("open");
  }

  set onopen(value) {
    this.#setHandler("open", value);
  }

  get onmessage() {
    return this.#handlers.get("message");
  }

  set onmessage(value) {
    this.#setHandler("message", value);
  }

  get onerror() {
    return this.#handlers.get("error");
  }

  set onerror(value) {
    this.#setHandler("error", value);
  }

  #setHandler(/** @type {string} */ type, /** @type {unknown} */ value) {
    // Not the methods that a subclass, or a page, has put in their place: the platform calls none either.
    const method = this.#handlers.set(type, value) ? addEventListener : removeEventListener;
    method.call(this, type, this.#handlers);
  }

  close() {
    this.#host.input(INPUT.close);
  }

  reconnect() {
    if (this.#options.response) throw new DOMException("A stream cannot be had again.", "InvalidStateError");
    const { signal } = this.#options;
    if (signal?.aborted) throw signal.reason ?? new DOMException("", "AbortError");
    // Nobody has told one that was CLOSED.
    if (this.#host.isClosed) tellVisibility(this.#host);
    this.#host.input(INPUT.reconnect);
  }

  [Symbol.asyncIterator]() {
    const messages = new Messages(() => {
      this.#iterators.delete(messages);
      this.#host.update();
    }, this.#options.signal);
    if (this.#host.isClosed) messages.end(true);
    else this.#iterators.add(messages);
    this.#host.update();
    return messages;
  }

  /** @override */
  addEventListener(
    /** @type {string} */ type,
    /** @type {any} */ callback,
    /** @type {any} */ options = undefined,
  ) {
    // @ts-expect-error As many arguments as there are: one is too few for Web IDL.
    super.addEventListener(...arguments);
    const listener = listenersOf(this).add(`${type}`, callback, options);
    const { once, signal } = options ?? {};
    if (listener && (once || signal)) {
      const gone = (listener.gone = goneOf(new WeakRef(this.#host), new WeakRef(listener)));
      signal?.addEventListener("abort", gone);
      if (once) {
        // Right before it, with the same options: runs where it does, whatever it stops.
        super.removeEventListener(type, callback, options);
        super.addEventListener(type, gone, options);
        super.addEventListener(type, callback, options);
      }
    }
    this.#host.update();
  }

  /** @override */
  removeEventListener(
    /** @type {string} */ type,
    /** @type {any} */ callback,
    /** @type {any} */ options = undefined,
  ) {
    // @ts-expect-error As above.
    super.removeEventListener(...arguments);
    const listener = listenersOf(this).find(`${type}`, callback, options);
    if (listener) {
      listener.strike();
      super.removeEventListener(type, listener.gone ?? null, listener);
    }
    this.#host.update();
  }
}

/**
 * Strikes a listener that the platform has removed by itself. Holds neither it nor the object.
 *
 * @param {WeakRef<Host>} host
 * @param {WeakRef<import("./listeners.js").Listener>} listener
 */
function goneOf(host, listener) {
  return () => {
    listener.deref()?.strike();
    host.deref()?.update();
  };
}

// Not in a static block of the class: Safari has those from 16.4 on.
const define = Object.defineProperty;
const { prototype } = EventSource;
const { addEventListener, removeEventListener } = prototype;
// Minifiers rename classes.
define(EventSource, "name", { value: "EventSource", configurable: true });
for (const target of [EventSource, prototype]) {
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
    define(target, name, { value, enumerable: true });
  }
}
// As Web IDL makes an interface's members, and a class does not. Those of EventTarget are not among them.
for (const name of Object.getOwnPropertyNames(prototype)) {
  if (!/^constructor|Listener/.test(name)) define(prototype, name, { enumerable: true });
}
define(prototype, Symbol.toStringTag, { value: "EventSource", configurable: true });
if (Symbol.dispose) {
  define(prototype, Symbol.dispose, { value: prototype.close, configurable: true, writable: true });
}
define(EventSource, Symbol.for("eventsource.supports-fetch-override"), { value: true });
