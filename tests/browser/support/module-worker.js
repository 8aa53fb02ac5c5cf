import "./watch.js";
import "./worker-stream.js";

import { EventSource } from "/dist/index.js";

serveStreams(EventSource);
