/** The inputs that `Engine.command` takes. Constants, not an object: so the build puts the numbers in. */
export const open = 0;
export const close = 1;
export const reconnect = 2;
export const hide = 3;
export const show = 4;
export const hasten = 5;
export const suspend = 6;
export const resume = 7;
