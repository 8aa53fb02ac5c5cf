/** What a script cannot do. `run.js --update` lists it, the reasons are for people to give. */

/** @type {Record<string, string>} */
export const REASONS = {
  trusted: "isTrusted is true only for events that the browser itself dispatches",
  preflight: "a Last-Event-ID header that a script sets takes a CORS preflight, and the server refuses it",
  stop: "after window.stop() fetch rejects as after any network error, which reestablishes the connection",
  bytes: "WebKitGTK sends each byte above 7F of a header that a script sets as two (c3 a2 instead of e2)",
};

/**
 * Browser -> page -> subtest -> which of the reasons. The run fails when a subtest fails that is not listed,
 * and when one is listed that passes or is not seen.
 * @type {Record<string, Record<string, Record<string, string>>>}
 */
export const FAILURES = {
  chromium: {
    "/eventsource/eventsource-onmessage-trusted.any.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-onmessage-trusted.any.worker.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-request-cancellation.window.html": {
      "EventSource: request cancellation": "stop",
    },
    "/eventsource/request-credentials.window.html": {
      "EventSource: credentials: credentials enabled": "preflight",
      "EventSource: credentials: credentials disabled": "preflight",
      "EventSource: credentials: credentials default": "preflight",
    },
  },
  firefox: {
    "/eventsource/eventsource-onmessage-trusted.any.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-onmessage-trusted.any.worker.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-request-cancellation.window.html": {
      "EventSource: request cancellation": "stop",
    },
    "/eventsource/request-credentials.window.html": {
      "EventSource: credentials: credentials enabled": "preflight",
      "EventSource: credentials: credentials disabled": "preflight",
      "EventSource: credentials: credentials default": "preflight",
    },
  },
  webkit: {
    "/eventsource/eventsource-onmessage-trusted.any.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-onmessage-trusted.any.worker.html": {
      "EventSource message events are trusted": "trusted",
    },
    "/eventsource/eventsource-request-cancellation.window.html": {
      "EventSource: request cancellation": "stop",
    },
    "/eventsource/format-field-id-2.any.html": { "EventSource: Last-Event-ID (2)": "bytes" },
    "/eventsource/format-field-id-2.any.worker.html": { "EventSource: Last-Event-ID (2)": "bytes" },
    "/eventsource/format-field-id.any.html": { "EventSource: Last-Event-ID": "bytes" },
    "/eventsource/format-field-id.any.worker.html": { "EventSource: Last-Event-ID": "bytes" },
    "/eventsource/request-credentials.window.html": {
      "EventSource: credentials: credentials enabled": "preflight",
      "EventSource: credentials: credentials disabled": "preflight",
      "EventSource: credentials: credentials default": "preflight",
    },
  },
};

/**
 * Page -> how many subtests it has, if not one: those that a page does not get to have failed.
 * @type {Record<string, number>}
 */
export const SUBTESTS = {
  "/eventsource/dedicated-worker/eventsource-constructor-non-same-origin.htm": 4,
  "/eventsource/eventsource-close.window.html": 2,
  "/eventsource/eventsource-constructor-non-same-origin.window.html": 4,
  "/eventsource/eventsource-constructor-stringify.window.html": 4,
  "/eventsource/eventsource-cross-origin.window.html": 6,
  "/eventsource/eventsource-reconnect.window.html": 2,
  "/eventsource/format-field-id-3.window.html": 3,
  "/eventsource/format-field-id-null.window.html": 5,
  "/eventsource/request-cache-control.any.html": 4,
  "/eventsource/request-cache-control.any.worker.html": 4,
  "/eventsource/request-credentials.window.html": 3,
  "/eventsource/request-redirect.window.html": 4,
  "/eventsource/request-status-error.window.html": 7,
  "/eventsource/shared-worker/eventsource-constructor-non-same-origin.htm": 4,
};
