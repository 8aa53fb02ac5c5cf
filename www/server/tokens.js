import { createHmac, randomBytes } from "node:crypto";

/** The access tokens: the first is given; later ones are numbered and signed, so that none has to be kept. */
export class Tokens {
  #first;
  #key = randomBytes(32);
  #latest = 0;

  /** @param {string} first */
  constructor(first) {
    this.#first = first;
  }

  /** The number of the latest one. */
  get latest() {
    return this.#latest;
  }

  issue() {
    this.#latest += 1;
    return this.#sign(this.#latest);
  }

  /**
   * The number of a token, from 0; undefined where it is none of ours.
   * @param {string} token
   */
  numberOf(token) {
    if (token === this.#first) return 0;
    const number = Number(/^(\d{1,9})-/.exec(token)?.[1]);
    return token === this.#sign(number) ? number : undefined;
  }

  /** @param {number} number */
  #sign(number) {
    const signature = createHmac("sha256", this.#key).update(String(number)).digest("hex");
    return `${number}-${signature.slice(0, 16)}`;
  }
}

/**
 * Lets nobody pass without a token of ours (RFC 6750). An expired one passes: it is good for a new one.
 * @param {Tokens} tokens
 * @returns {import("express").RequestHandler}
 */
export function bearer(tokens) {
  return (request, response, next) => {
    const given = /^Bearer +(\S+) *$/i.exec(request.get("Authorization") ?? "")?.[1];
    const number = given === undefined ? undefined : tokens.numberOf(given);
    if (number === undefined) {
      refuse(response, given === undefined ? "" : `, error="invalid_token"`);
      return;
    }
    response.locals.token = number;
    next();
  };
}

/**
 * Lets nobody pass whose token has expired.
 * @param {(request: import("express").Request) => number} expired the number of the latest token that has
 * @returns {import("express").RequestHandler}
 */
export function unexpired(expired) {
  return (request, response, next) => {
    if (response.locals.token > expired(request)) next();
    else refuse(response, `, error="invalid_token", error_description="The access token expired"`);
  };
}

/**
 * @param {import("express").Response} response
 * @param {string} error
 */
function refuse(response, error) {
  response.set("WWW-Authenticate", `Bearer realm="demo"${error}`);
  response.set("Cache-Control", "no-store");
  response.status(401).type("text/plain").send("Authorization: Bearer <token> is required\n");
}
