/** How a contender is run. */

/**
 * @typedef {object} Ears
 * @property {() => void} opened
 * @property {(data: string, lastEventId: string) => void} hear for each event
 * @property {() => void} ended where the contender dispatches no events: the bytes are through
 * @property {(cause: unknown) => void} failed
 *
 * @typedef {object} Expected what is going to come
 * @property {number} bytes
 * @property {number} events
 *
 * @typedef {(url: string, ears: Ears, expected: Expected) => () => void} Connect gives a function that ends it
 *
 * @typedef {{ data: string, lastEventId: string }} Message
 * @typedef {object} Source what is common to the native class and to those that are like it
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 * @property {() => void} close
 */

/** One listener, which reads the data and the last event ID. @returns {Connect} */
export function connectWith(/** @type {new (url: string) => Source} */ EventSource) {
  return (url, { opened, hear, failed }) => {
    const source = new EventSource(url);
    source.addEventListener("open", opened);
    source.addEventListener("message", (/** @type {Message} */ event) => hear(event.data, event.lastEventId));
    // None is expected: the server keeps the stream open.
    source.addEventListener("error", failed);
    return () => source.close();
  };
}
