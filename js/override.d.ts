/** Replaces `globalThis.EventSource`, so that code of others that passes options has them. */
import type { EventSourceOptions } from "./index.js";

declare global {
  interface EventSourceInit extends Omit<EventSourceOptions, "withCredentials"> {}
}
