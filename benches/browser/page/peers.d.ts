/** Installed by the benchmark's first run only: this is all that is used of them. */

type Source = import("./connect.js").Source;

declare module "eventsource" {
  export const EventSource: new (url: string) => Source;
}

declare module "extended-eventsource" {
  export const EventSource: new (url: string) => Source;
}

declare module "event-source-polyfill" {
  export const EventSourcePolyfill: new (url: string) => Source;
}

declare module "sse.js" {
  export const SSE: new (url: string) => Source;
}

declare module "@microsoft/fetch-event-source" {
  export function fetchEventSource(
    url: string,
    options: {
      signal: AbortSignal;
      openWhenHidden: boolean;
      onopen: () => Promise<void>;
      onmessage: (message: { data: string; id: string }) => void;
      onerror: (cause: unknown) => void;
    },
  ): Promise<void>;
}

declare module "eventsource-parser" {
  export interface EventSourceMessage {
    event?: string;
    id?: string;
    data: string;
  }
  export function createParser(callbacks: { onEvent: (event: EventSourceMessage) => void }): {
    feed(chunk: string): void;
  };
}
