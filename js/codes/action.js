/** What the engine asks its host to do, one thing at a time. */
/** Abort the request, and cancel its body. */
export const disconnect = 0;
/** Start the request of an attempt. */
export const fetch = 1;
/** Find out whether the server answers at all. */
export const probe = 2;
/** Fire `open`. */
export const fireOpen = 3;
/** Fire `error`, with the code of its reason and the delay. */
export const fireError = 4;
/** Ask the user's policy, with the same. */
export const ask = 5;
/** Tell the user's function of a hint, by its code. */
export const diagnose = 6;
