import { Router } from "express";

import { BadRequest, clientName, wholeNumber } from "./parameters.js";

/**
 * The buttons: each makes the streams of one client fail in its own way and answers how many there were.
 * @param {import("./clients.js").Clients} clients
 */
export function control(clients) {
  const router = Router();

  /**
   * @param {string} path
   * @param {(client: import("./clients.js").Client, request: import("express").Request) => void} act
   */
  const action = (path, act) => {
    router.post(path, (request, response) => {
      const name = clientName(request);
      if (!name) throw new BadRequest(`"client" is missing`);
      const client = clients.get(name);
      const streams = client.streams.size;
      try {
        act(client, request);
      } finally {
        clients.release(name);
      }
      response.json({ streams });
    });
  };

  action("/cut", (client, request) => {
    const midLine = request.query.where === "mid-line";
    for (const stream of client.streams) stream.cut({ midLine });
  });

  action("/silence", (client, request) => {
    const seconds = wholeNumber(request, "seconds", { least: 1, most: 600, otherwise: 5 });
    for (const stream of client.streams) stream.silence(seconds * 1000);
  });

  action("/end", (client) => {
    for (const stream of client.streams) stream.end();
  });

  // The streams are cut too: otherwise nothing would be seen until the next accident.
  action("/status", (client, request) => {
    const status = wholeNumber(request, "status", { least: 204, most: 599, otherwise: 500 });
    const count = wholeNumber(request, "count", { least: 0, most: 100, otherwise: 1 });
    client.statuses = Array.from({ length: count }, () => status);
    for (const stream of client.streams) stream.cut({ midLine: false });
  });

  return router;
}
