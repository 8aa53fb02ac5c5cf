import { EventSource } from "./index.js";

/** As Web IDL defines the global property of an interface. */
export function install() {
  const descriptor = { value: EventSource, writable: true, configurable: true };
  Object.defineProperty(globalThis, "EventSource", descriptor);
}
