/** Reads the table that the engine makes of one piece of the stream (`src/event_stream/batch.rs`). */
import { memoryBytes, memoryWords } from "./engine.js";

const ROW_WORDS = 9;
const SAME = 0;
const ASCII = 1;
const WIDE = 2;

/** @type {TextDecoder | undefined} */
let decoder;
/** @type {TextDecoder | undefined} */
let wideDecoder;

/** Bytes to text: U+FFFD for what is invalid, and no BOM is stripped. */
export function decode(/** @type {Uint8Array} */ bytes) {
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(bytes);
}

/**
 * The same for text that is valid and not ASCII. What is said to go on is decoded by another decoder in Node, twice
 * as fast for such text; nothing of it is left over.
 */
function decodeWide(/** @type {Uint8Array} */ bytes) {
  wideDecoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return wideDecoder.decode(bytes, { stream: true });
}

/** Text to UTF-8. */
export function encode(/** @type {string} */ text) {
  return new TextEncoder().encode(text);
}

/** What the rows of a stream say only where it changes. */
export class Columns {
  type = "message";
  lastEventId = "";
}

/**
 * The rows of one batch. All its text is taken out of the engine's memory when it is constructed.
 */
export class Batch {
  #ascii;
  #wide;
  /** @type {Uint8Array | null} */
  #invalid;
  #table;
  #columns;
  #row = 0;
  data = "";

  /**
   * @param {number} address where address and length of the five parts are
   * @param {Columns} columns
   */
  constructor(address, columns) {
    const parts = memoryWords(address, 10);
    const ascii = part(parts, 0);
    const wide = part(parts, 2);
    const invalid = part(parts, 4);
    const unknown = part(parts, 6);
    this.#ascii = ascii ? decode(ascii) : "";
    this.#wide = wide ? decodeWide(wide) : "";
    this.#invalid = invalid && invalid.slice();
    this.unknownFields = unknown ? decode(unknown).split("\n").slice(0, -1) : [];
    this.#table = memoryWords(/** @type {number} */ (parts[8]), /** @type {number} */ (parts[9])).slice();
    this.#columns = columns;
  }

  /** Takes the next row into `data` and the columns. */
  next() {
    const columns = this.#columns;
    const row = this.#row;
    this.#row += ROW_WORDS;
    this.data = this.#text(row, "");
    columns.type = this.#text(row + 3, columns.type) || "message";
    columns.lastEventId = this.#text(row + 6, columns.lastEventId);
  }

  #text(/** @type {number} */ at, /** @type {string} */ before) {
    const table = this.#table;
    const start = table[at + 1];
    const end = table[at + 2];
    switch (table[at]) {
      case SAME:
        return before;
      case ASCII:
        return this.#ascii.slice(start, end);
      case WIDE:
        return this.#wide.slice(start, end);
      default:
        return decode(/** @type {Uint8Array} */ (this.#invalid).subarray(start, end));
    }
  }
}

/** The bytes of a part; null where there are none. */
function part(/** @type {Uint32Array} */ parts, /** @type {number} */ at) {
  const length = /** @type {number} */ (parts[at + 1]);
  return length === 0 ? null : memoryBytes(/** @type {number} */ (parts[at]), length);
}
