/** What the page goes through, told to the connections that are not CLOSED. */
import * as INPUT from "./codes/input.js";

/** @typedef {import("./host.js").Host} Host */

/** @type {Set<Host>} Hosts hold no EventSource: none is kept alive by this. */
const hosts = new Set();

/** @type {[type: string, tell: () => void][]} */
const EVENTS = [
  ["online", () => tell(INPUT.hasten)],
  // The document's: it passes the window on its way.
  ["visibilitychange", () => hosts.forEach(tellVisibility)],
  // Also where the page goes for good: no error is to be told for that.
  ["pagehide", () => tell(INPUT.suspend)],
  ["pageshow", () => tell(INPUT.resume)],
];

/** Begins to tell a host. */
export function watch(/** @type {Host} */ host) {
  if (hosts.size === 0) listen("addEventListener");
  hosts.add(host);
}

/** Ends it. The listeners go with the last one. */
export function unwatch(/** @type {Host} */ host) {
  if (hosts.delete(host) && hosts.size === 0) listen("removeEventListener");
}

/** Whether there is a document, and nobody sees it. */
export function isHidden() {
  return globalThis.document?.visibilityState === "hidden";
}

/** What a page loses some milliseconds before it says that it is left is no failure. In milliseconds. */
const LEAVING = 50;

/** Fulfils when it is clear that a page that somebody sees is not being left; at once elsewhere. */
export async function staying() {
  if (globalThis.document && !isHidden()) await new Promise((fulfil) => setTimeout(fulfil, LEAVING));
}

function listen(/** @type {"addEventListener" | "removeEventListener"} */ method) {
  // Node has none.
  for (const [type, listener] of EVENTS) globalThis[method]?.(type, listener, true);
}

function tell(/** @type {number} */ input) {
  for (const host of hosts) host.input(input);
}

function tellVisibility(/** @type {Host} */ host) {
  if (isHidden()) {
    if (host.pausesWhenHidden) host.input(INPUT.hide);
  } else {
    host.input(host.pausesWhenHidden ? INPUT.show : INPUT.hasten);
  }
}
