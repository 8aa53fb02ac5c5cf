/** What a stream begins with: bytes at once, so that every browser fires "open", and the reconnection time. */
export const PREAMBLE = ": welcome\nretry: 1000\n\n";

export const KEEP_ALIVE = ": keep-alive\n\n";

/** A classic mistake: no field of the standard, so nobody gets an event of it. */
export const NO_FIELD = "cur-time : now\n\n";

/**
 * One event in the event stream format.
 * @param {import("./history.js").NumberedEvent} event
 * @param {number} size what the data of a tick is filled up to
 */
export function encode({ number, type, data }, size) {
  const padded = type === "tick" ? pad(data, size) : data;
  let text = `id: ${number}\n`;
  if (type !== "message") text += `event: ${type}\n`;
  for (const line of padded.split("\n")) text += `data: ${line}\n`;
  return `${text}\n`;
}

/**
 * Adds a member to a JSON object so that its text has the size asked for.
 * @param {string} json
 * @param {number} size
 */
function pad(json, size) {
  const missing = size - json.length - `,"pad":""`.length;
  return missing > 0 ? `${json.slice(0, -1)},"pad":"${"x".repeat(missing)}"}` : json;
}
