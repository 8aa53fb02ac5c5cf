/**
 * The JavaScript half of one connection: waits for the engine, does what that asks for (`src/web/host.rs`), and tells it what
 * comes of it. Nothing here holds the EventSource, which is to be collected when nobody else does.
 */
import { discard, dispatchTheEvent, input, lookUp } from "engine:module";

import { Batch, Columns, decode, encode } from "./batch.js";
import * as ACTION from "./codes/action.js";
import * as DIAGNOSTIC from "./codes/diagnostic.js";
import * as INPUT from "./codes/input.js";
import * as LOOK_UP from "./codes/look-up.js";
import { CLOSED, CONNECTING } from "./codes/ready-state.js";
import * as REASON from "./codes/reason.js";
import { diagnose, isNews } from "./diagnostics.js";
import { dispatch, dispatcherOf } from "./dispatch.js";
import { loadEngine, makeEngine } from "./engine.js";
import { errorEvent, openEvent } from "./events.js";
import { failureDetails, failureError } from "./failure.js";
import { endAll } from "./iterator.js";
import { keep } from "./listeners.js";
import { give, memoryBytes } from "./memory.js";
import { optionsOf } from "./options.js";
import { isHidden, staying, watch } from "./page.js";
import { policyInput } from "./policy.js";
import { drop, earlyRequest, isReachable, requestInit, requestURL } from "./request.js";
import { PIECE, answerOf, bytesOf, cancel, copied, ignore, readerOf } from "./response.js";
import { pagesTurn, settled, threeTurns } from "./turns.js";
import { originOf } from "./url.js";

/** @typedef {import("./options.js").Options} Options */
/** @typedef {import("./response.js").Answer} Answer */
/** @typedef {ReturnType<ReturnType<typeof readerOf>["read"]>} Read */

/** @type {FinalizationRegistry<Host>} Whose EventSource is gone needs its connection no more. */
const abandoned = new FinalizationRegistry((host) => host.abandon());

export class Host {
  #target;
  #url;
  #signal;
  #iterators;
  #number = 0; // That of its engine; 0 where there is none.
  /** @type {object | null} Stands for the wait for an engine. */
  #wait = null;
  /** @type {Answer | null} The response of the latest attempt. */
  #response = null;
  #requested; // Where the latest attempt went.
  /** @type {import("./request.js").Sent | null} The request that is under way. */
  #request = null;
  #isTheirs; // Whether the body is of the user's making.
  /** @type {ReturnType<typeof readerOf> | null} */
  #reader = null;
  /** @type {Read | null} The latest. */
  #read = null;
  /** @type {(() => number) | null} Dispatches the events of the latest bytes. It holds the EventSource. */
  #dispatchTheNext = null;
  /** @type {Uint8Array | null} What is left of the latest chunk. */
  #chunk = null;
  #attempt = 0; // The latest.
  /** @type {unknown} What was thrown, or a promise rejected with, in the latest attempt. */
  #cause;
  /** @type {import("./index.js").Failure | null} */
  #failure = null;
  #origin = "null";
  #columns = new Columns();
  /** @type {Set<string>} Told once each. */
  #unknownNames = new Set();
  #abort = () => this.input(INPUT.close);

  /**
   * @param {EventTarget} target
   * @param {string} url
   * @param {Options} options
   * @param {Set<import("./iterator.js").Messages>} iterators
   */
  constructor(target, url, options, iterators) {
    this.#target = new WeakRef(target);
    this.#iterators = iterators;
    this.#url = this.#requested = url;
    this.pausesWhenHidden = options.pauseWhenHidden;
    this.#signal = options.signal;
    this.#isTheirs = Boolean(options.response);
    optionsOf.set(target, options);
    abandoned.register(target, this);
  }

