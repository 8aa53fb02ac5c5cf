/** What `Engine.answer` takes. */
export const byDefault = 0;
export const fail = 1;
export const reestablish = 2;
export const reestablishAfter = 3;
export const invalid = 4;
