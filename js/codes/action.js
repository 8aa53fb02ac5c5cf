/** What the engine asks its host to do, one thing at a time. */
/** Abort the request, and cancel its body. */
export const disconnect = 0;
/** Start the request of an attempt. */
export const fetch = 1;
/** Find out whether the server answers at all. */
export const probe = 2;
/** Fire `open`. */
export const fireOpen = 3;
// What follows it: tell the user's function of a hint, whose code is added.
/** Ask the user's policy, with the code of a reason and the delay. */
export const ask = 8;
/** Fire `error`, with the same. */
export const fireError = 9;
