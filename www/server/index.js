import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { listen } from "./listen.js";
import { createPageApp } from "./page-app.js";
import { createStreamApp, DEFAULT_TOKEN } from "./stream-app.js";

export { createPageApp, createStreamApp, listen };

/**
 * Serves the page and, from a second origin, the stream.
 * @param {{ port?: number, host?: string, token?: string, packageDirectory?: string }} [options]
 * @returns {Promise<{ url: string, streamUrl: string, token: string, close: () => Promise<void> }>}
 */
export async function startDemo({ port = 8080, host = "127.0.0.1", token = DEFAULT_TOKEN, ...page } = {}) {
  const streamServer = await listen(createStreamApp({ token }), { host, port: port && port + 1 });
  const pageApp = createPageApp({ streamPort: streamServer.port, token, ...page });
  const pageServer = await listen(pageApp, { host, port });
  return {
    url: pageServer.url,
    streamUrl: new URL("events", streamServer.url).href,
    token,
    async close() {
      await Promise.all([pageServer.close(), streamServer.close()]);
    },
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (!existsSync(new URL("../../dist/index.js", import.meta.url))) {
    process.stderr.write("The package is not built yet: npm run build\n");
    process.exit(1);
  }
  const { PORT, HOST } = process.env;
  const demo = await startDemo({ port: PORT ? Number(PORT) : undefined, host: HOST || undefined });
  process.stdout.write(`The demo is at ${demo.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => demo.close());
}
