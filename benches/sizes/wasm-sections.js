/** What the functions of a WebAssembly module are called, and how many bytes each has. */

import { EXPORTS } from "../../scripts/build/glue.js";

const FUNCTION_NAMES = 1;
const SECTIONS = { custom: 0, import: 2, code: 10 };

/** https://webassembly.github.io/spec/core/binary/ */
class Reader {
  #bytes;
  at;

  constructor(/** @type {Uint8Array} */ bytes, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get done() {
    return this.at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.at++] ?? 0;
  }

  /** LEB128. */
  number() {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  bytes(/** @type {number} */ length) {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.bytes(this.number()));
  }
}

/**
 * @param {Uint8Array} module
 * @returns {{ functions: { name: string, bytes: number }[], others: number }} others: bytes that are no function's
 */
export function functionsOf(module) {
  const reader = new Reader(module, 8);
  /** @type {Map<number, string>} */
  let names = new Map();
  /** @type {number[]} */
  let sizes = [];
  let imported = 0;
  let size = module.length;
  while (!reader.done) {
    const start = reader.at;
    const id = reader.byte();
    const content = reader.bytes(reader.number());
    if (id === SECTIONS.import) imported = functionImports(new Reader(content));
    if (id === SECTIONS.code) sizes = bodySizes(new Reader(content));
    if (id !== SECTIONS.custom) continue;
    // What is named is not shipped.
    size -= reader.at - start;
    const section = new Reader(content);
    if (section.text() === "name") names = functionNames(section);
  }
  const functions = sizes.map((bytes, index) => ({ name: names.get(index + imported) ?? "", bytes }));
  return { functions, others: size - functions.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function bodySizes(/** @type {Reader} */ reader) {
  return Array.from({ length: reader.number() }, () => {
    const start = reader.at;
    reader.bytes(reader.number());
    return reader.at - start;
  });
}

/** Functions that are imported come first in the numbering. */
function functionImports(/** @type {Reader} */ reader) {
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) functions++;
    if (kind === 1) reader.byte();
    if (kind === 0 || kind === 4) reader.number();
    if (kind === 4) reader.number();
    if (kind === 1 || kind === 2) limits(reader);
    if (kind === 3) reader.bytes(2);
  }
  return functions;
}

function limits(/** @type {Reader} */ reader) {
  const hasMost = reader.number() % 2 === 1;
  reader.number();
  if (hasMost) reader.number();
}

function functionNames(/** @type {Reader} */ section) {
  /** @type {Map<number, string>} */
  const names = new Map();
  while (!section.done) {
    const kind = section.byte();
    const content = new Reader(section.bytes(section.number()));
    if (kind !== FUNCTION_NAMES) continue;
    for (let left = content.number(); left > 0; left--) names.set(content.number(), content.text());
  }
  return names;
}

/** Rust's names hold a hash behind each crate's, without zeros before it. */
export function plainName(/** @type {string} */ name) {
  return name.replaceAll(/\[[0-9a-f]{1,16}\]|::h[0-9a-f]{16}$/g, "");
}

/**
 * Whose function it is: a crate, and of our own the module.
 *
 * @param {string} name as wasm-bindgen demangles it
 */
export function ownerOf(name) {
  if (EXPORTS.some(([, pattern]) => pattern.test(name))) return "eventsource_wasm::web";
  const path = /(?:[a-z_][a-z_0-9]*::)+\w+/.exec(plainName(name))?.[0].split("::");
  const [crate = "", module = ""] = path ?? [];
  if (crate === "") return /externref|wbindgen/.test(name) ? "wasm_bindgen" : "runtime (memcpy and the like)";
  return crate === "eventsource_wasm" && /^[a-z]/.test(module) ? `${crate}::${module}` : crate;
}
