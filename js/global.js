/** The classic `<script>` build, which may be loaded as a module too. The page's own `EventSource` stays as it is. */
import { EventSource, TRANSIENT_STATUSES } from "./index.js";

Object.assign(globalThis, { EventSourceWasm: { EventSource, TRANSIENT_STATUSES } });
