/** The failure reasons that JavaScript has to know: places in the list of `js/failure.js`. */
export const endOfStream = 1;
export const status = 4;
export const contentType = 5;
export const options = 9;
export const engine = 10;
