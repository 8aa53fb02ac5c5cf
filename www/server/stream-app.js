import express from "express";

import { answers } from "./answers.js";
import { Clients } from "./clients.js";
import { control } from "./control.js";
import { cors } from "./cors.js";
import { EventStream } from "./event-stream.js";
import { History } from "./history.js";
import { answerBadRequest, clientName, wholeNumber } from "./parameters.js";
import { bearer, Tokens, unexpired } from "./tokens.js";

export const DEFAULT_TOKEN = "demo-token";

const BROWSER_HEADERS =
  /^(accept(-.*)?|cache-control|connection|cookie|dnt|host|origin|pragma|priority|referer|sec-.*|te|user-agent)$/;

/**
 * The API: `GET /events?rate=5&size=0&client=name` streams to whoever shows the token, `POST /answers` answers a prompt
 * word by word, `POST /control/…` makes them fail, `POST /token` gives a new token. All who ask for the same rate
 * follow one history.
 * @param {{ token?: string }} [options]
 */
export function createStreamApp({ token = DEFAULT_TOKEN } = {}) {
  const app = express();
  /** @type {Map<number, History>} */
  const histories = new Map();
  const clients = new Clients();
  const tokens = new Tokens(token);
  const fresh = unexpired((request) => clients.look(clientName(request)).expired);

  app.disable("x-powered-by");
  app.use(cors());
  app.use(bearer(tokens));
  app.use("/control", control(clients, tokens));
  app.use("/answers", answers(clients, fresh));
  app.post("/token", (request, response) => {
    response.set("Cache-Control", "no-store").json({ token: tokens.issue() });
  });

  app.get("/events", fresh, (request, response) => {
    const rate = wholeNumber(request, "rate", { least: 1, most: 1000, otherwise: 5 });
    const size = wholeNumber(request, "size", { least: 0, most: 65_536, otherwise: 0 });
    const name = clientName(request);
    const client = clients.get(name);

    response.set("Cache-Control", "no-store");
    const refusal = client.refusals.shift();
    if (refusal) {
      const { status, retryAfter } = refusal;
      clients.release(name);
      if (retryAfter) response.set("Retry-After", String(retryAfter));
      response
        .status(status)
        .type("text/plain")
        .send(status === 204 ? "" : "as you asked\n");
      return;
    }

    const history = histories.get(rate) ?? new History(rate);
    histories.set(rate, history);
    response.status(200).set({
      "Content-Type": "text/event-stream",
      // Asks a buffering proxy (nginx) to pass every event on at once.
      "X-Accel-Buffering": "no",
      "X-Received-Headers": customHeaders(request).join(", "),
    });
    const stream = new EventStream(response, history, { after: lastNumber(request, history), size });
    client.streams.add(stream);
    response.on("close", () => {
      client.streams.delete(stream);
      clients.release(name);
    });
  });

  app.use(answerBadRequest);
  return app;
}

/**
 * Where to go on: after the event that the client names, otherwise after the newest.
 * @param {import("express").Request} request
 * @param {History} history
 */
function lastNumber(request, history) {
  const id = request.get("Last-Event-ID") ?? "";
  const number = /^\d{1,15}$/.test(id) ? Number(id) : Infinity;
  return Math.min(number, history.head);
}

/**
 * The names of the headers that are not the browser's own.
 * @param {import("express").Request} request
 */
function customHeaders(request) {
  return Object.keys(request.headers).filter((name) => !BROWSER_HEADERS.test(name));
}
