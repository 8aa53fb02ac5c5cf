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
  try {
    const parsed = new URL(url, baseURL());
    // Chromium escapes what is forbidden in a host instead of refusing it; no valid host holds a "%".
    if (!SPECIAL.test(parsed.protocol) || !parsed.hostname.includes("%")) return parsed;
  } catch {
    // As below.
  }
  throw new DOMException(`'${url}' is not a valid URL.`, "SyntaxError");
}

/** That of the page or the worker. */
export function baseURL() {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}

/**
 * Whether a page is of another origin (`own`) than an `href`, which leaves a default port out; false where there is no
 * `location`. One with credentials is, too: `fetch` refuses it anyway.
 */
export function isCrossOrigin(/** @type {string} */ href, own = globalThis.location && globalThis.origin) {
  // Not `location.origin`: that of a frame without a URL of its own is no origin at all.
  return own !== undefined && /^https?:/.test(href) && !href.startsWith(`${own}/`);
}

/**
 * Whether `fetch` of a URL can answer with an event stream, by its scheme. Besides what every page can fetch, that is the
 * scheme of the page itself (`own`, with its colon): apps and extensions have their own.
 */
export function isFetchable(/** @type {string} */ url, own = globalThis.location?.protocol ?? " ") {
  return /^(?:https?|data|blob):/.test(url) || (url.startsWith(own) && !/^(?:about|file):$/.test(own));
}

/** That of an event; of what is no URL it is opaque. */
export function originOf(/** @type {string} */ url) {
  try {
    return new URL(url).origin;
  } catch {
    return "null";
  }
}
