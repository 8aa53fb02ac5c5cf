/** What browsers.test.js runs in a page. */

import { watch } from "./watch.js";

const watched = watch();
// The page loads what is built.
const { EventSource } = await import(/** @type {string} */ ("/dist/index.js"));
const { collect, dropObjects, heardUntil, press } = await import("./garbage.js");
const { closeAfterLargeEvents, run } = await import("./rounds.js");

/** @type {() => unknown} */
const gc = /** @type {any} */ (globalThis).gc ?? press;
/** @type {ReturnType<typeof dropObjects>} */
let dropped;
const controller = new AbortController();

const Until = heardUntil(EventSource, controller.signal);

/** @type {any} */ (globalThis).leaks = {
  timers: () => watched.timers(),
  memory: () => watched.memory(),
  async rounds(/** @type {string} */ url, /** @type {number} */ count) {
    await run(EventSource, url, count);
    // A closed object may be used again: its engine goes with the object.
    await collect(gc, 2);
    return watched.memory().bytes;
  },
  large: (/** @type {string} */ url) => closeAfterLargeEvents(EventSource, url, watched),
  drop(/** @type {string} */ url, /** @type {number} */ count, /** @type {boolean} */ listens) {
    dropped = dropObjects(EventSource, url, count, listens);
  },
  dropUntil(/** @type {string} */ url, /** @type {number} */ count) {
    dropped = dropObjects(Until, url, count, false);
  },
  abort: () => controller.abort(),
  async collect(/** @type {number} */ times) {
    await collect(gc, times);
    return dropped.collected();
  },
  close: () => dropped.close(),
};
