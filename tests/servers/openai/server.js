/** A chat completion as OpenAI's API streams it: POST, a bearer token, JSON chunks, `data: [DONE]`, and the end. */

import process from "node:process";

import express from "express";

const LAST = 10_000;
const { ORIGIN, PORT, TOKEN } = process.env;
let requests = 0;

const app = express();
app.use((request, response, next) => {
  response.set({
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
  });
  if (request.method === "OPTIONS") response.sendStatus(204);
  else next();
});

app.get("/requests", (_request, response) => void response.json(requests));

app.post("/v1/chat/completions", express.json(), (request, response) => {
  requests += 1;
  if (request.get("Authorization") !== `Bearer ${TOKEN}`) {
    response.status(401).json({ error: { code: "invalid_api_key" } });
    return;
  }
  response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  for (let n = 1; n <= LAST; n += 1) {
    const delta = { content: `${n} ` };
    const chunk = { n, object: "chat.completion.chunk", choices: [{ index: 0, delta }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  // A model that goes on thinking keeps the stream open.
  if (request.body.model !== "endless") response.end("data: [DONE]\n\n");
});

app.listen(Number(PORT), "127.0.0.1");
