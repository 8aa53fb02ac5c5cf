/** An event stream with Express 5: numbered events, resumed by Last-Event-ID. */

import process from "node:process";
import { Readable } from "node:stream";

import express from "express";

const LAST = 10_000;
const { ORIGIN, PORT, TOKEN } = process.env;

const app = express();

// What a page of another origin needs to send Authorization and Last-Event-ID.
app.use((request, response, next) => {
  response.set({
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Headers": "Authorization, Last-Event-ID, Content-Type",
    "Access-Control-Expose-Headers": "Retry-After, WWW-Authenticate",
    "Access-Control-Max-Age": "600",
  });
  if (request.method === "OPTIONS") response.sendStatus(204);
  else next();
});

app.use((request, response, next) => {
  if (request.get("Authorization") === `Bearer ${TOKEN}`) next();
  else response.set("WWW-Authenticate", 'Bearer realm="events"').sendStatus(401);
});

/** @param {express.Response} response */
function startStream(response) {
  response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.flushHeaders();
  // So that Firefox's `fetch` resolves at once, and nothing on the way takes the silence for a dead connection.
  response.write(":\n\n");
  const heartbeat = setInterval(() => response.write(":\n\n"), 15_000);
  response.on("close", () => clearInterval(heartbeat));
}

function* eventsFrom(/** @type {number} */ first) {
  for (let n = first; n <= LAST; n += 1) yield `id: ${n}\ndata: ${JSON.stringify({ n })}\n\n`;
}

app.get("/events", (request, response) => {
  startStream(response);
  const seen = Number(request.get("Last-Event-ID") ?? 0);
  // As fast as it is read; the stream stays open behind them.
  Readable.from(eventsFrom(seen + 1)).pipe(response, { end: false });
});

app.get("/slow", (_request, response) => {
  startStream(response);
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    response.write(`id: ${n}\ndata: ${JSON.stringify({ n })}\n\n`);
    if (n === 5) response.end();
  }, 500);
  response.on("close", () => clearInterval(timer));
});

/** @type {Set<express.Response>} Kept, and pushed to whenever there is news. */
const subscribers = new Set();

app.get("/news", (_request, response) => {
  startStream(response);
  response.write("retry: 200\n\n");
  subscribers.add(response);
  response.on("close", () => subscribers.delete(response));
});

app.post("/news", express.json(), (request, response) => {
  // JSON over several lines is an event of several `data` lines.
  const lines = JSON.stringify(request.body, null, 2).split("\n");
  const data = lines.map((line) => `data: ${line}\n`).join("");
  for (const subscriber of subscribers) subscriber.write(`id: ${request.body.n}\n${data}\n`);
  response.json({ subscribers: subscribers.size });
});

app.listen(Number(PORT), "127.0.0.1");
