/** What `input` takes. Constants, not an object: so the build puts the numbers in. */
export const open = 0;
export const close = 1;
export const reconnect = 2;
export const hide = 3;
export const show = 4;
export const hasten = 5;
export const suspend = 6;
export const resume = 7;
/** With the number of milliseconds. */
export const reconnectionTime = 8;
// Those of an attempt.
export const sent = 9;
export const networkError = 10;
export const optionsError = 11;
export const reachable = 12;
export const unreachable = 13;
export const endOfBody = 14;
export const brokenBody = 15;
/** With the status and what `Retry-After` asks for, and the content type as bytes. */
export const response = 16;
/** With bytes, behind which there are more of the same chunk. */
export const bytes = 17;
/** With bytes, after which the next read starts. */
export const lastBytes = 18;
/** The events of the batch are dispatched, and taken. */
export const dispatched = 19;
// What the user's policy says.
export const byDefault = 20;
export const fail = 21;
export const reestablish = 22;
/** With the number of milliseconds. */
export const reestablishAfter = 23;
export const invalid = 24;
