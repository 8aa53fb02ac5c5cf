const IDLE_KEPT = 1000;

/**
 * What is known of one client.
 * @typedef {object} Client
 * @property {Set<import("./event-stream.js").EventStream>} streams the open ones
 * @property {Set<import("./answer.js").Answer>} answers those that are being given
 * @property {{ status: number, retryAfter: number }[]} refusals what waits for its next requests; 0: no Retry-After
 * @property {number} expired the number of the latest token that has expired
 * @property {number} prompts how many it has sent
 */

/** The clients of a stream app, told apart by the name that they give in the URL. */
export class Clients {
  /** @type {Map<string, Client>} those that were idle longest first */
  #clients = new Map();

  /**
   * @param {string} name
   * @returns {Client}
   */
  get(name) {
    const client = this.#clients.get(name) ?? newClient();
    this.#clients.set(name, client);
    return client;
  }

  /**
   * Forgets a client of whom there is nothing to remember, and of the others those that went longest ago.
   * @param {string} name
   */
  release(name) {
    const client = this.#clients.get(name);
    if (!client || !isIdle(client)) return;
    this.#clients.delete(name);
    if (client.expired < 0 && client.prompts === 0) return;
    this.#clients.set(name, client);
    for (const [oldest, other] of this.#clients) {
      if (this.#clients.size <= IDLE_KEPT) return;
      if (isIdle(other)) this.#clients.delete(oldest);
    }
  }

  /**
   * Looks at a client without remembering it.
   * @param {string} name
   * @returns {Readonly<Client>}
   */
  look(name) {
    return this.#clients.get(name) ?? newClient();
  }
}

/** @returns {Client} */
function newClient() {
  return { streams: new Set(), answers: new Set(), refusals: [], expired: -1, prompts: 0 };
}

/** @param {Client} client */
function isIdle({ streams, answers, refusals }) {
  return streams.size + answers.size + refusals.length === 0;
}
