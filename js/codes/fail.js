/** What `Engine.fail` takes. */
export const network = 0;
export const options = 1;
export const reachable = 2;
export const unreachable = 3;
