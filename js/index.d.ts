/// <reference lib="esnext.disposable" />

/**
 * A Server-Sent Events client with the interface of the standard's `EventSource` and more.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */

/** What to connect with. Every member is optional. Times are in milliseconds. */
export interface EventSourceOptions {
  /**
   * Whether credentials go along to other origins too (`credentials: "include"`). An explicit `credentials`
   * wins over it. Default: false.
   */
  withCredentials?: boolean | undefined;
  /**
   * Headers of every request, for instance `{ Authorization: "Bearer …" }`; a function is called anew for
   * every attempt. What it throws fails the connection with reason `options`.
   */
  headers?: HeadersInit | ((attempt: Attempt) => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * GET, or POST where `body` is given. Anything but GET is never sent again unless `shouldReconnect` says so.
   * Also PUT, PATCH, DELETE, OPTIONS and QUERY; in upper or lower case.
   */
  method?: string | undefined;
  /** The request's body; a function is called anew for every attempt. Not a ReadableStream: it cannot be sent again. */
  body?: BodyInit | null | ((attempt: Attempt) => BodyInit | null | Promise<BodyInit | null>) | undefined;
  /**
   * Used instead of the global `fetch`, with the URL and all that the request needs. `init.headers` are `Headers`;
   * `Accept`, `Last-Event-ID` and those that `headers` gives as an object are members of their own, too, spelled as there,
   * so that they can be spread: `{ ...init.headers, Authorization: "Bearer …" }`.
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Aborting it is `close()`, for good. Aborted before: CLOSED from the start, no request, no event. */
  signal?: AbortSignal | undefined;
  credentials?: RequestCredentials | undefined;
  mode?: RequestMode | undefined;
  cache?: RequestCache | undefined;
  redirect?: RequestRedirect | undefined;
  referrer?: string | undefined;
  referrerPolicy?: ReferrerPolicy | undefined;
  integrity?: string | undefined;
  keepalive?: boolean | undefined;
  priority?: "auto" | "high" | "low" | undefined;
  /** The last event ID string to start with: resumes from a stored place. Default: none. */
  lastEventId?: string | undefined;
  /** Sends the last event ID string as this URL query parameter, not as a header: spares the CORS preflight. */
  lastEventIdParameter?: string | undefined;
  /** The reconnection time until the stream sets another. Default: 3000. */
  reconnectionTime?: number | undefined;
  /** The cap of the back-off. Default: 30000; Infinity: none. */
  maxReconnectionTime?: number | undefined;
  /**
   * Asked on every failure, fatal ones too, save reason `engine`; its argument shows what happens by default.
   * `false` fails the connection, `true` reestablishes it after the default delay, a number after so many
   * milliseconds, and undefined is the default. Anything else, or what it throws, fails the connection with
   * reason `options`.
   */
  shouldReconnect?: ((failure: Failure) => ReconnectAnswer | Promise<ReconnectAnswer>) | undefined;
  /**
   * How long a response may take, and the functions for `headers` and `body` before it. Firefox has none before the
   * first byte of the body: let the server send `:\n` at once. Default: no limit.
   */
  connectTimeout?: number | undefined;
  /** How long the stream may be silent (any byte counts) until it is reestablished. Default: no limit. */
  heartbeatTimeout?: number | undefined;
  /**
   * Whether there is no connection (readyState CONNECTING, no event) while the document is hidden. A request
   * other than GET goes on. Default: false.
   */
  pauseWhenHidden?: boolean | undefined;
  /** The most bytes that one event may hold; past it the connection fails with reason `too-large`. Default: 64 MiB. */
  maxEventBytes?: number | undefined;
  /**
   * Told what may be wrong with the server where a stream stays silent. What it throws goes nowhere. Default: none,
   * which costs no time.
   */
  onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
}

/**
 * A hint for a stream that stays silent; `message` names the cause and the remedy.
 *
 * - `unknown-field`: a line that is no field of the standard is ignored; once per name and object.
 * - `incomplete-event`: the stream ended inside an event, which is lost.
 * - `arrived-at-once`: more than one event, all in the last 200 ms of a request that took over 2 s: a proxy that
 *   buffers, or compression that is never flushed.
 * - `cors`, `content-type`: with the failure of that name.
 */
export interface Diagnostic {
  readonly code: "unknown-field" | "incomplete-event" | "arrived-at-once" | "cors" | "content-type";
  readonly message: string;
  /** The response's URL, else the requested one. */
  readonly url: string;
  /** The line, of `unknown-field`. */
  readonly line?: string;
}

/** What `shouldReconnect` may answer. */
export type ReconnectAnswer = boolean | number | void;

/** One request that is to be made. */
export interface Attempt {
  /** From 1, for the life of the object. */
  readonly number: number;
  /** The last event ID string. */
  readonly lastEventId: string;
  /** The failure that led to it; null on the first, and where a connection that was open was dropped without one. */
  readonly previousFailure: Failure | null;
  /** Aborted when the attempt is given up. */
  readonly signal: AbortSignal;
}

/**
 * Why a connection ended. The first four are reestablished by default, the others fail it for good.
 *
 * - `network`: `fetch` or reading the body was rejected.
 * - `end-of-stream`: the server ended the response.
 * - `heartbeat`: nothing came for `heartbeatTimeout`.
 * - `connect-timeout`: there was no response within `connectTimeout`.
 * - `status`: the status is not 200.
 * - `content-type`: the response is not `text/event-stream`.
 * - `cors`: the server answers, and its CORS headers do not let the page read the response.
 * - `scheme`: the URL's scheme cannot carry an event stream.
 * - `too-large`: one event outgrew `maxEventBytes`.
 * - `options`: a function among the options, other than `fetch`, threw, or gave what cannot be used.
 * - `engine`: the engine cannot be loaded; `message` says why.
 */
export type FailureReason =
  | "network"
  | "end-of-stream"
  | "heartbeat"
  | "connect-timeout"
  | "status"
  | "content-type"
  | "cors"
  | "scheme"
  | "too-large"
  | "options"
  | "engine";

/** What is known of a failure. */
export interface FailureDetails {
  readonly reason: FailureReason;
  /** The same in words. */
  readonly message: string;
  /** What the promise was rejected with, where there was one. */
  readonly cause: unknown;
  /** The response's status; 0 without one. */
  readonly status: number;
  readonly statusText: string;
  /** The response's headers, as far as CORS lets them be seen; null without a response. */
  readonly headers: Headers | null;
  /** The response's URL; without one the URL requested. */
  readonly url: string;
  /** Which attempt this was: from 1, for the life of the object. */
  readonly attempt: number;
  /** Whether the connection will be reestablished. */
  readonly willReconnect: boolean;
  /** Milliseconds until then; 0 where it will not be. */
  readonly delay: number;
}

/** A failure as an Error: given to functions, thrown by iterators. */
export interface Failure extends Error, FailureDetails {
  readonly message: string;
  readonly cause: unknown;
}

/** Every `error` event of the connection. One that the server sends (`event: error`) is a message: `data`, no `reason`. */
export interface EventSourceErrorEvent extends Event, FailureDetails {}

/** Every `open` event: what the response said. */
export interface EventSourceOpenEvent extends Event {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly redirected: boolean;
}

interface EventMap {
  open: EventSourceOpenEvent;
  error: EventSourceErrorEvent;
}

type EventOf<T extends string> = T extends keyof EventMap ? EventMap[T] : MessageEvent<string>;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface */
export class EventSource extends EventTarget {
  /**
   * Connects to `url` at once.
   *
   * @throws {DOMException} a SyntaxError where `url` is not a valid URL
   * @throws {TypeError} where an option is not what it has to be
   */
  constructor(url: string | URL, options?: EventSourceOptions);

