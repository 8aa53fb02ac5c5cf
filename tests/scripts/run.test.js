import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";

import { run } from "../../scripts/run.js";

const node = (
  /** @type {string} */ code,
  /** @type {import("../../scripts/run.js").RunOptions} */ options = {},
) => run(process.execPath, ["-e", code], options);

test("both outputs, the code and the environment", async () => {
  const code = `console.log(process.env.ADDED, process.env.PATH); console.error("oops"); process.exitCode = 3`;
  const result = await node(code, { env: { ADDED: "yes", PATH: undefined } });
  assert.equal(result.code, 3);
  assert.match(result.output, /^yes undefined$/m);
  assert.match(result.output, /^oops$/m);
});

test("lines stay whole when the two outputs come in pieces", async () => {
  const code = `
    const wait = () => new Promise((done) => setTimeout(done, 50));
    process.stdout.write("test result: ok. 1 pas"); await wait();
    process.stderr.write("warning\\n"); await wait();
    process.stdout.write("sed; 0 failed")`;
  const { output } = await run(process.execPath, ["--input-type=module", "-e", code]);
  assert.deepEqual(output.split("\n").toSorted(), ["", "test result: ok. 1 passed; 0 failed", "warning"]);
});

test("a program that is not there", async () => {
  const { code, output } = await run("no-such-program-anywhere", []);
  assert.equal(code, 127);
  assert.match(output, /ENOENT/);
});

test("a program that hangs is ended together with those it started", async () => {
  // A connection tells the end of a process better than its number, which it keeps until it is reaped.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const connected = once(server, "connection");
  const grandchild = `require("node:net").connect(${port}, "127.0.0.1")`;
  const code = `
    require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}]);
    setInterval(() => {}, 1e6)`;
  const running = node(code, { timeLimit: 1500 });
  const [socket] = await connected;
  socket.resume().on("error", () => {});
  const ended = once(socket, "close");
  assert.ok((await running).timedOut);
  await ended;
  server.close();
});
