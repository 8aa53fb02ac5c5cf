/** A TCP proxy between the page and a server, which cuts connections where it is told. */

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @typedef {import("node:net").Socket} Socket */

/** How long what was forwarded may take to reach the page: Chromium drops what it has not read. */
const PAUSE = 100;
/** More than TLS takes to greet, and to answer a preflight or two. */
const GREETING = 5000;

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
  cuts = 0;
  /** Streams that have brought a byte. */
  streams = 0;
  /** @type {RegExp | null} Once a stream brings this, no byte behind it is forwarded. */
  #holdAt = null;
  #holdAfter = Infinity;
  isHolding = false;

  /**
   * @param {number[]} targets
   * @param {object} options
   * @param {() => number} options.random
   * @param {boolean} [options.encrypted] TLS: a connection is taken for a stream by what it brings
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
    this.drop();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Lets the next stream go no further than this, or than so many bytes, and keeps it open. */
  hold(/** @type {RegExp | number} */ where) {
    this.isHolding = false;
    if (typeof where === "number") this.#holdAfter = where;
    else this.#holdAt = where;
  }

  /** Ends every connection. */
  drop() {
    for (const socket of this.#sockets) socket.destroy();
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
    let isStream = false;
    let brought = 0;
    let begun = false;
    let left = Infinity;
    let holds = false;
    let tail = "";
    client.on("data", (/** @type {Buffer} */ chunk) => {
      const start = chunk.toString("latin1", 0, 8);
      if (!this.#encrypted && /^[A-Z]+ /.test(start)) {
        isStream = !start.startsWith("OPTIONS");
        // Another request of a connection that was kept.
        begun = false;
        brought = 0;
      }
      server.write(chunk);
    });
    server.on("data", (/** @type {Buffer} */ chunk) => {
      brought += chunk.length;
      if (this.#encrypted && brought > GREETING) isStream = true;
      if (!isStream) return void client.write(chunk);
      if (!begun) {
        begun = true;
        this.streams += 1;
        holds = this.#holdAfter < Infinity;
        left = holds ? this.#holdAfter : (this.places.shift() ?? Infinity);
        this.#holdAfter = Infinity;
        left -= brought - chunk.length;
      }
      const until = this.#endIn(tail, chunk, left);
      tail = (tail + chunk.toString("latin1")).slice(-100);
      left -= chunk.length;
      client.write(chunk.subarray(0, until));
      if (until === chunk.length && left > 0) return;
      // What is sent behind it is dropped, but read: so the server's end is noticed.
      server.removeAllListeners("data").resume();
      if (left <= 0 && !holds) return void setTimeout(() => this.#cut(client), PAUSE);
      this.#holdAt = null;
      this.isHolding = true;
    });
  }

  /** How much of the chunk is forwarded. */
  #endIn(/** @type {string} */ tail, /** @type {Buffer} */ chunk, /** @type {number} */ left) {
    const found = this.#holdAt?.exec(tail + chunk.toString("latin1"));
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
