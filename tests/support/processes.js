import { spawn } from "node:child_process";
import { mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

/** Every group that still runs: what is left at the end of the process is killed. */
/** @type {Set<ProcessGroup>} */
const running = new Set();

/**
 * Processes that end together, with everything they started in turn, and a folder for temporary files
 * that goes with them. A browser leaves its driver's process group, but keeps its environment.
 */
export class ProcessGroup {
  folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-"));
  #log = join(this.folder, "output.log");
  /** @type {import("node:child_process").ChildProcess[]} */
  #children = [];

  constructor() {
    writeFileSync(this.#log, "");
    endWithThisProcess();
    running.add(this);
  }

  /**
   * @param {string} file
   * @param {string[]} args
   * @param {{ env?: NodeJS.ProcessEnv, extraPipe?: boolean }} [options] extraPipe: a pipe at descriptor 3
   */
  spawn(file, args, { env = {}, extraPipe = false } = {}) {
    const log = openSync(this.#log, "a");
    const child = spawn(file, args, {
      detached: true,
      env: { ...process.env, ...env, TMPDIR: this.folder },
      stdio: ["ignore", log, log, extraPipe ? "pipe" : "ignore"],
    });
    closeSync(log);
    child.on("error", () => {}); // `until` reports a child that isn't there
    child.unref();
    this.#children.push(child);
    return child;
  }

  /** What the processes have written so far. */
  get output() {
    return readFileSync(this.#log, "utf8");
  }

  /**
   * Waits until the condition holds; throws when a process of the group ends first.
   * @param {() => Promise<boolean>} condition
   * @param {string} what
   */
  async until(condition, what, timeout = 30_000) {
    const end = Date.now() + timeout;
    while (!(await condition())) {
      const ended = this.#children.some((child) => !child.pid || child.exitCode !== null || child.signalCode);
      if (ended || Date.now() > end) throw new Error(`${what} did not start`);
      await delay(50);
    }
  }

  kill() {
    if (!running.delete(this)) return;
    for (const { pid } of this.#children) if (pid) killQuietly(-pid);
    for (const pid of processesWith(`TMPDIR=${this.folder}`)) killQuietly(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A port of the loopback interface that is free at the moment. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {string} variable */
function processesWith(variable) {
  const wanted = `\0${variable}\0`;
  const processes = [];
  for (const entry of listProcesses()) {
    try {
      if (`\0${readFileSync(`/proc/${entry}/environ`, "latin1")}\0`.includes(wanted)) {
        processes.push(Number(entry));
      }
    } catch {
      // The process has ended, or is somebody else's.
    }
  }
  return processes;
}

function listProcesses() {
  try {
    return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function killQuietly(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

let watching = false;
function endWithThisProcess() {
  if (watching) return;
  watching = true;
  process.on("exit", () => running.forEach((group) => group.kill()));
  // Without a handler these end the process without "exit".
  for (const [signal, code] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.on(signal, () => process.exit(code));
  }
}