  connect() {
    if (this.#signal?.aborted) return;
    const wait = (this.#wait = {});
    // In a task of its own, as every failure: nobody can listen yet.
    const fail = (/** @type {unknown} */ cause) =>
      setTimeout(() => this.#wait === wait && this.#failWithoutEngine(cause));
    this.#request = earlyRequest(this.#url, /** @type {Options} */ (this.#options()));
    try {
      const loading = loadEngine();
      if (!loading) return this.#start();
      loading.then(() => this.#wait === wait && this.#start()).catch(fail);
    } catch (cause) {
      fail(cause);
    }
    this.update();
  }

  #start() {
    const options = this.#options();
    if (!options) return;
    // Throws where there is no TextEncoder: then the wait goes on, until it fails.
    this.#number = makeEngine(this, this.#url, options, this.#attempt);
    this.#wait = null;
    if (options.pauseWhenHidden && isHidden()) {
      this.#disconnect();
      this.input(INPUT.hide);
    }
    this.input(this.#signal?.aborted ? INPUT.close : INPUT.open);
  }

  #failWithoutEngine(/** @type {unknown} */ cause) {
    this.#disconnect();
    this.#cause = cause;
    this.#fireError(REASON.engine, (this.#attempt += 1), Infinity);
  }

  /** What the engine knows (see `js/codes/look-up.js`); undefined where there is none, but for `readyState`. */
  lookUp(/** @type {number} */ code) {
    if (this.#number) return lookUp(this.#number, code);
    if (code === LOOK_UP.readyState) return this.#wait && !this.#signal?.aborted ? CONNECTING : CLOSED;
  }

  get isClosed() {
    return this.lookUp(LOOK_UP.readyState) === CLOSED;
  }

  get lastEventId() {
    if (!this.#number) return undefined;
    const address = lookUp(this.#number, LOOK_UP.lastEventId);
    return decode(memoryBytes(address, lookUp(this.#number, LOOK_UP.lastEventId + 1)));
  }

  /** Gives the engine an input, and does what its state then asks for. @type {(code: number, number?: number) => void} */
  input(code, number) {
    if (this.#number) input(this.#number, code, 0, Date.now(), number);
    else if (code === INPUT.close || code === INPUT.reconnect) {
      this.#disconnect();
      if (code === INPUT.reconnect) this.connect();
    }
    // What waits in them is not to be had either; where a failure ends them, it is.
    if (code === INPUT.close) endAll(this.#iterators, true);
    this.update();
  }

  /** What holds on to what in the present state. */
  update() {
    // A listener of the signal that came before ours.
    if (this.#wait && this.#signal?.aborted) return this.input(INPUT.close);
    const { isClosed } = this;
    const target = this.#target.deref();
    if (target) keep(target, this.#iterators, isClosed);
    watch(this, isClosed);
    this.#signal?.[isClosed ? "removeEventListener" : "addEventListener"]("abort", this.#abort);
  }

  /** The engine and its host hold each other: only this ends it. */
  abandon() {
    this.input(INPUT.close);
    if (this.#number) discard(this.#number);
    this.#number = 0;
  }

  /** Does what the engine asks for: see `js/codes/action.js`. @type {(action: number, attempt: number, reason: number, delay: number) => unknown} */
  act(action, attempt, reason, delay) {
    switch (action) {
      case ACTION.disconnect:
        return this.#disconnect();
      case ACTION.fetch:
        return this.#fetch(attempt);
      case ACTION.probe:
        return this.#probe(attempt);
      case ACTION.fireOpen:
        return this.#fireOpen();
      case ACTION.fireError:
        return this.#fireError(reason, attempt, delay);
      case ACTION.ask:
        return this.#ask(reason, attempt, delay);
      default:
        return this.#diagnose(action - ACTION.fireOpen);
    }
  }

  async #fetch(/** @type {number} */ number) {
    // The first may be under way already.
    const request = (this.#request ??= { controller: new AbortController(), url: this.#url });
    const { signal } = request.controller;
    this.#response = null;
    this.#cause = undefined;
    this.#requested = request.url;
    this.#attempt = number;
    let failed = INPUT.optionsError;
    let answer;
    try {
      const init = request.answer ? {} : await this.#prepare(number, signal);
      // Where the EventSource is gone meanwhile, its own `fetch` is, too.
      if (signal.aborted || !this.#options()) return;
      failed = INPUT.networkError;
      this.#tell(INPUT.sent, number);
      answer = answerOf(await (request.answer ?? this.#send(init)));
    } catch (cause) {
      if (signal.aborted) return;
      this.#cause = cause;
      if (failed === INPUT.networkError) await staying();
      if (!signal.aborted) this.#tell(failed, number);
      return;
    }
    // Whoever does not know the signal may answer after all, and must not go on sending; the early request `drop` cancels.
    if (signal.aborted) return request.answer ?? cancel(answer.body);
    // From here on the body is the reader's to cancel.
    request.answer = undefined;
    this.#response = answer;
    this.#origin = originOf(answer.url || this.#requested);
    this.#tell(INPUT.response, number, encode(answer.mimeType), answer.status, answer.retryAfter);
  }

  /**
   * An input of an attempt: none where there has been another since, or the EventSource is gone.
   *
   * @type {(code: number, attempt: number, bytes?: Uint8Array, number?: number, retryAfter?: number) => void}
   */
  #tell(code, attempt, bytes, number = 0, retryAfter = 0) {
    const now = Date.now();
    if (attempt !== this.#attempt) return;
    if (bytes) give(bytes);
    input(this.#number, code, attempt, now, number, retryAfter);
  }

  // Here and in what follows no function that waits has the options: those among them may hold the EventSource.
  async #prepare(/** @type {number} */ number, /** @type {AbortSignal} */ signal) {
    const attempt = { number, lastEventId: this.lastEventId ?? "", previousFailure: this.#failure, signal };
    // Functions of the user's may name what the constructor is still to return.
    await null;
    return this.#init(attempt);
  }

  #init(/** @type {import("./index.js").Attempt} */ attempt) {
    const options = this.#options();
    if (!options || attempt.signal.aborted) return {}; // What was closed meanwhile asks nobody.
    this.#isTheirs = Boolean(options.fetch);
    this.#requested = requestURL(this.#url, options, attempt.lastEventId);
    return requestInit(options, attempt);
  }

  #send(/** @type {RequestInit} */ init) {
    return (this.#options()?.fetch ?? globalThis.fetch)(this.#requested, init);
  }

  async #probe(/** @type {number} */ attempt) {
    const { signal } = /** @type {import("./request.js").Sent} */ (this.#request).controller;
    const code = (await isReachable(this.#requested, signal)) ? INPUT.reachable : INPUT.unreachable;
    if (!signal.aborted) this.#tell(code, attempt);
  }

  #disconnect() {
    // Cancelled as well as aborted: a user's own `fetch` may not know the signal.
    const [body, request] = [this.#reader ?? this.#response?.body, this.#request];
    // Dropped first, for both calls may run code of the user's that connects again. And not kept: the reason of
    // an aborted controller holds on to the stack of its `abort()`, and so to the caller.
    ignore(this.#read);
    this.#reader = this.#request = this.#chunk = this.#read = this.#wait = null;
    cancel(body);
    drop(request);
  }

  reader() {
    const attempt = this.#attempt;
    // It waits first, and so for the reader.
    this.#work(attempt).catch((cause) => this.#fail(attempt, cause));
    return (this.#reader = readerOf(/** @type {Answer} */ (this.#response).body));
  }

  arrives(/** @type {number} */ attempt, /** @type {Read} */ read) {
    if (this.#reads(attempt)) this.#read = this.#isTheirs ? copied(read) : read;
    else ignore(read);
  }

  #reads(/** @type {number} */ attempt) {
    return attempt === this.#attempt && this.#reader;
  }

  /**
   * Takes what the reads give, each when the events of the one before are dispatched. While it waits for one, it holds neither
   * a chunk nor the EventSource.
   */
  async #work(/** @type {number} */ attempt) {
    // Code that awaits `open` must see the events of the first chunk, which may be there already.
    await threeTurns();
    while (this.#reads(attempt) && this.#take(attempt, await this.#read)) {
      while (this.#chunk && this.#reads(attempt)) {
        let dispatchTheNext = this.#give(attempt, this.#chunk);
        if (!dispatchTheNext) continue;
        for (let left; (left = dispatchTheNext());) {
          // Deviation: the standard queues a task for each event. Code that awaits one event at a time must see the next.
          await settled;
          await settled;
          // The read that comes before another chunk's events is a turn, too.
          if (left > 1 || this.#chunk) await settled;
        }
        dispatchTheNext = null;
        if (this.#iterators.size > 0 && attempt === this.#attempt) {
          dispatchTheEvent(this.#number, attempt); // An ID behind the last event counts before it is waited for.
          ignore(this.#read);
          for (const iterator of this.#iterators) await iterator.room();
        }
        const turn = pagesTurn();
        if (turn) await turn;
        this.#tell(INPUT.dispatched, attempt);
      }
    }
  }

  /** Keeps the chunk that a read gave, or tells that there was none: then it gives nothing. */
  #take(/** @type {number} */ attempt, /** @type {Awaited<Read> | null} */ result) {
    if (!this.#reads(attempt)) return;
    const { done = true, value } = result ?? {};
    if (done) return this.#tell(INPUT.endOfBody, attempt);
    return (this.#chunk = value instanceof Uint8Array ? value : bytesOf(value));
  }

  /** A read was rejected, or its chunk is of no use. */
  async #fail(/** @type {number} */ attempt, /** @type {unknown} */ cause) {
    await staying();
    if (!this.#reads(attempt)) return;
    this.#cause = cause;
    this.#tell(INPUT.brokenBody, attempt);
  }

  /** Gives the engine the next piece of the chunk, and gives what dispatches its events, if there are any. */
  #give(/** @type {number} */ attempt, /** @type {Uint8Array} */ chunk) {
    const isLast = chunk.length <= PIECE;
    this.#chunk = isLast ? null : chunk.subarray(PIECE);
    this.#tell(isLast ? INPUT.lastBytes : INPUT.bytes, attempt, isLast ? chunk : chunk.subarray(0, PIECE));
    const dispatchTheNext = this.#dispatchTheNext;
    this.#dispatchTheNext = null;
    return dispatchTheNext;
  }

  #fireOpen() {
    this.#failure = null;
    dispatch(this.#target.deref(), openEvent(/** @type {Answer} */ (this.#response)));
  }

  #fireError(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    const details = this.#details(code, attempt, delay);
    this.#cause = undefined; // The next may have none.
    const ends = !details.willReconnect;
    this.#failure = failureError(details);
    if (ends) endAll(this.#iterators, false, code !== REASON.endOfStream && this.#failure);
    dispatch(this.#target.deref(), errorEvent(details, this.#options()));
    if (ends) this.update();
  }

  #diagnose(/** @type {number} */ code, line = "") {
    if (code === DIAGNOSTIC.unknownField && !isNews(line, this.#unknownNames)) return;
    diagnose(this.#options()?.onDiagnostic, code, this.#response?.url || this.#requested, line);
  }

  #asked(/** @type {import("./index.js").Failure} */ failure) {
    return this.#options()?.shouldReconnect?.(failure);
  }

  async #ask(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    let answer = INPUT.invalid;
    let wait = 0;
    this.#attempt = attempt; // Also where nothing was fetched (`scheme`).
    try {
      [answer, wait] = policyInput(await this.#asked(failureError(this.#details(code, attempt, delay))));
    } catch (cause) {
      if (attempt === this.#attempt) this.#cause = cause;
    }
    this.#tell(answer, attempt, undefined, wait);
  }

  dispatchTheEvents(/** @type {number} */ attempt, /** @type {number} */ parts) {
    // Once for the batch, which is worked on without a pause.
    const target = this.#target.deref();
    if (!target) return this.abandon();
    const batch = new Batch(this.#columns, parts);
    for (const line of batch.unknownFields && batch.unknownFields.split("\n")) {
      if (line && !this.isClosed) this.#diagnose(DIAGNOSTIC.unknownField, line);
    }
    this.#dispatchTheNext = dispatcherOf(target, this.#iterators, batch, this.#origin, this.#number, attempt);
  }

  /** Undefined where the EventSource is gone. */
  #options() {
    const target = this.#target.deref();
    return target && optionsOf.get(target);
  }

  #details(/** @type {number} */ code, /** @type {number} */ attempt, /** @type {number} */ delay) {
    return failureDetails(code, this.#response, this.#requested, this.#cause, attempt, delay);
  }
}
