/** The interface EventSource. https://html.spec.whatwg.org/multipage/server-sent-events.html#eventsource */
import { decode } from "./batch.js";
import { engineName, instantiate } from "./engine.js";
import { EventHandlers } from "./event-handlers.js";
import { errorEvent, failureMessage } from "./events.js";
import { Host } from "./host.js";
import { readOptions } from "./options.js";
import { isCrossOrigin, ownScheme, parseURL } from "./url.js";

/** @typedef {import("./engine.js").Engine} Engine */

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** What Web IDL makes enumerable. */
const MEMBERS =
  "url withCredentials readyState onopen onmessage onerror close lastEventId reconnectionTime reconnect".split(
    " ",
  );

export class EventSource extends EventTarget {
  #url;
  #options;
  #handlers = new EventHandlers();
  /** @type {Engine | null} Null where it cannot be loaded. */
  #engine = null;
  /** @type {ReturnType<typeof setTimeout> | null} Runs where it could not be loaded. */
  #failing = null;
  #abort = () => this.close();

  // Documented in index.d.ts.
  constructor(/** @type {string | URL} */ url, /** @type {unknown} */ options = undefined) {
    super();
    if (arguments.length === 0) throw new TypeError("EventSource: a URL is required.");
    // 3. - 4. Encoding-parse the URL; if that fails, throw a SyntaxError.
    const parsed = parseURL(`${url}`);
    this.#options = readOptions(options);
    this.#url = parsed.href;
    this.#connect();
  }

  get url() {
    return this.#url;
  }

  get withCredentials() {
    return this.#options.withCredentials;
  }

  get readyState() {
    return this.#engine?.readyState ?? (this.#failing === null ? CLOSED : CONNECTING);
  }

  get lastEventId() {
    return this.#engine ? decode(this.#engine.lastEventId) : "";
  }

  get reconnectionTime() {
    return this.#engine?.reconnectionTime ?? 0;
  }

  set reconnectionTime(value) {
    const milliseconds = Number(value);
    if (!(milliseconds >= 0 && milliseconds < Infinity)) {
      throw new TypeError("EventSource: reconnectionTime is not a finite number of milliseconds.");
    }
    if (this.#engine) this.#engine.reconnectionTime = milliseconds;
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
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#engine?.close();
    clearTimeout(this.#failing ?? undefined);
    this.#failing = null;
  }

  reconnect() {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    if (!this.#engine) {
      this.close();
      this.#connect();
      return;
    }
    signal?.addEventListener("abort", this.#abort);
    this.#engine.reconnect();
  }

  static get engine() {
    return engineName();
  }

  #connect() {
    const { signal } = this.#options;
    if (!signal?.aborted) signal?.addEventListener("abort", this.#abort);
    try {
      this.#engine = this.#newEngine();
    } catch (cause) {
      // In a task of its own, as every failure: nobody can listen yet.
      if (!signal?.aborted) this.#failing = setTimeout(() => this.#failWithoutEngine(cause));
      return;
    }
    if (signal?.aborted) this.#engine.close();
    else this.#engine.open();
  }

  #newEngine() {
    const { Engine } = instantiate();
    const host = new Host(this, this.#url, this.#options);
    const url = new URL(this.#url);
    const scheme = url.protocol.slice(0, -1);
    const seed = Math.random() * 2 ** 32;
    const { lastEventId } = this.#options;
    const engine = new Engine(host, scheme, ownScheme(), isCrossOrigin(url), lastEventId, seed);
    host.engine = engine;
    return engine;
  }

  #failWithoutEngine(/** @type {unknown} */ cause) {
    this.#failing = null;
    const message = failureMessage("engine", null);
    const none = { status: 0, statusText: "", headers: null, willReconnect: false, delay: 0 };
    this.dispatchEvent(errorEvent({ reason: "engine", message, cause, url: this.#url, attempt: 0, ...none }));
  }

  static {
    const define = Object.defineProperty;
    const { prototype } = this;
    // Minifiers rename classes.
    define(this, "name", { value: "EventSource", configurable: true });
    for (const target of [this, prototype]) {
      for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
        define(target, name, { value, enumerable: true });
      }
    }
    for (const name of MEMBERS) define(prototype, name, { enumerable: true });
    define(prototype, Symbol.toStringTag, { value: "EventSource", configurable: true });
    if (Symbol.dispose) {
      define(prototype, Symbol.dispose, { value: prototype.close, configurable: true, writable: true });
    }
    define(this, Symbol.for("eventsource.supports-fetch-override"), { value: true });
  }
}
