/** The browser's own class, to see whether the tests of the standard's behaviour are right. */
export const { EventSource } = globalThis;
export const TRANSIENT_STATUSES = [];
