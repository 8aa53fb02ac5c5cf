import { Router } from "express";

import { BadRequest, clientName, wholeNumber } from "./parameters.js";

/**
 * The buttons: each makes the streams of one client fail in its own way and answers how many there were.
 * @param {import("./clients.js").Clients} clients
 * @param {import("./tokens.js").Tokens} tokens
 */
export function control(clients, tokens) {
  const router = Router();

  /**
   * @param {string} path
   * @param {(client: import("./clients.js").Client, request: import("express").Request) => number} act answers how
   *   many streams it was done to
   */
  const action = (path, act) => {
    router.post(path, (request, response) => {
      const name = clientName(request);
      if (!name) throw new BadRequest(`"client" is missing`);
      try {
        response.json({ streams: act(clients.get(name), request) });
      } finally {
        clients.release(name);
      }
    });
  };

  action("/cut", ({ streams }, request) => {
    const midLine = request.query.where === "mid-line";
    return each(streams, (stream) => stream.cut({ midLine }));
  });

  action("/cut-answer", ({ answers }) => each(answers, (answer) => answer.cut()));

  action("/silence", ({ streams }, request) => {
    const seconds = wholeNumber(request, "seconds", { least: 1, most: 600, otherwise: 5 });
    return each(streams, (stream) => stream.silence(seconds * 1000));
  });

  action("/blunder", ({ streams }) => each(streams, (stream) => stream.blunder()));

  action("/end", ({ streams }) => each(streams, (stream) => stream.end()));

  // In what follows the streams are cut too: otherwise nothing would be seen until the next accident.
  action("/status", (client, request) => {
    const status = wholeNumber(request, "status", { least: 204, most: 599, otherwise: 500 });
    const count = wholeNumber(request, "count", { least: 0, most: 100, otherwise: 1 });
    const retryAfter = wholeNumber(request, "retry-after", { least: 0, most: 3600, otherwise: 0 });
    client.refusals = Array.from({ length: count }, () => ({ status, retryAfter }));
    return each(client.streams, (stream) => stream.cut());
  });

  action("/expire", (client) => {
    client.expired = tokens.latest;
    return each(client.streams, (stream) => stream.cut());
  });

  return router;
}

/**
 * @template T
 * @param {Set<T>} open
 * @param {(one: T) => void} act
 */
function each(open, act) {
  const { size } = open;
  for (const one of open) act(one);
  return size;
}
