/**
 * A Server-Sent Events client with the interface of the standard's `EventSource` and more.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */

/** What to connect with. Every member is optional. */
export interface EventSourceOptions {
  /** Whether credentials go along to other origins too (`credentials: "include"`). Default: false. */
  withCredentials?: boolean | undefined;
  /** Headers of every request, for instance `{ Authorization: "Bearer …" }`. */
  headers?: HeadersInit | undefined;
  /** Used instead of the global `fetch`, with the URL and all that the request needs. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Aborting it is `close()`, for good. Aborted before: CLOSED from the start, no request, no event. */
  signal?: AbortSignal | undefined;
  /** The last event ID string to start with: resumes from a stored place. Default: none. */
  lastEventId?: string | undefined;
}

/**
 * Why a connection ended. The first two are reestablished, the others fail the connection for good.
 *
 * - `network`: `fetch` or reading the body was rejected.
 * - `end-of-stream`: the server ended the response.
 * - `status`: the status is not 200.
 * - `content-type`: the response is not `text/event-stream`.
 * - `cors`: the server answers, and its CORS headers do not let the page read the response.
 * - `scheme`: the URL's scheme cannot carry an event stream.
 * - `too-large`: one event outgrew 64 MiB.
 * - `engine`: WebAssembly is missing or forbidden.
 */
export type FailureReason =
  "network" | "end-of-stream" | "status" | "content-type" | "cors" | "scheme" | "too-large" | "engine";

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

/** Every `error` event. */
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

type Listener<E> = ((this: EventSource, event: E) => unknown) | { handleEvent(event: E): unknown };

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

  /** Which build of the engine runs; null before the first `new`. */
  static readonly engine: "wasm" | null;

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
   * Drops the connection and connects again at once; no event is fired for it. Revives a CLOSED one too.
   *
   * @throws the reason of the option `signal` where that is aborted
   */
  reconnect(): void;

  addEventListener<T extends string>(
    type: T,
    listener: Listener<T extends keyof EventMap ? EventMap[T] : MessageEvent<string>> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<T extends string>(
    type: T,
    listener: Listener<T extends keyof EventMap ? EventMap[T] : MessageEvent<string>> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Statuses that are worth another attempt, for a policy of one's own: 408 425 429 500 502 503 504. */
export const TRANSIENT_STATUSES: readonly number[];
