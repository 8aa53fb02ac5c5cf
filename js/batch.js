/** Reads the table that the engine makes of one piece of the stream (`src/event_stream/batch.rs`). */
import { bytes, memoryBytes, refreshed, words } from "./memory.js";

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
   * @param {number} at the word where address and length are of each: ASCII, other text, unknown fields, the table
   */
  constructor(columns, at) {
    refreshed();
    const asciiLength = wordAt(at + 1);
    this.#ascii = asciiLength > SHORT ? textAt(at, decode) : shortText(wordAt(at), asciiLength);
    this.#wide = textAt(at + 2, decodeWide);
    this.unknownFields = textAt(at + 4, decode);
    this.#end = wordAt(at + 7);
    this.#table = copy(wordAt(at + 6) >>> 2, this.#end, columns.table);
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

/** A word of the engine's memory. */
function wordAt(/** @type {number} */ at) {
  return /** @type {number} */ (words[at]);
}

function textAt(/** @type {number} */ at, /** @type {(utf8: Uint8Array) => string} */ toText) {
  const length = wordAt(at + 1);
  return length ? toText(memoryBytes(wordAt(at), length)) : "";
}

/** ASCII of a few bytes: a decoder takes longer. */
function shortText(/** @type {number} */ start, /** @type {number} */ length) {
  const codes = Array(length);
  for (let at = 0; at < length; at++) codes[at] = bytes[start + at];
  return String.fromCharCode.apply(null, codes);
}

/** A few words, in `table`: an array of their own would take longer. */
function copy(/** @type {number} */ start, /** @type {number} */ length, /** @type {Uint32Array} */ table) {
  if (length > SHORT) return words.slice(start, start + length);
  for (let at = 0; at < length; at++) table[at] = wordAt(start + at);
  return table;
}
