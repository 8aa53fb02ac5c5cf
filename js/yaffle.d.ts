/**
 * The names, options and defaults of npm's event-source-polyfill 1.0.31, on this package's engine: let your
 * bundler take `eventsource-wasm/yaffle` for `event-source-polyfill`. What differs is in `docs/migration.md`.
 */
import type {
  Attempt,
  EventSourceErrorEvent,
  EventSourceOpenEvent,
  EventSourceOptions,
  EventSource as RootEventSource,
} from "./index.js";

/** The options of event-source-polyfill, and all others of this package. */
export interface EventSourcePolyfillInit extends Omit<EventSourceOptions, "headers" | "heartbeatTimeout"> {
  /** Read anew for every attempt, from the instance's `headers`. */
  headers?: HeadersInit | ((attempt: Attempt) => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * How long the server may be silent, before its response too. At least 1000; Infinity: no limit.
   * Default: 45000. `connectTimeout` is the same unless it is given.
   */
  heartbeatTimeout?: number | undefined;
  /** The query parameter that the last event ID string is sent as. Default: "lastEventId". */
  lastEventIdQueryParameterName?: string | undefined;
  /** Ignored: the transport is `fetch`. */
  Transport?: unknown;
}

/** Every `error` event: has a `status` where a response was refused, and an `error` otherwise. */
export interface EventSourcePolyfillErrorEvent extends Omit<
  EventSourceErrorEvent,
  "status" | "statusText" | "headers"
> {
  /** What happened, unless it is the response; undefined too where the server has ended the stream. */
  readonly error?: Error | undefined;
  /** Of a response with another status than 200, or another type. */
  readonly status?: number | undefined;
  readonly statusText?: string | undefined;
  readonly headers?: Headers | null | undefined;
}

interface EventMap {
  open: EventSourceOpenEvent;
  error: EventSourcePolyfillErrorEvent;
}

type Listener<E> = ((this: EventSourcePolyfill, event: E) => unknown) | { handleEvent(event: E): unknown };

/** With a reconnection time of 1 s, and 16 s as its cap, unless the options say otherwise. */
export class EventSourcePolyfill extends RootEventSource {
  constructor(url: string | URL, options?: EventSourcePolyfillInit);

  /** What every attempt sends: may be set, and what is in it changed. */
  headers: NonNullable<EventSourcePolyfillInit["headers"]>;

  onerror: ((event: Event & Partial<EventSourcePolyfillErrorEvent>) => any) | null;

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

type PageEvent = globalThis.Event;
type PageMessageEvent<T = any> = globalThis.MessageEvent<T>;
type PageListener = globalThis.EventListener;
type PageListenerObject = globalThis.EventListenerObject;
/** What `@types/event-source-polyfill` exports besides: the page's own types. */
export type {
  PageEvent as Event,
  PageListener as EventListener,
  PageListenerObject as EventListenerObject,
  PageMessageEvent as MessageEvent,
};
export interface EventSourceEventMap extends EventMap {
  message: MessageEvent<string>;
}
export type EventListenerOrEventListenerObject = PageListener | PageListenerObject;
export type EventSourceConstructor = typeof globalThis.EventSource;

/** The class of the page, as it was when this module was loaded; undefined where there is none. */
export const NativeEventSource: typeof globalThis.EventSource | undefined;

/** The page's class where there is one, as event-source-polyfill has it. */
export const EventSource: typeof globalThis.EventSource;
