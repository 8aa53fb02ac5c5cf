import { EventSource } from "eventsource-wasm";

export function openWithTicket(url, newTicket) {
  return new EventSource(url, {
    async fetch(requested, init) {
      const ticketed = new URL(requested);
      ticketed.searchParams.set("ticket", await newTicket(init.signal));
      return fetch(ticketed, init);
    },
  });
}
