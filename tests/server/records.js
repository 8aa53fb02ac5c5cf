/** What the server remembers: the requests it got, what became of them, and what the test has called. */

/**
 * @typedef {object} RequestRecord
 * @property {string} method
 * @property {string} origin the server's, as the client named it
 * @property {string} url path and query
 * @property {string} body what it carried, as text
 * @property {Record<string, string | string[] | undefined>} headers names in lower case; values a code unit per byte
 * @property {number} at when it came: milliseconds of the server's own clock
 * @property {"client" | "server" | null} endedBy who ended it; null while it is under way
 * @property {number | null} endedAt
 */

export class Records {
  /** @type {Map<string, RequestRecord[]>} */
  #records = new Map();
  /** @type {Map<string, PromiseWithResolvers>} */
  #calls = new Map();
  /** @type {Set<string>} */
  #called = new Set();

  /** The requests for a key, in the order in which they came. */
  of(/** @type {string} */ key) {
    return this.#records.get(key) ?? [];
  }

  /** The keys that have requests under way. */
  open(/** @type {string} */ prefix) {
    const keys = [...this.#records.keys()].filter((key) => key.startsWith(prefix));
    return keys.filter((key) => this.of(key).some(({ endedBy }) => endedBy === null));
  }

  /**
   * @param {string} key
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   * @returns {() => void} to be called before the server breaks the connection
   */
  add(key, request, response) {
    /** @type {RequestRecord} */
    const record = {
      method: request.method ?? "",
      origin: `http://${request.headers.host}`,
      url: request.url ?? "",
      body: "",
      headers: request.headers,
      at: performance.now(),
      endedBy: null,
      endedAt: null,
    };
    const end = (/** @type {"client" | "server"} */ by) => {
      record.endedBy ??= by;
      record.endedAt ??= performance.now();
    };
    request.setEncoding("utf8").on("data", (chunk) => (record.body += chunk));
    response.on("finish", () => end("server"));
    response.on("close", () => end("client"));
    this.#records.set(key, [...this.of(key), record]);
    return () => end("server");
  }

  /** Resolves when `go` has been called with the same name, also when that was before. */
  called(/** @type {string} */ name) {
    return this.#call(name).promise;
  }

  wasCalled(/** @type {string} */ name) {
    return this.#called.has(name);
  }

  go(/** @type {string} */ name) {
    this.#called.add(name);
    this.#call(name).resolve();
  }

  #call(/** @type {string} */ name) {
    let call = this.#calls.get(name);
    if (!call) this.#calls.set(name, (call = withResolvers()));
    return call;
  }
}

/** @typedef {{ promise: Promise<void>, resolve: () => void }} PromiseWithResolvers */

/** @returns {PromiseWithResolvers} */
function withResolvers() {
  let resolve = () => {};
  const promise = new Promise((/** @type {(value?: undefined) => void} */ fulfil) => (resolve = fulfil));
  return { promise, resolve };
}
