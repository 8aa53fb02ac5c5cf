/** An event stream with nothing but node:http: a named event, for whoever asks. */

import { createServer } from "node:http";
import process from "node:process";

createServer((request, response) => {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Headers", "Authorization, Last-Event-ID");
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  response.write("retry: 10000\n");
  response.write("event: connecttime\n");
  response.write(`data: ${new Date().toISOString()}\n\n`);
  const timer = setInterval(() => response.write(`data: ${new Date().toISOString()}\n\n`), 100);
  request.on("close", () => clearInterval(timer));
}).listen(Number(process.env.PORT), "127.0.0.1");
