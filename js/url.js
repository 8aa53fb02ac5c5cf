/** The URL of a connection. https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource */

const SPECIAL = /^(?:https?|wss?|ftp|file):$/;

/**
 * Parses `url` against the page's or the worker's base URL.
 *
 * @param {string} url
 * @returns {URL}
 * @throws {DOMException} a SyntaxError where it is no URL
 */
export function parseURL(url) {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    const parsed = new URL(url, base);
    // Chromium escapes what is forbidden in a host instead of refusing it; no valid host holds a "%".
    if (!SPECIAL.test(parsed.protocol) || !parsed.hostname.includes("%")) return parsed;
  } catch {
    // As below.
  }
  throw new DOMException(`Cannot open an EventSource to '${url}': it is not a valid URL.`, "SyntaxError");
}

/** Whether a page is of another origin than `url`; false where there is no `location`. */
export function isCrossOrigin(/** @type {URL} */ url) {
  // Not `location.origin`: that of a frame without a URL of its own is no origin at all.
  const own = globalThis.location && globalThis.origin;
  return own !== undefined && /^https?:$/.test(url.protocol) && url.origin !== own;
}

/**
 * Whether `fetch` of a scheme can answer with an event stream. Besides what every page can fetch, that is the scheme of
 * the page itself: apps and extensions have their own. Both with the colon.
 */
export function isFetchable(/** @type {string} */ scheme, own = globalThis.location?.protocol) {
  return /^(?:https?|data|blob):$/.test(scheme) || (scheme === own && !/^(?:about|file):$/.test(own));
}
