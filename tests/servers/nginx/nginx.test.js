/** nginx as a reverse proxy, HTTP/1.1, and HTTP/2 over TLS. */

import assert from "node:assert/strict";
import { get } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { freePort } from "../../support/processes.js";
import { makeCertificates } from "../support/certificates.js";
import { Nginx } from "../support/nginx.js";
import { Program } from "../support/program.js";
import { describeServer, LAST } from "../support/rows.js";
import { skipWithout } from "../support/tools.js";

const CONFIGURATION = new URL("nginx.conf", import.meta.url);
const BACKEND = fileURLToPath(new URL("../express/server.js", import.meta.url));

const skip = skipWithout("nginx");
const certificates = skip ? { folder: "", authorityKeyHash: "" } : makeCertificates();
/** @type {Program} */
let backend;
/** @type {Nginx} */
let nginx;
let tlsPort = 0;

async function start(/** @type {NodeJS.ProcessEnv & { ORIGIN: string }} */ env) {
  backend = await Program.start(process.execPath, [BACKEND], env);
  tlsPort = await freePort();
  const values = { PORT: await freePort(), TLS_PORT: tlsPort, BACKEND: backend.port, ORIGIN: env.ORIGIN };
  nginx = new Nginx(CONFIGURATION, values);
  install("trusted");
  await nginx.start();
  return nginx;
}

/** The certificate that it is to show. */
function install(/** @type {"trusted" | "refused"} */ name) {
  nginx.install(certificates.folder, { [`${name}.crt`]: "server.crt", [`${name}.key`]: "server.key" });
}

describeServer(
  "nginx, HTTP/1.1",
  {
    path: "/stream/events",
    start,
    stop: () => backend.kill(),
    more(context) {
      /** Kills the backend in the middle of the stream, and leaves it so. */
      const killBackend = async () => {
        const { cutter, page } = context;
        cutter.hold(/"n":5000\b/);
        await page.until(({ last }) => cutter.isHolding && last >= LAST / 2 - 1);
        backend.kill();
      };

      test("the backend is away: by default 502 is the end, with its status and Retry-After", async () => {
        const { options, page, url } = context;
        await page.follow(url("/stream/events"), options);
        await killBackend();
        const { errors } = await page.until(({ readyState }) => readyState === 2);
        assert.deepEqual(
          errors.map(({ reason, status, willReconnect }) => [reason, status, willReconnect]),
          [
            ["network", 200, true],
            ["status", 502, false],
          ],
        );
        assert.equal(new Headers(errors[1]?.headers).get("retry-after"), "1");
        await backend.start();
      });

      for (const [path, reason, status] of /** @type {const} */ ([
        ["/stream/events", "status", 502],
        ["/bare/events", "network", 0],
      ])) {
        test(`the backend is away, and comes back: ${path}, ${reason}, then the rest`, async () => {
          const { options, page, url } = context;
          // Retried by the user's policy where the page sees the status, by default where CORS hides it.
          await page.follow(url(path), options, { retriesStatus: status === 502 });
          await killBackend();
          const away = await page.until(({ errors }) => errors.length > 2);
          assert.deepEqual([away.errors[1]?.reason, away.errors[1]?.status], [reason, status]);
          await backend.start();
          const record = await page.until(({ last }) => last === LAST);
          assert.deepEqual(record.runs, [[1, LAST]]);
          await page.close();
        });
      }

      test("compressed, events come one by one", async () => {
        const { options, page, url } = context;
        const headers = { ...Object(options).headers, "Accept-Encoding": "gzip" };
        const encoding = await new Promise((resolve) => {
          const request = get(url("/gzip/events"), { headers }, (response) => {
            resolve(response.headers["content-encoding"]);
            request.destroy();
          });
        });
        assert.equal(encoding, "gzip");
        await page.follow(url("/gzip/slow"), options);
        // The first is here long before the last is sent.
        const { last } = await page.until((record) => record.last > 0);
        assert.ok(last < 5);
        const { diagnostics } = await page.until((record) => record.last === 5);
        assert.deepEqual(diagnostics, []);
        await page.close();
      });

      test("with nginx's defaults nothing comes before the end, and a diagnostic says so", async () => {
        const { options, page, url } = context;
        await page.follow(url("/default/slow"), options);
        const { events } = await page.until((record) => record.last > 0);
        assert.equal(events.length, 5);
        const { diagnostics } = await page.until((record) => record.diagnostics.length > 0);
        assert.equal(diagnostics[0]?.code, "arrived-at-once");
        await page.close();
      });
    },
  },
  skip,
);

describeServer(
  "nginx, HTTP/2 over TLS",
  {
    path: "/stream/events",
    start,
    stop: () => backend.kill(),
    scheme: "https",
    encrypted: true,
    ports: () => [tlsPort],
    // WebKitGTK's fetch does not notice that a connection of HTTP/2 breaks.
    options: (name) => (name === "webkit" ? { heartbeatTimeout: 2000 } : {}),
    launch: (name) =>
      name === "chromium"
        ? { args: [`--ignore-certificate-errors-spki-list=${certificates.authorityKeyHash}`] }
        : { acceptInsecureCerts: true },
    more(context) {
      test("HTTP/2 it is", async () => {
        const { options, page, url } = context;
        await page.follow(url("/stream/events"), options);
        await page.until(({ last }) => last === LAST);
        await page.close();
        // Written when the stream has ended.
        await page.until(() => nginx.requests.endsWith("GET HTTP/2.0 200\n"));
        assert.doesNotMatch(nginx.requests, /HTTP\/1/);
      });

      test("a certificate that is refused is told as network, and once it is a good one, the stream goes on", async () => {
        const { cutter, options, page, url } = context;
        cutter.drop();
        cutter.hold(100_000);
        await page.follow(url("/stream/events"), options);
        await page.until(({ last }) => cutter.isHolding && last > 0);
        install("refused");
        nginx.reload();
        cutter.drop();
        const { errors } = await page.until((record) => record.errors.length > 2);
        assert.ok(errors.every(({ reason, willReconnect }) => reason === "network" && willReconnect));
        install("trusted");
        nginx.reload();
        const record = await page.until(({ last }) => last === LAST);
        assert.deepEqual(record.runs, [[1, LAST]]);
        await page.close();
      });
    },
  },
  skip,
);
