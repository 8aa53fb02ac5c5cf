/** The interface EventSource. https://html.spec.whatwg.org/multipage/server-sent-events.html#eventsource */
import * as INPUT from "./codes/input.js";
import * as LOOK_UP from "./codes/look-up.js";
import * as REASON from "./codes/reason.js";
import { compilesNow, engineName, loadEngine } from "./engine.js";
import { EventHandlers } from "./event-handlers.js";
import { errorEvent } from "./events.js";
import { failureDetails, failureError } from "./failure.js";
import { Host } from "./host.js";
import { Messages, endAll } from "./iterator.js";
import { keep, listenersOf } from "./listeners.js";
import { number, readOptions, typeError } from "./options.js";
import { isHidden } from "./page.js";
import { dropEarly, earlyRequest } from "./request.js";
import { cancel } from "./response.js";
import { parseURL } from "./url.js";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** What Web IDL makes enumerable. */
const MEMBERS =
  "url withCredentials readyState onopen onmessage onerror close lastEventId reconnectionTime reconnect".split(
    " ",
  );

/** The option under which `from` gives the constructor a response. */
const RESPONSE = Symbol("response");

export class EventSource extends EventTarget {
  #url;
  #options;
  /** Whether it was made of a stream, which cannot be had again. */
  #isOnce;
  #handlers = new EventHandlers();
  /** @type {Host | null} Null until there is an engine. */
  #host = null;
  /** @type {Set<Messages>} */
  #iterators = new Set();
  /** @type {(() => void) | null} Where the engine is waited for: what ends this wait. */
  #waiting = null;
  /** @type {import("./request.js").Early | null} Sent already, and not yet the host's. */
  #early = null;
  /** Attempts that came to nothing for want of an engine. */
  #attempts = 0;

  // Documented in index.d.ts.
  constructor(/** @type {string | URL} */ url, /** @type {any} */ options = undefined) {
    super();
    if (arguments.length === 0) throw typeError("a URL is required");
    const text = `${url}`;
    this.#options = readOptions(options);
    // 3. - 4. Encoding-parse the URL; if that fails, throw a SyntaxError.
    this.#url = parseURL(text).href;
    /** @type {Response | undefined} */
    const response = options?.[RESPONSE];
    this.#isOnce = Boolean(response);
    this.#options.response = response;
    this.#connect();
  }

