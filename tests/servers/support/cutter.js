/** A TCP proxy between the page and a server, which cuts connections where it is told. */

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @typedef {import("node:net").Socket} Socket */

/** How long what was forwarded may take to reach the page: Chromium drops what it has not read. */
const PAUSE = 100;

export class Cutter {
  /** Ports of the server; each cut goes on to the next one. */
  #targets;
  #encrypted;
  #random;
  #server = createServer((client) => this.#forward(client));
  /** @type {Set<Socket>} */
  #sockets = new Set();
  /** @type {number[]} For each of the next streams, how many bytes it brings until it is cut. */
  places = [];
  /** @type {RegExp | null} Once a stream brings this, no byte behind it is forwarded. */
  holdAt = null;
  cuts = 0;
  /** Streams that have brought a byte. */
  streams = 0;
  held = false;

  /**
   * @param {number[]} targets
   * @param {object} options
   * @param {() => number} options.random
   * @param {boolean} [options.encrypted] TLS: every connection is taken for a stream
   */
  constructor(targets, { random, encrypted = false }) {
    this.#targets = targets;
    this.#random = random;
    this.#encrypted = encrypted;
  }

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get port() {
    return /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #forward(/** @type {Socket} */ client) {
    const server = connect(/** @type {number} */ (this.#targets[0]), "127.0.0.1");
    for (const [socket, other] of /** @type {const} */ ([
      [client, server],
      [server, client],
    ])) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        // At once also where it was ended properly: what is to be seen is a connection that breaks.
        other.destroy();
      });
    }

    // A preflight is no stream.
    let isStream = this.#encrypted;
    let begun = false;
    let left = Infinity;
    let tail = "";
    client.on("data", (/** @type {Buffer} */ chunk) => {
      if (!this.#encrypted && /^[A-Z]+ /.test(chunk.toString("latin1", 0, 8)))
        isStream = !chunk.toString("latin1", 0, 8).startsWith("OPTIONS");
      server.write(chunk);
    });
    server.on("data", (/** @type {Buffer} */ chunk) => {
      if (!isStream) return void client.write(chunk);
      if (!begun) {
        begun = true;
        this.streams += 1;
        left = this.places.shift() ?? Infinity;
      }
      const until = this.#endIn(tail, chunk, left);
      tail = (tail + chunk.toString("latin1")).slice(-100);
      left -= chunk.length;
      client.write(chunk.subarray(0, until));
      if (until === chunk.length && left > 0) return;
      // What is sent behind it is dropped, but read: so the server's end is noticed.
      server.removeAllListeners("data").resume();
      if (left <= 0) return void setTimeout(() => this.#cut(client), PAUSE);
      this.holdAt = null;
      this.held = true;
    });
  }

  /** How much of the chunk is forwarded. */
  #endIn(/** @type {string} */ tail, /** @type {Buffer} */ chunk, /** @type {number} */ left) {
    const found = this.holdAt?.exec(tail + chunk.toString("latin1"));
    const until = found ? found.index + found[0].length - tail.length : chunk.length;
    return Math.max(0, Math.min(until, left, chunk.length));
  }

  #cut(/** @type {Socket} */ client) {
    this.cuts += 1;
    this.#targets.push(/** @type {number} */ (this.#targets.shift()));
    // As a machine that is gone, or a proxy that closes.
    if (this.#random() < 0.5) client.resetAndDestroy();
    else client.destroy();
  }
}
