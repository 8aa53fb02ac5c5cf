/** `eventsource-wasm/override`: `globalThis.EventSource` is this package's, for code that is not one's own. */
import { install } from "./install.js";

install();