  static from(/** @type {ReadableStream<Uint8Array> | Response} */ source) {
    const stream = "getReader" in source ? source : source.body;
    if (stream === undefined) throw typeError("neither a ReadableStream nor a Response");
    if (stream?.locked) throw typeError("the stream is locked");
    const headers = new Headers({ "content-type": "text/event-stream" });
    // No Response, which takes no stream that something was read from.
    const made = { status: 200, statusText: "", headers, url: "", redirected: false, body: source };
    const response = "getReader" in source ? /** @type {any} */ (made) : source;
    return new this(response.url || "about:event-stream", { [RESPONSE]: response });
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
    if (this.#host) return this.#host.lookUp(LOOK_UP.readyState);
    return this.#waiting === null || this.#options.signal?.aborted ? CLOSED : CONNECTING;
  }

  get lastEventId() {
    return (this.#host ?? this.#options).lastEventId;
  }

  get reconnectionTime() {
    return this.#host?.lookUp(LOOK_UP.reconnectionTime) ?? this.#options.times[0];
  }

  set reconnectionTime(value) {
    const milliseconds = number(value, "reconnectionTime", NaN, Number.MAX_VALUE);
    if (this.#host) this.#host.input(INPUT.reconnectionTime, milliseconds);
    else this.#options.times[0] = milliseconds;
  }

  get onopen() {
    return this.#handlers.get("open");
  }

  set onopen(value) {
    this.#handlers.set(this, "open", value);
  }

  get onmessage() {
    return this.#handlers.get("message");
  }

  set onmessage(value) {
    this.#handlers.set(this, "message", value);
  }

  get onerror() {
    return this.#handlers.get("error");
  }

  set onerror(value) {
    this.#handlers.set(this, "error", value);
  }

  close() {
    this.#host?.input(INPUT.close);
    this.#stopWaiting();
    endAll(this.#iterators, null, true);
  }

  reconnect() {
    if (this.#isOnce) throw new DOMException("A stream cannot be had again.", "InvalidStateError");
    const { signal } = this.#options;
    if (signal?.aborted) throw signal.reason ?? new DOMException("The signal is aborted.", "AbortError");
    if (this.#host) this.#host.input(INPUT.reconnect);
    else {
      this.#stopWaiting();
      this.#connect();
    }
  }

  [Symbol.asyncIterator]() {
    if (this.readyState === CLOSED) return new Messages(null);
    const messages = new Messages((self) => {
      this.#iterators.delete(self);
      this.#keep();
    });
    this.#iterators.add(messages);
    this.#keep();
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
      const gone = (listener.gone = EventSource.#gone(new WeakRef(this), new WeakRef(listener)));
      signal?.addEventListener("abort", gone);
      if (once) {
        // Right before it, with the same options: runs where it does, whatever it stops.
        super.removeEventListener(type, callback, options);
        super.addEventListener(type, gone, options);
        super.addEventListener(type, callback, options);
      }
    }
    this.#keep();
  }

  /**
   * Strikes a listener that the platform has removed by itself. Holds neither it nor the object.
   *
   * @param {WeakRef<EventSource>} self
   * @param {WeakRef<import("./listeners.js").Listener>} listener
   */
  static #gone(self, listener) {
    return () => {
      listener.deref()?.strike();
      const source = self.deref();
      if (source) source.#keep();
    };
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
    this.#keep();
  }

  /** Also without a host. */
  #keep() {
    keep(this, this.#iterators, this.readyState === CLOSED);
  }

  #connect() {
    // None of these functions names `this`, and so the wait holds no object.
    const self = new WeakRef(this);
    const early = compilesNow() ? earlyRequest(this.#url, this.#options) : null;
    const close = () => self.deref()?.close();
    const unlessClosed = (/** @type {(source: EventSource) => void} */ goOn) => {
      const source = self.deref();
      if (source && source.#waiting === close) goOn(source);
      else dropEarly(early);
    };
    const fail = (/** @type {unknown} */ cause) => {
      // In a task of its own, as every failure: nobody can listen yet.
      setTimeout(() => unlessClosed((source) => source.#failWithoutEngine(cause)));
    };
    this.#waiting = close;
    this.#keep();
    this.#early = early;
    try {
      const loading = loadEngine();
      if (loading) {
        this.#options.signal?.addEventListener("abort", close);
        loading.then(() => unlessClosed((source) => source.#start())).catch(fail);
      } else this.#start();
    } catch (cause) {
      fail(cause);
    }
  }

  #start() {
    const { pauseWhenHidden, signal } = this.#options;
    const hides = pauseWhenHidden && isHidden();
    if (hides) this.#dropEarly();
    this.#host = new Host(this, this.#url, this.#options, this.#iterators, this.#early);
    this.#early = null;
    // From here on it is the host's.
    signal?.removeEventListener("abort", /** @type {() => void} */ (this.#waiting));
    if (hides) this.#host.input(INPUT.hide);
    this.#host.input(signal?.aborted ? INPUT.close : INPUT.open);
  }

  #stopWaiting() {
    if (this.#waiting) this.#options.signal?.removeEventListener("abort", this.#waiting);
    this.#waiting = null;
    this.#keep();
    this.#dropEarly();
    // Else its reader is the host's.
    if (!this.#host) cancel(this.#options.response?.body);
  }

  #dropEarly() {
    dropEarly(this.#early);
    this.#early = null;
  }

  #failWithoutEngine(/** @type {unknown} */ cause) {
    this.#stopWaiting();
    if (this.#options.signal?.aborted) return this.close();
    const none = { response: null, url: this.#url, attempt: (this.#attempts += 1), delay: -1 };
    const details = failureDetails(REASON.engine, { ...none, cause });
    endAll(this.#iterators, failureError(details), false);
    this.dispatchEvent(errorEvent(details));
  }
}

// Not in a static block of the class: Safari has those from 16.4 on.
const define = Object.defineProperty;
const { prototype } = EventSource;
// Minifiers rename classes.
define(EventSource, "name", { value: "EventSource", configurable: true });
for (const target of [EventSource, prototype]) {
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
    define(target, name, { value, enumerable: true });
  }
}
for (const name of MEMBERS) define(prototype, name, { enumerable: true });
define(prototype, Symbol.toStringTag, { value: "EventSource", configurable: true });
if (Symbol.dispose) {
  define(prototype, Symbol.dispose, { value: prototype.close, configurable: true, writable: true });
}
define(EventSource, Symbol.for("eventsource.supports-fetch-override"), { value: true });
