import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import express from "express";

const PAGE = fileURLToPath(new URL("../", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../dist/", import.meta.url));
const UPLOT = dirname(fileURLToPath(import.meta.resolve("uplot")));

/**
 * The page, the built package under /eventsource-wasm/, and where the stream is under /config.json.
 * @param {{ streamPort: number, token: string, packageDirectory?: string }} options
 */
export function createPageApp({ streamPort, token, packageDirectory = PACKAGE }) {
  const app = express();
  app.disable("x-powered-by");

  const html = readFileSync(`${PAGE}index.html`, "utf8");
  const policy = contentSecurityPolicy(html);
  app.get("/", (request, response) => {
    response.set("Content-Security-Policy", policy).set("Cache-Control", "no-cache").type("html").send(html);
  });

  app.get("/config.json", (request, response) => {
    const stream = new URL(`${request.protocol}://${request.hostname}:${streamPort}/events`);
    response.set("Cache-Control", "no-store").json({ stream: stream.href, token });
  });

  app.use("/app", express.static(`${PAGE}app`));
  app.use("/style", express.static(`${PAGE}style`));
  app.use("/eventsource-wasm", express.static(packageDirectory));
  app.use("/uplot", express.static(UPLOT));
  app.get("/icon.svg", (request, response) => response.sendFile("icon.svg", { root: PAGE }));
  return app;
}

/**
 * Nothing inline but the import map, known by its hash; 'wasm-unsafe-eval' is what compiling WebAssembly takes.
 * @param {string} html
 */
function contentSecurityPolicy(html) {
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(map).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    // The form takes any URL.
    "connect-src * data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
