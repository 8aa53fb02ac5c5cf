/** Who is measured. */

/** @typedef {{ name: string, package?: string, about: string, floor?: boolean }} Contender */

/** @type {readonly Contender[]} */
export const CONTENDERS = [
  { name: "ours", about: "this package" },
  { name: "native", about: "the browser's own class" },
  { name: "eventsource", package: "eventsource", about: "real MessageEvents" },
  { name: "fetch-event-source", package: "@microsoft/fetch-event-source", about: "callbacks, no events" },
  { name: "event-source-polyfill", package: "event-source-polyfill", about: "plain objects as events" },
  { name: "extended-eventsource", package: "extended-eventsource", about: "real MessageEvents" },
  { name: "sse.js", package: "sse.js", about: "CustomEvents, over XMLHttpRequest" },
  { name: "floor: read", floor: true, about: "reads the body, nothing else" },
  { name: "floor: decode", floor: true, about: "reads, and decodes each chunk" },
  { name: "floor: dispatch", floor: true, about: "reads, and dispatches constant MessageEvents" },
  { name: "floor: event", floor: true, about: "reads, and dispatches a bare Event per event" },
  {
    name: "floor: turns",
    floor: true,
    about: "the same, with three microtask turns behind each event, as the package promises",
  },
  {
    name: "floor: messages",
    floor: true,
    about:
      "reads, and dispatches texts that it decodes and slices, in the package's event objects, with the three turns: the package without its parser",
  },
];

/** With the names that files have. */
export const RIVALS = CONTENDERS.filter(({ floor }) => !floor).map(({ name }) => name);
export const FLOORS = CONTENDERS.filter(({ floor }) => floor).map(({ name }) => name);
/** What the targets compare, and what says why one is not met. */
export const TARGETED = ["ours", "native", "eventsource", "floor: turns", "floor: messages"];
/** What is measured to `open`. */
export const OPENERS = [...RIVALS, "floor: read", "floor: engine"];

/** What is not measured with streams that come piece by piece. */
export const LONG_ONLY = ["floor: decode", "floor: dispatch", "floor: event"];
