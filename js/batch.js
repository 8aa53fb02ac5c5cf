/** Reads the table that the engine makes of one piece of the stream (`src/event_stream/batch.rs`). */
import { bytes, memoryBytes, refreshViews, words } from "./memory.js";

/** What is taken one by one, for a view of it would cost more. */
const SHORT = 24;

/** @type {TextDecoder | undefined} */
let decoder;
/** @type {TextDecoder | undefined} */
let wideDecoder;

/** Bytes to text: U+FFFD for what is invalid, and no BOM is stripped. */
export function decode(/** @type {Uint8Array | ArrayBuffer | undefined} */ utf8) {
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(utf8);
}

/**
 * The same for text that is not ASCII. What is said to go on is decoded by another decoder in Node, twice as fast for
 * such text; nothing of it is left over, for it ends in ASCII.
 */
function decodeWide(/** @type {Uint8Array} */ utf8) {
  wideDecoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return wideDecoder.decode(utf8, { stream: true });
}

/** Text to UTF-8. */
export function encode(/** @type {string} */ text) {
  return new TextEncoder().encode(text);
}

/**
 * Address and length of each: ASCII, other text, unknown fields, the table.
 *
 * @typedef {[number, number, number, number, number, number, number, number]} Parts
 */

/** What the table says only where it changes. */
export class Columns {
  type = "message";
  lastEventId = "";
  /** That of the latest short batch. */
  table = new Uint32Array(SHORT);
}

/**
 * The events of one batch. All its text is taken out of the engine's memory when it is constructed.
 */
export class Batch {
  #ascii;
  #wide;
  #table;
  #at = 0;
  #end;
  #wideAt = 0;
  data = "";

  /**
   * @param {Columns} columns
   * @param {Parts} parts
   */
  constructor(columns, [ascii, asciiLength, wide, wideLength, unknown, unknownLength, table, tableLength]) {
    refreshViews();
    this.#ascii =
      asciiLength > SHORT ? decode(memoryBytes(ascii, asciiLength)) : shortText(ascii, asciiLength);
    this.#wide = wideLength ? decodeWide(memoryBytes(wide, wideLength)) : "";
    this.unknownFields = unknownLength
      ? decode(memoryBytes(unknown, unknownLength)).split("\n").slice(0, -1)
      : [];
    this.#end = tableLength;
    this.#table = copy(table >>> 2, tableLength, columns.table);
    this.columns = columns;
  }

  get hasNext() {
    return this.#at < this.#end;
  }

  /** Takes the next event into `data` and the columns. */
  next() {
    for (;;) {
      const word = /** @type {number} */ (this.#table[this.#at++]);
      const end = this.#table[this.#at++];
      const text = word & 1 ? this.#nextWide() : this.#ascii.slice(word >>> 3, end);
      const column = word & 6;
      if (column === 2) this.columns.type = text || "message";
      else if (column === 4) this.columns.lastEventId = text;
      else {
        this.data = text;
        return;
      }
    }
  }

  #nextWide() {
    const start = this.#wideAt;
    this.#wideAt = this.#wide.indexOf("\r", start) + 1;
    return this.#wide.slice(start, this.#wideAt - 1);
  }
}

/** ASCII of a few bytes: a decoder takes longer. */
function shortText(/** @type {number} */ start, /** @type {number} */ length) {
  const codes = Array(length);
  for (let at = 0; at < length; at++) codes[at] = bytes[(start >>> 0) + at];
  return String.fromCharCode.apply(null, codes);
}

/** A few words, in `table`: an array of their own would take longer. */
function copy(/** @type {number} */ start, /** @type {number} */ length, /** @type {Uint32Array} */ table) {
  if (length > SHORT) return words.slice(start, start + length);
  for (let at = 0; at < length; at++) table[at] = /** @type {number} */ (words[start + at]);
  return table;
}
