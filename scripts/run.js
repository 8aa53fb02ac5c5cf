/** Runs programs: gathers what they print, and ends them together with everything they have started. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const WINDOWS = process.platform === "win32";
/** How long a program may take to end after it was told to, and its pipes to close after it has ended. */
const GRACE = 3000;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to the environment; undefined takes a variable away
 * @property {(text: string) => void} [onText] gets the output, standard output and standard error, line by line
 * @property {number} [timeLimit] ms, after which the program is ended
 *
 * @typedef {object} Result
 * @property {number} code 0 = success, as a shell has it: 127 = not found, 128 + n = ended by signal n
 * @property {string} output
 * @property {number} seconds
 * @property {boolean} timedOut
 */

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @type {Set<ChildProcess>} */
const running = new Set();
let interrupted = false;
/** @type {NodeJS.Signals[]} */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Result>}
 */
export async function run(command, args, { cwd = ROOT, env, onText, timeLimit } = {}) {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that a test run that hangs is ended together with its browsers.
    detached: !WINDOWS,
  });
  track(child);

  let output = "";
  const gather = (/** @type {string} */ text) => {
    output += text;
    onText?.(text);
  };
  byLine(child.stdout, gather);
  byLine(child.stderr, gather);

  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      void end(child);
    },
    timeLimit ?? 2 ** 31 - 1,
  );

  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      gather(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.once("exit", (exitCode, signal) =>
      resolve(exitCode ?? 128 + constants.signals[signal ?? "SIGKILL"]),
    );
  });
  clearTimeout(timer);
  await closed(child);
  running.delete(child);
  // Nobody goes on from here: the process exits as soon as all have ended.
  if (interrupted) return new Promise(() => {});
  if (running.size === 0) for (const signal of SIGNALS) process.off(signal, endAll);
  return { code: timedOut ? 124 : code, output, seconds: (performance.now() - started) / 1000, timedOut };
}

/**
 * Standard output and standard error may each come in pieces: put together piece by piece they would mix within a line.
 *
 * @param {import("node:stream").Readable} stream
 * @param {(text: string) => void} gather
 */
function byLine(stream, gather) {
  let rest = "";
  stream.setEncoding("utf8").on("data", (text) => {
    const all = rest + text;
    const whole = Math.max(all.lastIndexOf("\n"), all.lastIndexOf("\r")) + 1;
    rest = all.slice(whole);
    if (whole > 0) gather(all.slice(0, whole));
  });
  stream.on("close", () => rest && gather(`${rest}\n`));
}

/** Waits for the pipes; whoever holds them open after the program has ended was left behind by it. */
async function closed(/** @type {ChildProcess} */ child) {
  const streams = [child.stdout, child.stderr].filter((stream) => stream && !stream.closed);
  const all = Promise.all(streams.map((stream) => stream && once(stream, "close")));
  const timer = setTimeout(() => {
    signalGroup(child, "SIGKILL");
    for (const stream of streams) stream?.destroy();
  }, GRACE);
  await all;
  clearTimeout(timer);
}

function track(/** @type {ChildProcess} */ child) {
  if (running.size === 0) for (const signal of SIGNALS) process.on(signal, endAll);
  running.add(child);
}

/** @param {NodeJS.Signals} signal */
async function endAll(signal) {
  if (interrupted) return;
  interrupted = true;
  process.stderr.write(`\n${signal}: stopping\n`);
  await Promise.all([...running].map(end));
  process.exit(128 + constants.signals[signal]);
}

async function end(/** @type {ChildProcess} */ child) {
  signalGroup(child, "SIGTERM");
  const deadline = Date.now() + GRACE;
  while (Date.now() < deadline && signalGroup(child, 0)) await new Promise((done) => setTimeout(done, 50));
  signalGroup(child, "SIGKILL");
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there was somebody to signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    return process.kill(WINDOWS ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}
