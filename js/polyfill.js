/** `eventsource-wasm/polyfill`: `globalThis.EventSource` where there is none. */
import { install } from "./install.js";

if (!("EventSource" in globalThis)) install();
