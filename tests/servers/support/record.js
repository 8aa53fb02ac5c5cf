/** In the page: follows a stream whose events are numbered, and notes what came. A script, no module. */

/**
 * @typedef {{ code: string, message: string, url: string, line?: string }} Diagnostic
 *
 * @typedef {object} Record
 * @property {number} opens
 * @property {{ reason: string, status: number, willReconnect: boolean, headers: [string, string][] }[]} errors
 * @property {[number, number][]} runs consecutive numbers, first and last; one run where nothing is lost or repeated
 * @property {number} last the last number
 * @property {number} otherIds events whose ID is not their number
 * @property {[string, string, string][]} events type, data and ID of the first ones
 * @property {Diagnostic[]} diagnostics
 * @property {number} readyState
 */

// `var`, for what WebDriver runs sees the properties of the window only.
/** @type {Record[]} */
var records = [];
/** @type {any} */
var source = null;

/**
 * @param {string} url
 * @param {object} options
 * @param {object} more
 * @param {string[]} [more.types] of the events that count
 * @param {boolean} [more.retriesStatus] whether a status that will pass is retried
 */
// oxlint-disable-next-line no-unused-vars -- called through WebDriver
function follow(url, options, { types = ["message"], retriesStatus = false }) {
  const { EventSource, TRANSIENT_STATUSES } = /** @type {any} */ (globalThis).EventSourceWasm;
  /** @type {Record} */
  const record = {
    opens: 0,
    errors: [],
    runs: [],
    last: 0,
    otherIds: 0,
    events: [],
    diagnostics: [],
    readyState: 0,
  };
  records.push(record);
  source?.close();
  source = new EventSource(url, {
    ...options,
    onDiagnostic: (/** @type {Diagnostic} */ diagnostic) => record.diagnostics.push(diagnostic),
    ...(retriesStatus && {
      shouldReconnect: (/** @type {{ status: number }} */ { status }) =>
        TRANSIENT_STATUSES.includes(status) || undefined,
    }),
  });
  const own = source;
  Object.defineProperty(record, "readyState", { get: () => own.readyState, enumerable: true });
  own.addEventListener("open", () => (record.opens += 1));
  own.addEventListener("error", (/** @type {any} */ { reason, status, willReconnect, headers }) => {
    record.errors.push({ reason, status, willReconnect, headers: [...(headers ?? [])] });
  });
  for (const type of types) own.addEventListener(type, (/** @type {any} */ event) => note(record, event));
}

/**
 * @param {Record} record
 * @param {MessageEvent<string>} event
 */
function note(record, { type, data, lastEventId }) {
  if (record.events.length < 20) record.events.push([type, data, lastEventId]);
  const number = numberIn(data);
  if (lastEventId !== String(number)) record.otherIds += 1;
  const run = record.runs.at(-1);
  if (run && run[1] === number - 1) run[1] = number;
  else record.runs.push([number, number]);
  record.last = number;
}

function numberIn(/** @type {string} */ data) {
  try {
    return Number(JSON.parse(data).n);
  } catch {
    return NaN;
  }
}
