/** `eventsource-wasm/polyfill`: `globalThis.EventSource` where there is none. */
import { install } from "./install.js";

if (!globalThis.EventSource) install();
