// Each option takes what it is for, and nothing else; each fact has its type, and cannot be set.
import { EventSource, TRANSIENT_STATUSES } from "eventsource-wasm";
import type {
  Attempt,
  EventSourceErrorEvent,
  EventSourceOpenEvent,
  EventSourceOptions,
  Failure,
  FailureReason,
  ReconnectAnswer,
} from "eventsource-wasm";

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

// The request.
({ withCredentials: true }) satisfies EventSourceOptions;
({ headers: { Authorization: "Bearer" } }) satisfies EventSourceOptions;
({ headers: ({ number }) => ({ "X-Attempt": `${number}` }) }) satisfies EventSourceOptions;
({ headers: async ({ lastEventId }) => [["X-ID", lastEventId]] }) satisfies EventSourceOptions;
({ body: new Blob([]) }) satisfies EventSourceOptions;
({ body: () => new URLSearchParams() }) satisfies EventSourceOptions;
({ body: async () => null }) satisfies EventSourceOptions;
({ fetch }) satisfies EventSourceOptions;
({ fetch: async (url, init) => new Response(url + init.method) }) satisfies EventSourceOptions;
({ fetch: async (url: string, init?: RequestInit) => fetch(url, init) }) satisfies EventSourceOptions;
// @ts-expect-error
({ withCredentials: "yes" }) satisfies EventSourceOptions;
// @ts-expect-error
({ headers: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ headers: () => 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ method: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ fetch: () => "text" }) satisfies EventSourceOptions;
// @ts-expect-error
({ signal: {} }) satisfies EventSourceOptions;
// @ts-expect-error
({ credentials: "some" }) satisfies EventSourceOptions;
// @ts-expect-error
({ mode: "some" }) satisfies EventSourceOptions;
// @ts-expect-error
({ cache: "some" }) satisfies EventSourceOptions;
// @ts-expect-error
({ redirect: "some" }) satisfies EventSourceOptions;
// @ts-expect-error
({ referrer: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ referrerPolicy: "some" }) satisfies EventSourceOptions;
// @ts-expect-error
({ integrity: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ keepalive: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ priority: "some" }) satisfies EventSourceOptions;

// The last event ID.
// @ts-expect-error
({ lastEventId: 7 }) satisfies EventSourceOptions;
// @ts-expect-error
({ lastEventIdParameter: true }) satisfies EventSourceOptions;

// The policy.
({ shouldReconnect: ({ status }) => TRANSIENT_STATUSES.includes(status) }) satisfies EventSourceOptions;
({ shouldReconnect: async () => 1000 }) satisfies EventSourceOptions;
({ shouldReconnect: () => undefined }) satisfies EventSourceOptions;
// @ts-expect-error
({ shouldReconnect: () => "1000" }) satisfies EventSourceOptions;
// @ts-expect-error
({ shouldReconnect: true }) satisfies EventSourceOptions;
// @ts-expect-error
({ reconnectionTime: "1000" }) satisfies EventSourceOptions;
// @ts-expect-error
({ maxReconnectionTime: "1000" }) satisfies EventSourceOptions;
// @ts-expect-error
({ connectTimeout: "1000" }) satisfies EventSourceOptions;
// @ts-expect-error
({ heartbeatTimeout: "1000" }) satisfies EventSourceOptions;
// @ts-expect-error
({ pauseWhenHidden: 1 }) satisfies EventSourceOptions;
// @ts-expect-error
({ maxEventBytes: "1000" }) satisfies EventSourceOptions;

// What functions and listeners get.
holds<Exactly<Attempt["number"], number>>();
holds<Exactly<Attempt["lastEventId"], string>>();
holds<Exactly<Attempt["previousFailure"], Failure | null>>();
holds<Exactly<Attempt["signal"], AbortSignal>>();
holds<Exactly<ReconnectAnswer, boolean | number | void>>();
declare const failure: Failure;
failure satisfies Error;
for (const facts of [failure, {} as EventSourceErrorEvent]) {
  facts.reason satisfies FailureReason;
  facts.message satisfies string;
  facts.cause satisfies unknown;
  facts.status satisfies number;
  facts.statusText satisfies string;
  facts.headers satisfies Headers | null;
  facts.url satisfies string;
  facts.attempt satisfies number;
  facts.willReconnect satisfies boolean;
  facts.delay satisfies number;
  // @ts-expect-error
  facts.delay = 1;
}
declare const open: EventSourceOpenEvent;
open satisfies Event;
holds<Exactly<typeof open.status, number>>();
holds<Exactly<typeof open.statusText, string>>();
holds<Exactly<typeof open.headers, Headers>>();
holds<Exactly<typeof open.url, string>>();
holds<Exactly<typeof open.redirected, boolean>>();

/** Fails to compile where a reason is missing, or one more. */
const REASONS: Record<FailureReason, true> = {
  network: true,
  "end-of-stream": true,
  heartbeat: true,
  "connect-timeout": true,
  status: true,
  "content-type": true,
  cors: true,
  scheme: true,
  "too-large": true,
  options: true,
  engine: true,
};
void REASONS;

// The object.
declare const source: EventSource;
holds<Exactly<typeof source.lastEventId, string>>();
holds<Exactly<typeof source.reconnectionTime, number>>();
holds<Exactly<typeof source.url, string>>();
holds<Exactly<typeof TRANSIENT_STATUSES, readonly number[]>>();
source[Symbol.asyncIterator]() satisfies AsyncIterator<MessageEvent<string>>;
EventSource.from({} as ReadableStream<Uint8Array> | Response) satisfies EventSource;
// @ts-expect-error
source.lastEventId = "7";
// @ts-expect-error
source.reconnectionTime = "7";
// @ts-expect-error
EventSource.from("data: a");
// @ts-expect-error
EventSource.engine = "wasm";
// @ts-expect-error
TRANSIENT_STATUSES.push(418);
// @ts-expect-error
source.addEventListener("error", (event: { reason: number }) => event);
({
  onDiagnostic: ({ code, message, url, line }) => void [code, message.length, url.length, line?.length],
}) satisfies EventSourceOptions;
