import { fetchEventSource } from "@microsoft/fetch-event-source";

/** Calls back with plain objects: no event is dispatched. @type {import("../connect.js").Connect} */
export function connect(url, { opened, hear, failed }) {
  const request = new AbortController();
  fetchEventSource(url, {
    signal: request.signal,
    openWhenHidden: true,
    onopen: async () => opened(),
    onmessage: ({ data, id }) => hear(data, id),
    onerror: (cause) => {
      failed(cause);
      throw cause;
    },
  }).catch(failed);
  return () => request.abort();
}
