import { EventSource } from "eventsource-wasm";

export function openWithToken(url, session) {
  let refused = 0;
  const source = new EventSource(url, {
    headers: () => ({ Authorization: `Bearer ${session.token}` }), // asked for every attempt
    async shouldReconnect({ status }) {
      if (status !== 401 || ++refused > 1) return undefined; // the default: a status is final
      await session.refresh(); // if it throws: an error event with reason "options", CLOSED
      return 0; // again at once
    },
  });
  source.addEventListener("open", () => (refused = 0));
  return source;
}
