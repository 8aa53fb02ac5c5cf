/** Opens, reconnects and closes in every way, again and again; runs in Node and in pages. */

const next = (/** @type {EventTarget} */ source, /** @type {string} */ type) =>
  new Promise((resolve) => source.addEventListener(type, resolve, { once: true }));

/** @typedef {{ new (url: string, options?: object): any }} EventSourceClass */

/** @type {((EventSource: EventSourceClass, url: string) => Promise<void>)[]} one round each */
const ROUNDS = [
  async (EventSource, url) => {
    new EventSource(url).close();
  },
  async (EventSource, url) => {
    const source = new EventSource(url);
    await next(source, "message");
    source.close();
  },
  async (EventSource, url) => {
    const source = new EventSource(url, { heartbeatTimeout: 60_000, connectTimeout: 60_000 });
    await next(source, "open");
    source.reconnect();
    await next(source, "message");
    source.close();
  },
  async (EventSource, url) => {
    const source = new EventSource(url);
    source.reconnect();
    source.reconnect();
    await next(source, "message");
    source.close();
    source.reconnect();
    source.close();
  },
  // The server ends it, and the delay runs.
  async (EventSource, url) => {
    const source = new EventSource(`${url}?end`);
    await next(source, "error");
    source.close();
  },
  async (EventSource, url) => {
    const controller = new AbortController();
    const source = new EventSource(url, { signal: controller.signal });
    for await (const _message of source) controller.abort();
  },
];

/**
 * @param {EventSourceClass} EventSource
 * @param {string} url
 * @param {number} count
 */
export async function run(EventSource, url, count) {
  for (let n = 0; n < count; n += 1) {
    const round = /** @type {typeof ROUNDS[number]} */ (ROUNDS[n % ROUNDS.length]);
    await round(EventSource, url);
  }
}

/**
 * What an event of 2 MiB takes while its buffer doubles, in bytes. How a body is cut differs, and where no free place is
 * large enough for the next buffer the memory grows by that: twice in 150 objects at most.
 */
export const LARGE_BUFFER = 4 * 2 ** 20 + 2 ** 18;

/**
 * The engine's memory after ten objects and after thirty that each got an event of 2 MiB and were closed.
 *
 * @param {EventSourceClass} EventSource
 * @param {string} url
 * @param {{ memory(): { bytes: number } }} watched
 */
export async function closeAfterLargeEvents(EventSource, url, watched) {
  const sources = [];
  const sizes = [];
  for (let n = 0; n < 30; n += 1) {
    const source = new EventSource(url);
    sources.push(source);
    await next(source, "message");
    source.close();
    sizes.push(watched.memory().bytes);
  }
  if (sources.some(({ readyState }) => readyState !== 2)) throw new Error("not closed");
  // The first buffers differ; twenty events lie between the two.
  return { first: sizes[9] ?? NaN, last: sizes.at(-1) ?? NaN };
}
