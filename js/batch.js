/** Reads the table that the engine makes of one piece of the stream (`src/event_stream/batch.rs`). */
import { memoryBytes, memoryWords } from "./engine.js";

const ROW_WORDS = 7;
const SAME = 0;
const ASCII = 1;
const WIDE = 2;

/** @type {TextDecoder | undefined} */
let decoder;

/** Bytes to text: U+FFFD for what is invalid, and no BOM is stripped. */
export function decode(/** @type {Uint8Array} */ bytes) {
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(bytes);
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
   * @param {Uint32Array} addresses address and length of the five parts
   * @param {Columns} columns
   */
  constructor(addresses, columns) {
    const text = (/** @type {number} */ part) => {
      const [address = 0, length = 0] = addresses.subarray(part, part + 2);
      return length === 0 ? null : memoryBytes(address, length);
    };
    const [ascii, wide, invalid] = [text(0), text(2), text(4)];
    this.#ascii = ascii ? decode(ascii) : "";
    this.#wide = wide ? decode(wide) : "";
    this.#invalid = invalid && invalid.slice();
    const unknown = text(6);
    this.unknownFields = unknown ? decode(unknown).split("\n").slice(0, -1) : [];
    this.#table = memoryWords(/** @type {number} */ (addresses[8]), /** @type {number} */ (addresses[9]));
    this.#columns = columns;
  }

  /** Takes the next row into `data` and the columns. */
  next() {
    const table = this.#table;
    const row = this.#row;
    const kinds = /** @type {number} */ (table[row]);
    this.data = this.#text(kinds & 3, row + 1);
    const typeKind = (kinds >> 2) & 3;
    if (typeKind !== SAME) this.#columns.type = this.#text(typeKind, row + 3) || "message";
    const idKind = kinds >> 4;
    if (idKind !== SAME) this.#columns.lastEventId = this.#text(idKind, row + 5);
    this.#row = row + ROW_WORDS;
  }

  #text(/** @type {number} */ kind, /** @type {number} */ at) {
    const start = /** @type {number} */ (this.#table[at]);
    const end = /** @type {number} */ (this.#table[at + 1]);
    if (kind === ASCII) return this.#ascii.slice(start, end);
    if (kind === WIDE) return this.#wide.slice(start, end);
    return decode(/** @type {Uint8Array} */ (this.#invalid).subarray(start, end));
  }
}
