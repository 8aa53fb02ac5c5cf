/**
 * A real HTTP server for tests: it cuts, stalls, redirects and mislabels as the URL tells it (answers.js), and
 * remembers what it was asked.
 *
 *     /play/<key>?answers=<JSON>     the n-th request for a key gets the n-th answer
 *     /requests/<key>                the requests for a key so far
 *     /open?prefix=<text>            the keys that begin so and have requests under way
 *     /go/<key>/<name>               lets answers go on that wait for that name
 *     /origins                       the origins that it listens on
 *     POST /ports                    one more origin, which can be down: DELETE and PUT /ports/<port>
 */

import { once } from "node:events";
import { createServer } from "node:http";

import express from "express";

import { answersIn } from "./answers.js";
import { corsHeaders } from "./cors.js";
import { play } from "./play.js";
import { Records } from "./records.js";

const HOST = "127.0.0.1";
/** Answers are written into URLs. */
const MAX_HEADER_SIZE = 256 * 1024;

/**
 * @typedef {object} TestServer
 * @property {string} origin
 * @property {string} otherOrigin
 * @property {import("express").Express} app for further routes
 * @property {Records} records
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<TestServer>} */
export async function startServer() {
  const records = new Records();
  const app = express().disable("x-powered-by").disable("etag");
  /** @type {Map<number, import("node:http").Server>} */
  const servers = new Map();

  const listen = async (port = 0) => {
    // It has to see what others would refuse.
    const server = createServer({ maxHeaderSize: MAX_HEADER_SIZE, insecureHTTPParser: true }, app);
    server.listen(port, HOST);
    await once(server, "listening");
    const address = /** @type {import("node:net").AddressInfo} */ (server.address());
    servers.set(address.port, server);
    return `http://${HOST}:${address.port}`;
  };
  const stop = async (/** @type {number} */ port) => {
    const server = servers.get(port);
    if (!server || !servers.delete(port)) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };

  const origin = await listen();
  const otherOrigin = await listen();

  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 takes care of a rejection
  app.all("/play/:key", async (request, response) => {
    const { key } = request.params;
    const answers = answersIn(new URL(request.url, origin).searchParams);
    if (!answers) return void response.status(400).end();
    const done = records.of(key).filter(({ method }) => method !== "OPTIONS").length;
    const answer = answerTo(done, answers, (name) => records.wasCalled(`${key}/${name}`));
    const cutting = records.add(key, request, response);
    if (request.method === "OPTIONS") {
      response.writeHead(204, corsHeaders(request, answer.cors)).end();
      return;
    }
    // All of it first: an answer that ends may take the connection away from what is still to come.
    if (carriesBody(request)) await Promise.race([once(request, "end"), once(response, "close")]);
    const called = (/** @type {string} */ name) => records.called(`${key}/${name}`);
    await play({ request, response, called, cutting }, answer);
  });
  // The rest is for pages of any origin: what a worker or a sandboxed frame asks counts too.
  app.use((request, response, next) => {
    response.set({ "Cache-Control": "no-store", ...corsHeaders(request, "*") });
    next();
  });
  app.get("/requests/:key", (request, response) => void response.json(records.of(request.params.key)));
  app.get("/open", ({ query }, response) => void response.json(records.open(String(query.prefix ?? ""))));
  app.get("/origins", (_request, response) => void response.json([origin, otherOrigin]));
  app.all("/go/:key/:name", ({ params }, response) => {
    records.go(`${params.key}/${params.name}`);
    response.status(204).end();
  });
  app.post("/ports", async (_request, response) => void response.json(await listen()));
  app.put(
    "/ports/:port",
    async ({ params }, response) => void response.json(await listen(Number(params.port))),
  );
  app.delete("/ports/:port", async ({ params }, response) => {
    await stop(Number(params.port));
    response.status(204).end();
  });

  const close = async () => void (await Promise.all([...servers.keys()].map(stop)));
  return { origin, otherOrigin, app, records, close };
}

function carriesBody(/** @type {import("node:http").IncomingMessage} */ { headers }) {
  return Number(headers["content-length"]) > 0 || headers["transfer-encoding"] !== undefined;
}

/**
 * @param {number} done how many requests have been answered
 * @param {import("./answers.js").Answer[]} answers
 * @param {(name: string) => boolean} wasCalled
 */
function answerTo(done, answers, wasCalled) {
  const since = answers.find((answer) => answer.since !== undefined && wasCalled(answer.since));
  const others = answers.filter((answer) => answer.since === undefined);
  return /** @type {import("./answers.js").Answer} */ (since ?? others[done] ?? others.at(-1));
}
