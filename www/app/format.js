const UNITS = ["B", "kB", "MB", "GB"];

/** @param {number} bytes */
export function formatBytes(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** @param {number} count */
export function formatCount(count) {
  return count.toLocaleString("en");
}

/**
 * @param {number} count
 * @param {string} noun
 */
export function plural(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @param {number} milliseconds */
export function formatSeconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

/**
 * A text with a full stop, so that another sentence can follow.
 * @param {string} text
 */
export function sentence(text) {
  return text.replace(/[^.!?]$/, "$&.");
}

/**
 * The time of day, to the millisecond.
 * @param {number} at
 */
export function formatTime(at) {
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => digits(part, 2))
    .join(":");
  return `${time}.${digits(date.getMilliseconds(), 3)}`;
}

/**
 * @param {number} value
 * @param {number} length
 */
function digits(value, length) {
  return String(value).padStart(length, "0");
}

const encoder = new TextEncoder();
const scratch = new Uint8Array(256 * 1024);

/**
 * The length of a text in UTF-8.
 * @param {string} text
 */
export function utf8Length(text) {
  // A code unit never takes more than three bytes.
  if (text.length * 3 > scratch.length) return encoder.encode(text).length;
  return encoder.encodeInto(text, scratch).written;
}
