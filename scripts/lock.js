/** A lock between processes: a directory, for making one either succeeds or fails at once. */

import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The holder touches the directory this often (ms). */
const BEAT = 2_000;
/** Untouched for so long (ms), a lock was left behind. */
const STALE = 30_000;
/** The same where a process with the holder's number lives: a machine that was asleep beats no lock either. */
const STALE_ALTHOUGH_ALIVE = 600_000;
const POLL = 250;

/**
 * @typedef {object} Owner
 * @property {number} pid
 * @property {string} host where the pid counts: containers may share a cache
 * @property {string} token
 */

/**
 * @template T
 * @param {string} path of the lock directory
 * @param {() => Promise<T>} work done while the lock is held
 * @param {(owner: Owner | null) => void} [onWait] told once, if somebody else holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  const token = randomUUID();
  for (let waited = false; !take(path, token); waited = true) {
    if (!waited && !isStale(path)) onWait?.(ownerOf(path));
    if (!removeStale(path)) await sleep(POLL);
  }
  const beat = setInterval(() => touch(path), BEAT).unref();
  const release = () => {
    if (ownerOf(path)?.token === token) rmSync(path, { recursive: true, force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} token
 */
function take(path, token) {
  if (!makeDirectory(path)) return false;
  writeFileSync(join(path, "owner.json"), JSON.stringify({ pid: process.pid, host: hostname(), token }));
  return true;
}

/**
 * Whether whoever took the lock is gone: dead, if on this machine; silent, wherever it is.
 *
 * @param {string} path
 * @param {number} [now]
 */
export function isStale(path, now = Date.now()) {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return false;
  const owner = ownerOf(path);
  const here = owner !== null && owner.host === hostname();
  if (here && !isAlive(owner.pid)) return true;
  return now - changed > (here ? STALE_ALTHOUGH_ALIVE : STALE);
}

/** Under a lock of its own: otherwise two who wait could both see the stale one, and one remove the other's. */
function removeStale(/** @type {string} */ path) {
  const guard = `${path}.removal`;
  if (!makeDirectory(guard)) {
    // The guard is held without a pause in between; an old one belongs to a process that was killed there.
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE) rmSync(guard, { recursive: true, force: true });
    return false;
  }
  try {
    if (!isStale(path)) return false;
    rmSync(path, { recursive: true, force: true });
    return true;
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

function makeDirectory(/** @type {string} */ path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @returns {Owner | null} */
function ownerOf(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(join(path, "owner.json"), "utf8"));
  } catch {
    return null;
  }
}

function touch(/** @type {string} */ path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Removed by hand: release() sees that the lock is not ours any more.
  }
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
