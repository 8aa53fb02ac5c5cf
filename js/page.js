/** What the page goes through, told to the connections that are not CLOSED. */
import * as INPUT from "./codes/input.js";

/** @typedef {import("./host.js").Host} Host */

/** @type {Set<Host>} Hosts hold no EventSource: none is kept alive by this. */
const hosts = new Set();

/** What a page loses so long before it says that it is left is no failure. In milliseconds. */
const USUAL = 50;
/** The same where it has said that it may be left: the next page may take its time. */
const LEAVING = 5000;
let patience = USUAL;

/** Of the window. @type {Record<string, (event: any) => void>} */
const EVENTS = {
  online: () => tell(INPUT.hasten),
  // Also where the page goes for good: no error is to be told for that.
  pagehide: () => tell(INPUT.suspend),
  // A page that has been loaded says so, too.
  pageshow: ({ persisted }) => persisted && tell(INPUT.resume),
  beforeunload: () => void (patience = LEAVING),
};

/** Begins to tell a host, until it is CLOSED. The listeners come with the first one, and go with the last. */
export function watch(/** @type {Host} */ host, /** @type {boolean} */ isClosed) {
  const before = hosts.size;
  if (isClosed) hosts.delete(host);
  else hosts.add(host);
  // From none to one, or back.
  if (before + hosts.size === 1) listen(isClosed ? "removeEventListener" : "addEventListener");
}

/** Whether there is a document, and nobody sees it. */
export function isHidden() {
  return globalThis.document?.visibilityState === "hidden";
}

// Deviation: a lost connection is told that much later.
/** Fulfils when it is clear that a page that somebody sees is not being left; at once elsewhere. */
export async function staying() {
  if (globalThis.document && !isHidden()) {
    await new Promise((fulfil) => setTimeout(fulfil, patience));
    // It was not left.
    patience = USUAL;
  }
}

function listen(/** @type {"addEventListener" | "removeEventListener"} */ method) {
  // Node has neither; a worker has no document.
  for (const [type, listener] of Object.entries(EVENTS)) globalThis[method]?.(type, listener);
  globalThis.document?.[method]?.("visibilitychange", tellAll);
}

function tellAll() {
  hosts.forEach(tellVisibility);
}

function tell(/** @type {number} */ input) {
  for (const host of hosts) host.input(input);
}

/** Whether the document is hidden, as a host has to know it. */
export function tellVisibility(/** @type {Host} */ host) {
  if (isHidden()) {
    if (host.pausesWhenHidden) host.input(INPUT.hide);
  } else {
    host.input(host.pausesWhenHidden ? INPUT.show : INPUT.hasten);
  }
}
