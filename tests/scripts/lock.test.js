import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { isStale, withLock } from "../../scripts/lock.js";

let folder = "";
let lock = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  lock = join(folder, "install.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param {object} owner */
function leaveBehind(owner, age = 0) {
  mkdirSync(lock);
  writeFileSync(join(lock, "owner.json"), JSON.stringify(owner));
  const time = new Date(Date.now() - age);
  utimesSync(lock, time, time);
}

/** The number of a process that has ended. */
async function deadPid() {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid;
}

test("two never work at once, and the one who waits is told for whom", async () => {
  let working = 0;
  let most = 0;
  /** @type {unknown[]} */
  const waits = [];
  const work = async () => {
    most = Math.max(most, ++working);
    await sleep(100);
    working--;
  };
  const onWait = (/** @type {{ pid: number } | null} */ owner) => waits.push(owner?.pid);
  await Promise.all([
    withLock(lock, work, onWait),
    withLock(lock, work, onWait),
    withLock(lock, work, onWait),
  ]);
  assert.equal(most, 1);
  assert.deepEqual(waits, [process.pid, process.pid]);
  assert.ok(!existsSync(lock));
});

test("the lock is given back when the work fails", async () => {
  await assert.rejects(
    withLock(lock, () => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.ok(!existsSync(lock));
});

test("a killed process holds no lock", async () => {
  const module = new URL("../../scripts/lock.js", import.meta.url).href;
  const code = `import { withLock } from "${module}";
    await withLock(${JSON.stringify(lock)}, () => new Promise(() => { console.log("held"); setInterval(() => {}, 1e6); }));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
  await once(child.stdout, "data");
  assert.ok(!isStale(lock));
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(isStale(lock));
  assert.equal(await withLock(lock, async () => "mine"), "mine");
});

test("who is gone: the dead of this machine at once, the silent of others after a while", async () => {
  const pid = await deadPid();
  leaveBehind({ pid, host: hostname(), token: "" });
  assert.ok(isStale(lock));
  rmSync(lock, { recursive: true });

  leaveBehind({ pid, host: `not-${hostname()}`, token: "" }, 20_000);
  assert.ok(!isStale(lock));
  assert.ok(isStale(lock, Date.now() + 20_000));
  rmSync(lock, { recursive: true });

  leaveBehind({ pid: process.pid, host: hostname(), token: "" }, 60_000);
  assert.ok(!isStale(lock), "alive, but the machine slept");
});
