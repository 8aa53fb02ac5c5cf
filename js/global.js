/** The classic `<script>` build: what `EventSourceWasm` holds. The page's own `EventSource` stays as it is. */
export { EventSource, TRANSIENT_STATUSES } from "./index.js";
