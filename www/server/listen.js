import { once } from "node:events";
import { createServer } from "node:http";

const PORTS_TRIED = 50;

/**
 * Listens on a port, or on the next one that is free.
 * @param {import("node:http").RequestListener} app
 * @param {{ host?: string, port?: number }} [options] port 0: any
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function listen(app, { host = "127.0.0.1", port = 0 } = {}) {
  const server = await firstFree(app, host, port);
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://${hostInUrl(host)}:${address.port}/`,
    port: address.port,
    async close() {
      const closed = once(server, "close");
      server.close();
      // A stream never ends by itself.
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * @param {import("node:http").RequestListener} app
 * @param {string} host
 * @param {number} port
 */
async function firstFree(app, host, port) {
  const last = Math.min(port + PORTS_TRIED, 65_535);
  for (let candidate = port; ; candidate += 1) {
    const server = createServer(app);
    try {
      server.listen(candidate, host);
      await once(server, "listening");
      return server;
    } catch (error) {
      const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!inUse || candidate >= last) throw error;
    }
  }
}

/** @param {string} host */
function hostInUrl(host) {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
