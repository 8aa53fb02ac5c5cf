/** What the modules named `engine:…` are, and which files stay files of their own. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { ROOT } from "../run.js";
import { JS, TRANSLATED, WASM } from "./engine.js";
import { namesOf } from "./glue.js";

/** @typedef {"inlined" | "external" | "no-wasm" | "workerd"} Loading a file `js/engine-….js` */
/** @typedef {import("esbuild").Plugin} Plugin */

/** @type {Record<string, () => Promise<string> | string>} */
const MODULES = {
  module: binding,
  js: async () =>
    `export function evaluate(guard, { a: imports }) { let result; ${await translated()} return result; }`,
  // The module is inlined as a string of its bytes: after gzip 4 % larger than the module, where base64 is 30 %.
  bytes: async () => {
    const { units, key } = encoded(inWords(await readFile(WASM.module)));
    return `export const key = ${key}; export const bytes = ${units};`;
  },
  build: async () => `export const BUILD = "${buildOf(await readFile(WASM.module))}";`,
};

/** A whole number of words of four bytes, as `js/engine-inlined.js` decodes them: a section without a name fills the last. */
export function inWords(/** @type {Buffer} */ module) {
  const lacking = -module.length & 3;
  if (lacking === 0) return module;
  // A section takes three bytes at least.
  return Buffer.concat([module, customSection("", "-".repeat((lacking + 1) & 3))]);
}

/**
 * The bytes as code units, each exclusive-ored with a key: the one with which the string compresses best, for most
 * of the frequent bytes take one byte in UTF-8 then and need no escape.
 */
function encoded(/** @type {Buffer} */ module) {
  const candidates = Array.from({ length: 256 }, (_, key) => {
    const units = JSON.stringify(Buffer.from(module.map((byte) => byte ^ key)).toString("latin1"));
    return { key, units, size: gzipSync(units, { level: 9 }).length };
  });
  return candidates.reduce((best, other) => (other.size < best.size ? other : best));
}

/** @returns {Plugin} */
export function engine(/** @type {Loading} */ loading) {
  return {
    name: "engine",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^engine:load$/ }, () => ({ path: join(ROOT, `js/engine-${loading}.js`) }));
      onResolve({ filter: /^engine:/ }, ({ path }) => ({ path, namespace: "engine" }));
      onLoad({ filter: /./, namespace: "engine" }, async ({ path }) => ({
        contents: await MODULES[path.slice("engine:".length)]?.(),
        resolveDir: ROOT,
      }));
    },
  };
}

/**
 * Files of `dist/` that others import instead of holding them: one engine for all, and no request more for whoever
 * takes the root alone.
 *
 * @param {string[]} names without extension
 * @param {string} extension
 * @returns {Plugin}
 */
export function shared(names, extension) {
  return {
    name: "shared",
    setup({ onResolve }) {
      const filter = new RegExp(`^\\./(?:${names.join("|")})\\.js$`);
      onResolve({ filter }, ({ path, kind }) => {
        if (kind === "entry-point") return null;
        return { path: path.replace(/\.js$/, extension), external: true };
      });
    },
  };
}

/** The module of its own, which says which build it is: the glue fits no other. */
export async function engineFile() {
  const bytes = await readFile(WASM.module);
  return Buffer.concat([bytes, customSection("b", buildOf(bytes))]);
}

function buildOf(/** @type {Buffer} */ bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}

/** Shorter than 128 bytes, which is why every length is one byte. */
function customSection(/** @type {string} */ name, /** @type {string} */ text) {
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name + text)]);
  return Buffer.concat([Buffer.from([0, content.length]), content]);
}

/** Names for what the module imports and exports. */
async function binding() {
  const { imports, exports } = await namesOf(WASM.names);
  return `import { ${imports.map(([name]) => name).join()} } from "./js/glue.js";
    export const imports = () => ({ a: { ${imports.map(([name, short]) => `${short}: ${name}`).join()} } });
    export let ${exports.map(([name]) => name).join()};
    export function use(exports) { ({ ${exports.map(([name, short]) => `${short}: ${name}`).join()} } = exports); }`;
}

/**
 * A script of the translation, which is a module that imports `a` and is instantiated when it is evaluated. What it imports
 * and exports has the names that the module of WebAssembly has.
 */
async function translated() {
  const esbuild = await import("esbuild");
  const [names, given] = [await namesOf(WASM.names), await namesOf(JS.names)];
  const imports = given.imports.map(
    ([name, short]) => `export const ${short} = guard(imports.${shortOf(names.imports, name)});`,
  );
  const exports = given.exports.map(([name, short]) => {
    const member = name === "memory" ? `engine.${short}` : `guard(engine.${short})`;
    return `${shortOf(names.exports, name)}: ${member}`;
  });
  /** @type {Plugin} */
  const guardedImports = {
    name: "imports",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^a$/ }, () => ({ path: "a", namespace: "imports" }));
      onLoad({ filter: /./, namespace: "imports" }, () => ({ contents: imports.join("\n") }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `import * as engine from ${JSON.stringify(TRANSLATED)};
        result = { exports: { ${exports.join()} }, memory: engine.${shortOf(given.exports, "memory")} };`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: "iife",
    minify: true,
    target: "es2022",
    plugins: [guardedImports],
    write: false,
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}

function shortOf(/** @type {[string, string][]} */ known, /** @type {string} */ name) {
  return known.find(([other]) => other === name)?.[1];
}
