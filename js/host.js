/**
 * The JavaScript half of one connection: what the engine calls (`src/web/host.rs`). Nothing here holds the EventSource, which is to be collected when nobody else does.
 */
import { discard, dispatchTheEvent, input, lookUp, make } from "engine:module";

import { Batch, Columns, decode, encode } from "./batch.js";
import * as ACTION from "./codes/action.js";
import * as DIAGNOSTIC from "./codes/diagnostic.js";
import * as INPUT from "./codes/input.js";
import * as LOOK_UP from "./codes/look-up.js";
import * as REASON from "./codes/reason.js";
import { diagnostic, isNews } from "./diagnostics.js";
import { errorEvent, messageEvent, openEvent } from "./events.js";
import { failureDetails, failureError } from "./failure.js";
import { hold } from "./glue.js";
import { endAll } from "./iterator.js";
import { keep, listenersOf } from "./listeners.js";
import { give, memoryBytes } from "./memory.js";
import { flagsOf } from "./options.js";
import { staying, unwatch, watch } from "./page.js";
import { policyInput } from "./policy.js";
import { dropEarly, probeInit, requestInit, requestURL } from "./request.js";
import { PIECE, answerOf, bytesOf, cancel, readerOf } from "./response.js";
import { settled, threeTurns } from "./turns.js";
import { originOf } from "./url.js";

/** @typedef {import("./options.js").Options} Options */
/** @typedef {import("./response.js").Answer} Answer */

const CLOSED = 2;

/** @type {FinalizationRegistry<Host>} Whose EventSource is gone needs its connection no more. */
const abandoned = new FinalizationRegistry((host) => host.abandon());

/** @type {WeakMap<EventTarget, Options>} Not the hosts': functions among them may hold the EventSource. */
const optionsOf = new WeakMap();

export class Host {
  #target;
  #url;
  #signal;
  /** The number of its engine; 0 once that is discarded. */
  #number;
  /** @type {Answer | null} The response of the latest attempt. */
  #response = null;
  /** Where the latest attempt went. */
  #requested;
  /** @type {AbortController | null} */
  #request;
  /** Whether the body is of the user's making. */
  #isTheirs = false;
  /** The first request, where it is under way already. */
  #early;
  /** @type {ReturnType<typeof readerOf> | null} */
  #reader = null;
  /** @type {Uint8Array | null} The latest chunk, until its last piece is taken. */
  #chunk = null;
  /** The latest. */
  #attempt = 0;
  /** @type {unknown} What was thrown, or a promise rejected with, in the latest attempt. */
  #cause;
  /** @type {import("./index.js").Failure | null} */
  #failure = null;
  #origin = "null";
  #columns = new Columns();
  /** @type {Set<string>} Told once each. */
  #unknownNames = new Set();
  #abort = () => this.input(INPUT.close);
  /** @type {Promise<void> | undefined} Fulfils when the latest batch is dispatched. */
  #dispatched;
  #iterators;

  /**
   * @param {EventTarget} target
   * @param {string} url
   * @param {Options} options
   * @param {Set<import("./iterator.js").Messages>} iterators
   * @param {import("./request.js").Early | null} early
   */
  constructor(target, url, options, iterators, early) {
    this.#target = new WeakRef(target);
    this.#iterators = iterators;
    this.#url = url;
    this.#requested = url;
    this.pausesWhenHidden = options.pauseWhenHidden;
    this.#signal = options.signal;
    optionsOf.set(target, options);
    this.#early = early;
    this.#request = early && early.controller;
    const { lastEventId, maxEventBytes, times } = options;
    const flags = flagsOf(url, options);
    const seed = Math.random() * 2 ** 32;
    give(encode(lastEventId));
    this.#number = make(hold(this), flags, ...times, maxEventBytes, seed);
    abandoned.register(target, this);
  }

