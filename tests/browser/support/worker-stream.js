/** What the workers of workers.test.js do: on a message open a stream, and tell what came of it. Classic or module. */

/**
 * @typedef {object} Job
 * @property {string} url
 * @property {object} [options]
 * @property {number} count after so many messages the stream is closed
 */

globalThis.serveStreams = (/** @type {typeof EventSource} */ EventSource) => {
  const answer = (/** @type {MessageEvent<Job>} */ { data: job, ports: [port] }) => {
    const source = new EventSource(job.url, job.options);
    /** @type {unknown[][]} */
    const events = [];
    let messages = 0;
    for (const type of ["open", "message", "error"]) {
      source.addEventListener(type, (/** @type {any} */ event) => {
        const { data, origin, lastEventId } = event;
        events.push([type, source.readyState, data, origin, lastEventId]);
        if (type !== "message" || (messages += 1) < job.count) return;
        source.close();
        // Some time for what should not be.
        setTimeout(() => {
          const { readyState, url, withCredentials } = source;
          const real = event instanceof MessageEvent;
          port.postMessage({
            events,
            real,
            readyState,
            url,
            withCredentials,
            complaints: globalThis.complaints,
          });
        }, 50);
      });
    }
  };
  // A dedicated or a service worker; a shared one.
  addEventListener("message", answer);
  addEventListener("connect", ({ ports: [port] }) => (port.onmessage = answer));
};
