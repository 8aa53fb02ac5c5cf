import express, { Router } from "express";

import { Answer } from "./answer.js";
import { BadRequest, clientName } from "./parameters.js";

const LONGEST_PROMPT = 500;

/**
 * `POST /answers` with `{ "prompt": "…" }` is answered by a stream; `GET` says how many prompts a client has sent.
 * @param {import("./clients.js").Clients} clients
 * @param {import("express").RequestHandler} guard of the prompts
 */
export function answers(clients, guard) {
  const router = Router();

  router.get("/", (request, response) => {
    const client = clients.look(clientName(request));
    response.set("Cache-Control", "no-store").json({ prompts: client.prompts, running: client.answers.size });
  });

  router.post("/", guard, express.json({ limit: "16kb" }), (request, response) => {
    const prompt = request.body?.prompt;
    if (typeof prompt !== "string" || prompt.length === 0 || prompt.length > LONGEST_PROMPT) {
      throw new BadRequest(`"prompt" must be a text of 1 to ${LONGEST_PROMPT} characters`);
    }
    const name = clientName(request);
    const client = clients.get(name);
    client.prompts += 1;
    response.status(200).set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.set("X-Accel-Buffering", "no");
    const answer = new Answer(response, prompt);
    client.answers.add(answer);
    response.on("close", () => {
      client.answers.delete(answer);
      clients.release(name);
    });
  });

  return router;
}
