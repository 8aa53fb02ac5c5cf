/** What `lookUp` knows. */
export const readyState = 0;
export const reconnectionTime = 1;
/** The address of its bytes; the next is their length. */
export const lastEventId = 2;
