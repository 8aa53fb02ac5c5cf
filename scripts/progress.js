/** What set-up and tests say while they work: one step, one line, and a sign of life while it takes long. */

import { stripVTControlCharacters } from "node:util";

import { run } from "./run.js";

const HEARTBEAT = 15_000;
const CLEAR_LINE = "\r\x1b[2K";

/** A failure that has been explained: shown without a stack. */
export class StepFailed extends Error {}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs one program as a step with a title; on failure shows all that it has printed.
 *
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {import("./run.js").RunOptions & { failure?: string }} [options] failure: what then happens, or
 *   what to do about it
 */
export async function step(title, command, args, { failure, ...options } = {}) {
  say(`${title} …`);
  const life = signOfLife();
  const result = await run(command, args, { ...options, onText: life.show }).finally(life.stop);
  if (result.code !== 0) {
    say(result.output.trimEnd());
    const what = `\`${[command, ...args].join(" ")}\` ended with ${result.code}`;
    throw new StepFailed(
      [`${title}: failed after ${duration(result.seconds)}: ${what}`, failure].filter(Boolean).join("\n"),
    );
  }
  say(`  done in ${duration(result.seconds)}`);
  return result;
}

/** The program's last line: on a terminal kept up to date, elsewhere repeated from time to time. */
function signOfLife() {
  const started = performance.now();
  const terminal = process.stdout.isTTY;
  let last = "";
  const elapsed = () => duration((performance.now() - started) / 1000);

  const draw = () => {
    const line = `  ${elapsed()}  ${last}`.slice(0, Math.max(20, (process.stdout.columns || 80) - 1));
    process.stdout.write(CLEAR_LINE + line);
  };
  const timer = setInterval(
    () => (terminal ? draw() : say(`  still running after ${elapsed()}: ${last}`)),
    terminal ? 1000 : HEARTBEAT,
  );
  return {
    show(/** @type {string} */ text) {
      const lines = stripVTControlCharacters(text).split(/[\r\n]+/);
      last =
        lines
          .map((line) => line.trim())
          .filter(Boolean)
          .at(-1) ?? last;
      if (terminal) draw();
    },
    stop() {
      clearInterval(timer);
      if (terminal) process.stdout.write(CLEAR_LINE);
    },
  };
}

/**
 * The entry point of a script: an explained failure is shown as such, anything else with its stack.
 *
 * @param {() => Promise<number | void>} main answers the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) || 0;
  } catch (error) {
    process.stderr.write(
      `${error instanceof StepFailed ? error.message : (/** @type {Error} */ (error).stack ?? error)}\n`,
    );
    process.exitCode = 1;
  }
}
