/** For tests in Node against the real test server. */

import { setTimeout as sleep } from "node:timers/promises";

import { urlOf } from "../server/answers.js";
import { startServer } from "../server/index.js";

export { rejection } from "../browser/support/outcomes.js";

/** Starts the server; `play` makes a URL with these answers and tells what the server has seen there. */
export async function serve() {
  const server = await startServer();
  let count = 0;
  const play = (/** @type {import("../server/answers.js").Answer[]} */ ...answers) => {
    const key = `node-${++count}`;
    return {
      url: urlOf(server.origin, key, answers),
      requests: () => server.records.of(key),
      /** Lets an answer go on that waits for this name. */
      go: (/** @type {string} */ name) => server.records.go(`${key}/${name}`),
    };
  };
  return { ...server, play };
}

/** Resolves when a condition holds, which it has to within 10 s. */
export async function until(/** @type {() => unknown} */ condition) {
  const limit = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`not within 10 s: ${condition}`);
    await sleep(5);
  }
}

/**
 * @template T
 * @param {AsyncIterable<T>} items
 */
export async function all(items) {
  /** @type {T[]} */
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}