  static readonly CONNECTING: 0;
  static readonly OPEN: 1;
  static readonly CLOSED: 2;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSED: 2;

  /**
   * The events of a stream or response that is there already. It has no reconnection: at its end there is
   * an `error` event with reason `end-of-stream`, and `reconnect()` throws an InvalidStateError.
   *
   * @throws {TypeError} where the stream is locked
   */
  static from(source: ReadableStream<Uint8Array> | Response): EventSource;

  /** Which build of the engine runs: WebAssembly, or its translation to JavaScript; null until a `new` has loaded it. */
  static readonly engine: "wasm" | "js" | null;

  /** `Symbol.for("eventsource.supports-fetch-override")`, by which users of npm's eventsource see that `fetch` is an option. */
  static readonly [feature: symbol]: true;

  /** CONNECTING (0), OPEN (1) or CLOSED (2). */
  readonly readyState: number;
  /** The URL given to the constructor, resolved; a redirect does not change it. */
  readonly url: string;
  /** The option of that name. */
  readonly withCredentials: boolean;
  /** The last event ID string: what a reconnection tells the server. */
  readonly lastEventId: string;
  /**
   * The reconnection time in milliseconds: 3000, or what the stream's last `retry` field said.
   *
   * @throws {TypeError} when set to anything but a finite number, 0 or more
   */
  reconnectionTime: number;

  onopen: ((event: Event & Partial<EventSourceOpenEvent>) => any) | null;
  onmessage: ((event: MessageEvent<any>) => any) | null;
  onerror: ((event: Event & Partial<EventSourceErrorEvent>) => any) | null;

  /** Closes the connection. No event is dispatched any more, also not the rest of what has arrived. */
  close(): void;
  /**
   * Drops the connection and connects again at once, behind the last event that was dispatched; no event is fired for it.
   * Revives a CLOSED one too. What `close()` dropped from an iterator was dispatched, and does not come again.
   *
   * @throws the reason of the option `signal` where that is aborted
   */
  reconnect(): void;
  /**
   * Every message, whatever its type, from now on. Ends on `close()` and where a body ends that is not
   * reestablished; throws the {@link Failure} of any other final failure. What the consumer has not taken is
   * held; past 1 MiB the body is not read further until it has. The abort of `signal` drops it, also behind the end.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<MessageEvent<string>>;
  /** `close()`; where the engine knows `Symbol.dispose`. */
  [Symbol.dispose](): void;

  addEventListener<T extends string>(
    type: T,
    listener: (this: EventSource, event: EventOf<T>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<T extends string>(
    type: T,
    listener: { handleEvent(event: EventOf<T>): unknown } | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<T extends string>(
    type: T,
    listener: (this: EventSource, event: EventOf<T>) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<T extends string>(
    type: T,
    listener: { handleEvent(event: EventOf<T>): unknown } | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** One event of a stream. */
export interface ServerSentEvent {
  /** The event's type; "message" where the stream names none. */
  readonly type: string;
  readonly data: string;
  /** The last event ID string as of this event. */
  readonly lastEventId: string;
}

/** Statuses that are worth another attempt, for a policy of one's own: 408 425 429 500 502 503 504. */
export const TRANSIENT_STATUSES: readonly number[];
