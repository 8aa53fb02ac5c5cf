/**
 * The open streams of one client, and the statuses that wait for its next requests.
 * @typedef {{ streams: Set<import("./event-stream.js").EventStream>, statuses: number[] }} Client
 */

/** The clients of a stream app, told apart by the name that they give in the URL. */
export class Clients {
  /** @type {Map<string, Client>} */
  #clients = new Map();

  /**
   * @param {string} name
   * @returns {Client}
   */
  get(name) {
    const client = this.#clients.get(name) ?? { streams: new Set(), statuses: [] };
    this.#clients.set(name, client);
    return client;
  }

  /**
   * Forgets a client for whom nothing is kept.
   * @param {string} name
   */
  release(name) {
    const client = this.#clients.get(name);
    if (client?.streams.size === 0 && client.statuses.length === 0) this.#clients.delete(name);
  }
}
