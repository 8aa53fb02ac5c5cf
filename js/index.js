/** The package's root entry. */
export { EventSource } from "./event-source.js";

/** Statuses that are worth another attempt, for a policy of one's own. */
export const TRANSIENT_STATUSES = Object.freeze([408, 425, 429, 500, 502, 503, 504]);
