// Resolved through the package's own `exports`, as a user's import is.
import { EventSource, TRANSIENT_STATUSES } from "eventsource-wasm";
import type {
  Attempt,
  EventSourceErrorEvent,
  EventSourceOpenEvent,
  EventSourceOptions,
  Failure,
  FailureDetails,
  FailureReason,
} from "eventsource-wasm";

// An instance is what lib.dom calls one, and so is the class.
const native: globalThis.EventSource = new EventSource("https://example.org/");
const made = new EventSource(new URL("https://example.org/"), { withCredentials: true });
made satisfies globalThis.EventSource;
native.onerror = (event: Event) => void event;

made.onopen = ({ status }) => void (status satisfies number | undefined);
made.onerror = ({ reason }) => void (reason satisfies FailureReason | undefined);
made.onmessage = ({ data, lastEventId, origin }) => void [data, lastEventId, origin];
made.addEventListener("open", (event) => void (event satisfies EventSourceOpenEvent));
made.addEventListener("error", (event) => void (event satisfies EventSourceErrorEvent));
made.addEventListener("message", (event) => void (event.data satisfies string));
made.addEventListener("tick", (event) => void (event.data satisfies string), { once: true });
made.addEventListener("tick", { handleEvent: (event) => void (event.data satisfies string) });
made.removeEventListener("tick", null);
made.addEventListener("error", (event) => {
  const { attempt, cause, delay, headers, message, reason, status, statusText, url, willReconnect } = event;
  const details: FailureDetails = event;
  void [
    attempt,
    cause,
    delay,
    headers?.get("x"),
    message,
    reason,
    status,
    statusText,
    url,
    willReconnect,
    details,
  ];
});

const [connecting, open, closed]: [0, 1, 2] = [EventSource.CONNECTING, EventSource.OPEN, made.CLOSED];
void [connecting, open, closed, made.readyState, made.url, made.lastEventId, made.reconnectionTime];
made.reconnectionTime = 100;
made.reconnect();
made.close();
made[Symbol.dispose]();
EventSource.from(new Response("")).close();
EventSource.from(new ReadableStream<Uint8Array>()).close();
EventSource.engine satisfies string | null;
TRANSIENT_STATUSES.includes(503);

const options: EventSourceOptions = {
  headers: async ({ number, lastEventId, previousFailure, signal }: Attempt) => {
    void [signal.aborted, previousFailure?.reason, lastEventId];
    return { "X-Attempt": `${number}` };
  },
  method: "POST",
  body: () => JSON.stringify({}),
  fetch: (url, init) => fetch(url, init),
  signal: AbortSignal.timeout(1000),
  credentials: "include",
  mode: "cors",
  cache: "no-store",
  redirect: "follow",
  referrer: "",
  referrerPolicy: "no-referrer",
  integrity: "",
  keepalive: true,
  priority: "high",
  lastEventId: "7",
  lastEventIdParameter: "lastEventId",
  reconnectionTime: 1000,
  maxReconnectionTime: Infinity,
  connectTimeout: 5000,
  heartbeatTimeout: 5000,
  pauseWhenHidden: true,
  maxEventBytes: 1e6,
  shouldReconnect: (failure: Failure) => (failure.status === 401 ? true : undefined),
};
void new EventSource("/", options);
void new EventSource("/", { shouldReconnect: async ({ delay }) => delay * 2 });
void new EventSource("/", { shouldReconnect: () => {} });
void new EventSource("/", { headers: [["a", "b"]] });
void new EventSource("/", { headers: new Headers() });

async function iterate() {
  for await (const { data, type } of made) void [data satisfies string, type];
}
void iterate;

// @ts-expect-error a URL is required
void new EventSource();
// @ts-expect-error no such option
void new EventSource("/", { header: {} });
// @ts-expect-error a number is no body
void new EventSource("/", { body: () => 7 });
// @ts-expect-error read-only
made.url = "";
// @ts-expect-error not a string
void new EventSource("/", { shouldReconnect: () => "yes" });

const supportsFetch: true | undefined = EventSource[Symbol.for("eventsource.supports-fetch-override")];
void supportsFetch;
