// The entries besides the root, as a user imports them.
import type { Failure, EventSource as Root, ServerSentEvent as RootEvent } from "eventsource-wasm";
import { EventSource as External, init } from "eventsource-wasm/external";
import { EventSource as NoWasm } from "eventsource-wasm/no-wasm";
import "eventsource-wasm/override";
import "eventsource-wasm/polyfill";
import { EventSourceStream, readEvents, type ServerSentEvent } from "eventsource-wasm/stream";
import {
  EventSource,
  EventSourcePolyfill,
  type Event as PolyfillEvent,
  type EventListenerOrEventListenerObject,
  type EventSourceConstructor,
  type EventSourceEventMap,
  type EventSourcePolyfillErrorEvent,
  type EventSourcePolyfillInit,
  NativeEventSource,
} from "eventsource-wasm/yaffle";

const events: AsyncIterable<ServerSentEvent> = readEvents(new Response(""));
readEvents(new ReadableStream<Uint8Array>()) satisfies AsyncGenerator<ServerSentEvent, void, undefined>;
// @ts-expect-error a stream of text is none of bytes
readEvents(new ReadableStream<string>());
// The same type by both names.
void ((event: RootEvent) => event satisfies ServerSentEvent);
try {
  for await (const { type, data, lastEventId } of events) void [type, data, lastEventId] satisfies unknown;
} catch (error) {
  (error as Failure).reason satisfies string;
}

const stream: TransformStream<Uint8Array, ServerSentEvent> = new EventSourceStream();
void stream;
const { body } = new Response("");
body?.pipeThrough(new EventSourceStream()) satisfies ReadableStream<ServerSentEvent> | undefined;
// @ts-expect-error it has no options
void new EventSourceStream({});

const options: EventSourcePolyfillInit = {
  headers: { Authorization: "Bearer 1" },
  withCredentials: true,
  heartbeatTimeout: 60_000,
  lastEventIdQueryParameterName: "Last-Event-Id",
  Transport: XMLHttpRequest,
  shouldReconnect: ({ status }) => status === 503,
};
const source = new EventSourcePolyfill("/events", options);
source satisfies globalThis.EventSource;
source.headers = { Authorization: "Bearer 2" };
source.onopen = ({ status }) => void status;
source.onerror = ({ status, error, reason }) => void [status, error?.message, reason];
source.onmessage = ({ data }) => void data;
source.addEventListener("error", (event) => void (event satisfies EventSourcePolyfillErrorEvent).error);
source.addEventListener("error", ({ status, statusText, headers }) => {
  status satisfies number | undefined;
  void [statusText, headers?.get("x")];
});
source.addEventListener(
  "open",
  ({ status, statusText, headers }) => void [status, statusText, headers.get("x")],
);
source.addEventListener("tick", ({ data }) => void (data satisfies string));
// What `@types/event-source-polyfill` exports.
const listener: EventListenerOrEventListenerObject = (event: PolyfillEvent) => void event.type;
source.addEventListener("message", listener);
const kept: EventSourceConstructor = EventSource;
void ((event: EventSourceEventMap["message"], Kept = kept) => [event.data satisfies string, new Kept("/")]);
// @ts-expect-error not a number of milliseconds
void new EventSourcePolyfill("/events", { heartbeatTimeout: "60000" });

const Chosen: typeof globalThis.EventSource = NativeEventSource ?? EventSourcePolyfill;
void [new Chosen("/events"), new EventSource("/events", { withCredentials: true })];

// The entries that differ in how the engine is loaded have the same class.
init() satisfies Promise<void>;
void [init("/engine.wasm"), init(new URL("https://a.example/engine.wasm")), init(new Uint8Array())];
const own: Root = new External("/events", { headers: { a: "b" } });
void [own, new NoWasm("/events") satisfies Root];
External.engine satisfies "wasm" | "js" | null;
// With "override" the page's class has the options.
void new globalThis.EventSource("/events", { headers: { Authorization: "Bearer 1" }, withCredentials: true });
