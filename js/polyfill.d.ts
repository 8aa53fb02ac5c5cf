/** Sets `globalThis.EventSource` where there is none. */
import "./index.js";