  /** What the engine knows: see `js/codes/look-up.js`. */
  lookUp(/** @type {number} */ code) {
    return lookUp(this.#number, code);
  }

  get lastEventId() {
    return decode(memoryBytes(this.lookUp(LOOK_UP.lastEventId), this.lookUp(LOOK_UP.lastEventId + 1)));
  }

  /** Gives the engine an input, and does what its state then asks for. */
  input(/** @type {number} */ code, number = 0) {
    input(this.#number, code, 0, number, NaN);
    this.update();
  }

  /** What holds on to what in the present state. */
  update() {
    const closed = this.lookUp(LOOK_UP.readyState) === CLOSED;
    const target = this.#target.deref();
    if (target) keep(target, this.#iterators, closed);
    if (closed) {
      unwatch(this);
      this.#signal?.removeEventListener("abort", this.#abort);
      endAll(this.#iterators, null, true);
    } else {
      watch(this);
      this.#signal?.addEventListener("abort", this.#abort);
    }
  }

  /** The engine and its host hold each other: only this ends it. */
  abandon() {
    if (!this.#number) return;
    this.input(INPUT.close);
    discard(this.#number);
    this.#number = 0;
  }

  /** Does what the engine asks for: see `js/codes/action.js`. @type {(action: number, attempt: number, detail: number, delay: number) => void} */
  act(action, attempt, detail, delay) {
    switch (action) {
      case ACTION.disconnect:
        return this.#disconnect();
      case ACTION.fetch:
        return void this.#fetch(attempt);
      case ACTION.probe:
        return void this.#probe(attempt);
      case ACTION.fireOpen:
        return this.#fireOpen();
      case ACTION.fireError:
        return this.#fireError(detail, attempt, delay);
      case ACTION.ask:
        return void this.#ask(detail, attempt, delay);
      default:
        this.#diagnose(detail);
    }
  }

  async #fetch(/** @type {number} */ number) {
    const { lastEventId } = this;
    const early = this.#early;
    this.#early = null;
    this.#request = early?.controller ?? new AbortController();
    const { signal } = this.#request;
    this.#response = null;
    this.#cause = undefined;
    this.#requested = early?.url ?? this.#url;
    this.#attempt = number;
    this.#dispatched = undefined;
    let failed = INPUT.optionsError;
    let answer;
    try {
      const init = early
        ? {}
        : await this.#prepare({ number, lastEventId, previousFailure: this.#failure, signal });
      if (signal.aborted) return cancel(this.#options()?.response?.body);
      failed = INPUT.networkError;
      this.#tell(INPUT.sent, number);
      answer = answerOf(await (early ? early.answer : this.#send(init)));
    } catch (cause) {
      if (signal.aborted) return;
      this.#cause = cause;
      if (failed === INPUT.networkError) await staying();
      if (!signal.aborted) this.#tell(failed, number);
      return;
    }
    // Whoever does not know the signal may answer after all: the server must not go on sending.
    if (signal.aborted) return cancel(answer.body);
    this.#response = answer;
    this.#origin = originOf(answer.url || this.#requested);
    const { status, contentType, retryAfter } = answer;
    give(encode(contentType));
    input(this.#number, INPUT.response, number, status, retryAfter);
  }

  /** An input of an attempt: none where there has been another since, or the EventSource is gone. */
  #tell(/** @type {number} */ code, /** @type {number} */ attempt) {
    if (attempt === this.#attempt) input(this.#number, code, attempt, 0, NaN);
  }

  // Here and in what follows no function that waits has the options: those among them may hold the EventSource.
  async #prepare(/** @type {import("./index.js").Attempt} */ attempt) {
    // Functions of the user's may name what the constructor is still to return.
    await null;
    return this.#init(attempt);
  }

  #init(/** @type {import("./index.js").Attempt} */ attempt) {
    const options = this.#options();
    if (!options) return {};
    this.#requested = requestURL(this.#url, options, attempt.lastEventId);
    return requestInit(options, attempt);
  }

  #send(/** @type {RequestInit} */ init) {
    const { fetch, response } = this.#options() ?? {};
    this.#isTheirs = Boolean(fetch || response);
    return response ?? (fetch ?? globalThis.fetch)(this.#requested, init);
  }

  async #probe(/** @type {number} */ attempt) {
    const { signal } = /** @type {AbortController} */ (this.#request);
    let code = INPUT.reachable;
    try {
      await fetch(this.#requested, probeInit(signal));
    } catch {
      code = INPUT.unreachable;
    }
    if (!signal.aborted) this.#tell(code, attempt);
  }

  #disconnect() {
    // Cancelled as well as aborted: a user's own `fetch` may not know the signal.
    const body = this.#reader ?? this.#response?.body;
    const [early, request] = [this.#early, this.#request];
    // Dropped first, for both calls may run code of the user's that connects again. And not kept: the reason of
    // an aborted controller holds on to the stack of its `abort()`, and so to the caller.
    this.#early = this.#reader = this.#request = this.#chunk = null;
    dropEarly(early);
    cancel(body);
    request?.abort();
  }

  reader() {
    return (this.#reader = readerOf(/** @type {Answer} */ (this.#response).body));
  }

  /**
   * @param {number} attempt
   * @param {Promise<{ done: boolean, value?: unknown }>} read
   */
  async arrives(attempt, read) {
    let code = INPUT.endOfBody;
    let chunk = null;
    let cause;
    try {
      const { done, value } = await read;
      if (!done) chunk = bytesOf(value, this.#isTheirs);
    } catch (thrown) {
      code = INPUT.brokenBody;
      cause = thrown;
    }
    if (!this.#reads(attempt)) return;
    this.#chunk = chunk;
    // Not waited for: what waits would hold the chunk, also when nobody wants it any more.
    this.#work(attempt, code, cause);
  }

  /** Whether what comes for an attempt is wanted. */
  #reads(/** @type {number} */ attempt) {
    return attempt === this.#attempt && this.#reader;
  }

  async #work(/** @type {number} */ attempt, /** @type {number} */ code, /** @type {unknown} */ cause) {
    for (let at = 0; ; at += PIECE) {
      /** @type {unknown} */
      let before;
      while (before !== this.#dispatched) await (before = this.#dispatched);
      if (!this.#reads(attempt)) return;
      if (!this.#chunk) break;
      cause = this.#feed(attempt, this.#chunk, at);
      if (cause) {
        code = INPUT.brokenBody;
        break;
      }
      if (!this.#chunk) return;
    }
    if (code === INPUT.brokenBody) {
      this.#cause = cause;
      await staying();
    }
    this.#tell(code, attempt);
  }

  /** Gives the engine a piece. @returns {unknown} what was thrown where the chunk's buffer was given away meanwhile */
  #feed(/** @type {number} */ attempt, /** @type {Uint8Array} */ chunk, /** @type {number} */ at) {
    let piece;
    try {
      piece = chunk.subarray(at, at + PIECE);
    } catch (thrown) {
      return thrown;
    }
    if (at + PIECE >= chunk.length) this.#chunk = null;
    give(piece);
    this.#tell(this.#chunk ? INPUT.bytes : INPUT.lastBytes, attempt);
  }

  #fireOpen() {
    this.#failure = null;
    // The first chunk may be there already: code that awaits `open` must see its events.
    this.#dispatched = threeTurns();
    this.#target.deref()?.dispatchEvent(openEvent(/** @type {Answer} */ (this.#response)));
  }

  #fireError(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    const details = this.#details(code, attempt, delay);
    const ends = !details.willReconnect;
    this.#failure = failureError(details);
    if (ends) endAll(this.#iterators, code === REASON.endOfStream ? null : this.#failure, false);
    this.#target.deref()?.dispatchEvent(errorEvent(details));
    if (ends) this.update();
  }

  #diagnose(/** @type {number} */ code, line = "") {
    const onDiagnostic = this.#options()?.onDiagnostic;
    const response = this.#response;
    if (code === DIAGNOSTIC.unknownField && !isNews(line, this.#unknownNames)) return;
    // What it throws, or rejects with, goes nowhere.
    (async () => onDiagnostic?.(diagnostic(code, response?.url || this.#requested, line)))().catch(() => {});
  }

  #asked(/** @type {import("./index.js").Failure} */ failure) {
    return this.#options()?.shouldReconnect?.(failure);
  }

  async #ask(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    let answer = INPUT.invalid;
    let wait = 0;
    try {
      [answer, wait] = policyInput(await this.#asked(failureError(this.#details(code, attempt, delay))));
    } catch (cause) {
      if (attempt === this.#attempt) this.#cause = cause;
    }
    // Where the EventSource is gone there is no engine to tell. Without a fetch (`scheme`) no attempt is known here.
    if (this.#target.deref()) input(this.#number, answer, attempt, wait, NaN);
  }

  dispatchTheEvents(/** @type {number} */ attempt, /** @type {number[]} */ ...parts) {
    const dispatched = this.#dispatch(attempt, parts);
    // A listener may have connected again.
    if (attempt === this.#attempt) this.#dispatched = dispatched;
  }

  async #dispatch(/** @type {number} */ attempt, /** @type {number[]} */ parts) {
    // Once for the batch, which is worked on without a pause.
    let target = this.#target.deref();
    if (!target) return this.abandon();
    const columns = this.#columns;
    const batch = new Batch(columns, parts);
    for (const line of batch.unknownFields) {
      if (this.lookUp(LOOK_UP.readyState) !== CLOSED) this.#diagnose(DIAGNOSTIC.unknownField, line);
    }
    const iterators = this.#iterators;
    const listeners = listenersOf(target);
    // A function of its own: engines optimize one that waits less. False where nothing is left.
    const dispatchTheNext = (/** @type {EventTarget} */ source) => {
      while (batch.hasNext && dispatchTheEvent(this.#number, attempt)) {
        batch.next();
        const heard = listeners.has(columns.type);
        if (!heard && iterators.size === 0) continue;
        const event = messageEvent(columns.type, batch.data, this.#origin, columns.lastEventId);
        if (iterators.size > 0) iterators.forEach((iterator) => iterator.push(event));
        if (heard) source.dispatchEvent(event);
        return true;
      }
      return false;
    };
    while (dispatchTheNext(target)) {
      // The standard queues a task for each event: code that awaits one event at a time must see the next.
      await settled;
      await settled;
      await settled;
    }
    // Not held while it is waited for.
    target = undefined;
    if (iterators.size > 0 && attempt === this.#attempt) {
      // An ID behind the last event counts before it is waited for.
      dispatchTheEvent(this.#number, attempt);
      for (const iterator of iterators) await iterator.room();
    }
    if (attempt !== this.#attempt) return;
    this.#dispatched = undefined;
    this.#tell(INPUT.dispatched, attempt);
  }

  /** Undefined where the EventSource is gone. */
  #options() {
    const target = this.#target.deref();
    return target && optionsOf.get(target);
  }

  #details(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    const [response, url, cause] = [this.#response, this.#requested, this.#cause];
    return failureDetails(code, { response, url, attempt, cause, delay });
  }
}
