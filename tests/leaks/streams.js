/** Streams that count who still listens. */

import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import express from "express";

import { startServer } from "../server/index.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE = 15_000;
const DOCUMENT = `<!doctype html>
<meta charset="utf-8">
<title>Leaks</title>
<script type="module" src="/tests/leaks/page.js"></script>
`;
const LARGE = 2 * 2 ** 20;

/** Starts a server with an event stream at /stream, and this project's files. */
export async function startStreams() {
  const server = await startServer();
  const counts = { requests: 0, unfinished: 0, handlers: 0 };

  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 takes care of a rejection
  server.app.get("/stream", async (request, response) => {
    counts.requests += 1;
    counts.unfinished += 1;
    counts.handlers += 1;
    response.on("close", () => (counts.unfinished -= 1));
    try {
      for (; "unanswered" in request.query && !response.destroyed;) await delay(20);
      if (response.destroyed) return;
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(`id: 1\ndata: ${"large" in request.query ? "x".repeat(LARGE) : "a"}\n\n`);
      if ("end" in request.query) response.end();
      // Now and then a byte, as servers do: so it notices who has gone.
      for (; !response.destroyed && !response.writableEnded; await delay(20)) response.write(":\n");
    } finally {
      counts.handlers -= 1;
    }
  });
  for (const folder of ["dist", "tests/leaks"]) {
    server.app.use(`/${folder}`, express.static(`${ROOT}/${folder}`, { fallthrough: false }));
  }
  server.app.get("/page", (_request, response) => {
    response.type("html").send(DOCUMENT);
  });

  return { ...server, url: `${server.origin}/stream`, counts };
}

/**
 * Resolves when the condition holds; rejects after some time, with what is seen then.
 *
 * @param {() => boolean | Promise<boolean>} condition
 * @param {() => unknown} seen
 */
export async function until(condition, seen) {
  const end = performance.now() + PATIENCE;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never: ${condition}; but ${JSON.stringify(await seen())}`);
    await delay(20);
  }
}
