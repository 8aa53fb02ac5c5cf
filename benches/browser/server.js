/** Serves the page, the streams, and what a page cannot measure by itself. */

import { once } from "node:events";
import { createServer } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { ROOT } from "../../scripts/run.js";
import { busiest, peakOf, resetPeak, threadTime, threadTimes } from "./threads.js";

/** @typedef {import("./threads.js").Thread} Thread */
/** @typedef {import("node:http").ServerResponse} Response */

/**
 * @typedef {"whole" | "pieces" | "slow"} Pace whole: as fast as it goes; pieces: a write of its own for each;
 *   slow: and a millisecond between two, so that each arrives by itself
 * @typedef {Pick<import("../workloads.js").Workload, "events" | "ends">} Inside
 * @typedef {{ pieces: Buffer[], pace: Pace, inside?: Inside }} Stream
 */

const TYPES = { js: "text/javascript; charset=utf-8", wasm: "application/wasm", html: "text/html" };

export class BenchServer {
  /** Whether a stream is under way. */
  sending = false;
  /** @type {unknown} What the next page is told to do. */
  session = null;
  /** @type {Stream} What /stream answers. */
  stream = { pieces: [], pace: "whole" };
  /** @type {Thread | null} The page's main thread. */
  thread = null;
  /** @type {Map<string, Uint8Array>} The scripts of the page, by path. */
  #files;
  #page = 0;
  #reported = (/** @type {any} */ _report) => {};
  /** @type {Map<string, number>} */
  #waited = new Map();
  /** @type {Map<string, number>} */
  #before = new Map();
  #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });

  constructor(/** @type {Map<string, Uint8Array>} */ files) {
    this.#files = files;
  }

  async start() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * Tells the next page what to do.
   *
   * @param {object} session
   * @returns {{ path: string, report: Promise<any> }} where it is, and what it reports
   */
  nextPage(session) {
    this.session = session;
    this.thread = null;
    const report = new Promise((resolve) => (this.#reported = resolve));
    return { path: `/?${++this.#page}`, report };
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {Response} response
   */
  async #answer(request, response) {
    const [path = "", page] = /** @type {string} */ (request.url).split("?");
    if (path === "/") {
      // A page that is isolated has a finer clock: else WebKit's counts milliseconds.
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
      return send(response, TYPES.html, '<!doctype html><script type="module" src="/page.js"></script>');
    }
    if (path === "/stream") return this.#send(response);
    if (path === "/opening") return sendEvents(response, [Buffer.from(":\n")], "whole");
    if (path === "/events") return json(response, this.stream.inside);
    if (path === "/session") return json(response, this.session);
    if (path === "/mark/begin") return json(response, this.#mark(resetPeak));
    if (path === "/mark/end") return json(response, this.#mark(peakOf));
    if (path === "/threads/wait") this.#waited = threadTimes();
    if (path === "/threads/begin") this.#before = threadTimes();
    if (path === "/threads/end") return json(response, this.#knowTheThread());
    if (path === "/report") {
      const report = JSON.parse(await textOf(request));
      if (page === `${this.#page}`) this.#reported(report);
    }
    if (/^\/(?:threads\/\w+|report)$/.test(path)) return json(response, {});
    return this.#file(response, path);
  }

  async #file(/** @type {Response} */ response, /** @type {string} */ path) {
    const type = TYPES[/** @type {keyof typeof TYPES} */ (path.split(".").at(-1))];
    const found =
      this.#files.get(path.slice(1)) ??
      (/^\/dist\/[\w.-]+$/.test(path) && (await readFile(join(ROOT, path))));
    if (found && type) return send(response, type, found);
    response.writeHead(404).end();
  }

  async #send(/** @type {Response} */ response) {
    const { pieces, pace } = this.stream;
    this.sending = true;
    await sendEvents(response, pieces, pace).finally(() => (this.sending = false));
  }

  /** Whether it is the one that was found the time before; where there is no /proc, there is nothing to know. */
  #knowTheThread() {
    const times = threadTimes();
    const found = busiest(this.#waited, this.#before, times);
    const isKnown = found ? found.thread === this.thread?.thread : times.size === 0;
    this.thread = found;
    return { isKnown };
  }

  /** CPU in ms and memory in MB. */
  #mark(/** @type {(process: string) => number | null} */ memoryOf) {
    const { thread } = this;
    const cpu = thread && threadTime(thread);
    const memory = thread && memoryOf(thread.process);
    return { cpu: cpu === null ? null : cpu / 1e6, memory: memory === null ? null : memory / 1e6 };
  }
}

/** The stream stays open: it is the client that ends it. */
async function sendEvents(
  /** @type {Response} */ response,
  /** @type {Buffer[]} */ pieces,
  /** @type {Pace} */ pace,
) {
  response.socket?.setNoDelay(true);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  // The client is gone before the end, or after it.
  await pipeline(pacedPieces(pieces, pace), response, { end: false }).catch(() => {});
}

async function* pacedPieces(/** @type {Buffer[]} */ pieces, /** @type {Pace} */ pace) {
  for (const piece of pieces) {
    yield piece;
    // Else the writes of one turn go out as one.
    if (pace === "pieces") await setImmediate();
    if (pace === "slow") await setTimeout(1);
  }
}

function json(/** @type {Response} */ response, /** @type {unknown} */ value) {
  send(response, "application/json", JSON.stringify(value));
}

/**
 * @param {Response} response
 * @param {string} type
 * @param {string | Uint8Array} body
 */
function send(response, type, body) {
  response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
}

async function textOf(/** @type {import("node:http").IncomingMessage} */ request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
