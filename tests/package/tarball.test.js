/** What `npm pack` packs, installed into a project of its own: not the source tree. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = new URL("../..", import.meta.url).pathname;

/** @type {string} */
let folder;
/** @type {string[]} */
let files;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "eventsource-wasm-package-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: ROOT });
  const packed = JSON.parse(stdout);
  const [{ filename, files: listed }] = Array.isArray(packed) ? packed : Object.values(packed);
  files = listed.map((/** @type {{ path: string }} */ { path }) => path).toSorted();
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "user", type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", join(folder, filename)], {
    cwd: folder,
  });
});

after(() => rm(folder, { recursive: true, force: true }));

/** Runs a module of the project that has the package installed. */
async function node(/** @type {string} */ code, /** @type {string[]} */ ...args) {
  const path = join(folder, `module-${Math.random()}.js`);
  await writeFile(path, code);
  const { stdout, stderr } = await run(process.execPath, [path, ...args], { timeout: 20_000 });
  assert.equal(stderr, "");
  return stdout.trim();
}

test("holds the builds, the types and the licences, and nothing of the source tree", () => {
  for (const path of [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/eventsource.global.js",
    "dist/index.d.ts",
    "dist/index.js",
    "package.json",
  ]) {
    assert.ok(files.includes(path), `${path} is missing`);
  }
  const strange = files.filter(
    (path) => !/^(dist\/.*\.(js|js\.map|d\.ts)|[A-Z][A-Z-]+(\.md)?|package\.json)$/.test(path),
  );
  assert.deepEqual(strange, []);
});

test("is imported in Node without any effect, even where fetch and TextDecoder are missing", async () => {
  const printed = await node(`
    delete globalThis.fetch; delete globalThis.TextDecoder; delete globalThis.WebAssembly;
    const before = Object.getOwnPropertyNames(globalThis).toString();
    const { EventSource, TRANSIENT_STATUSES } = await import("eventsource-wasm");
    const same = Object.getOwnPropertyNames(globalThis).toString() === before;
    console.log(same, EventSource.name, EventSource.engine, TRANSIENT_STATUSES.join());
  `);
  assert.equal(printed, "true EventSource null 408,425,429,500,502,503,504");
});

test("streams in Node from a real server, and resumes with the last event ID", async () => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`retry: 1\nid: 7\ndata: ${headers.authorization} ${headers["last-event-id"] ?? "none"}\n\n`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const printed = await node(
    `
    import { EventSource } from "eventsource-wasm";
    const events = new EventSource(process.argv[2], { headers: { Authorization: "Bearer x" } });
    const seen = [];
    events.onmessage = ({ data }) => {
      if (seen.push(data) < 2) return;
      events.close();
      console.log(EventSource.engine, seen.join(" | "));
    };
  `,
    `http://127.0.0.1:${port}/`,
  );
  server.close();
  assert.equal(printed, "wasm Bearer x none | Bearer x 7");
});
