/** What the modules named `engine:…` are, and which files stay files of their own. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { ROOT } from "../run.js";
import { JS, TRANSLATED, WASM } from "./engine.js";

/** @typedef {"inlined" | "external" | "no-wasm" | "workerd"} Loading a file `js/engine-….js` */
/** @typedef {import("esbuild").Plugin} Plugin */

/** @type {Record<string, () => Promise<string> | string>} */
const MODULES = {
  glue: async () => evaluating("", await script(await wasmGlue(), WASM.names)),
  js: async () => evaluating("guard", await script(await jsGlue(), JS.names)),
  // The module is inlined as a string of its bytes: after gzip 4 % larger than the module, where base64 is 30 %.
  bytes: async () => {
    const { units, key } = encoded(await readFile(WASM.module));
    return `export const key = ${key}; export const bytes = ${units};`;
  },
  build: async () => `export const BUILD = "${buildOf(await readFile(WASM.module))}";`,
};

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
  return Buffer.concat([bytes, customSection("build", buildOf(bytes))]);
}

function buildOf(/** @type {Buffer} */ bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Shorter than 128 bytes, which is why every length is one byte. */
function customSection(/** @type {string} */ name, /** @type {string} */ text) {
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name + text)]);
  return Buffer.concat([Buffer.from([0, content.length]), content]);
}

/** A module with a function that evaluates `text`, a script that sets `result`. */
function evaluating(/** @type {string} */ parameters, /** @type {string} */ text) {
  return `export function evaluate(${parameters}) { let result; ${text} return result; }`;
}

/** The functions of `src/web.rs`, by their own names: what wasm-opt has shortened are the exports of the module. */
const NAMES = ["make", "discard", "input", "respond", "feed", "dispatched", "dispatchTheEvent", "lookUp"];
const ENGINE = `{ ${NAMES.map((name) => `"${name}": ${name}`).join(", ")} }`;

async function wasmGlue() {
  const { imports } = await namesOf(WASM.names);
  return `import * as glue from "${WASM.folder}/engine_bg.js";
    import { ${NAMES.join(", ")} } from "${WASM.folder}/engine_bg.js";
    result = {
      engine: ${ENGINE}, setWasm: glue.__wbg_set_wasm,
      imports: { ${imports.map(([, name, short]) => `${short}: glue.${name}`).join(", ")} },
      memoryOf: (exports) => exports.memory, start: (exports) => exports.__wbindgen_start(),
    };`;
}

/** The translation is a module that imports `a`, and is instantiated when that is evaluated. */
async function jsGlue() {
  return `import * as glue from "${JS.folder}/engine_bg.js";
    import { ${NAMES.join(", ")} } from "${JS.folder}/engine_bg.js";
    import * as exports from "${TRANSLATED}";
    const guarded = ([name, member]) => [name, typeof member === "function" ? guard(member) : member];
    const wasm = Object.fromEntries(Object.entries(exports).map(guarded));
    glue.__wbg_set_wasm(wasm);
    result = { engine: ${ENGINE}, linearMemory: wasm.memory };`;
}

/**
 * Bundled to a script, with the short names that wasm-opt has given.
 *
 * @param {string} contents
 * @param {string} namesFile
 */
async function script(contents, namesFile) {
  const esbuild = await import("esbuild");
  const names = await namesOf(namesFile);
  const imports = names.imports.map(([, name, short]) => `export const ${short} = guard(glue.${name});`);
  /** @type {Plugin} */
  const guardedImports = {
    name: "imports",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^a$/ }, () => ({ path: "a", namespace: "imports" }));
      onLoad({ filter: /./, namespace: "imports" }, () => ({
        contents: `import * as glue from "${JS.folder}/engine_bg.js"; ${imports.join("\n")}`,
        resolveDir: ROOT,
      }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    format: "iife",
    minify: true,
    mangleProps: new RegExp(`^(${names.exports.map(([name]) => name).join("|")})$`),
    mangleCache: Object.fromEntries(names.exports),
    target: "es2022",
    // Four ways to say the same: smaller once they are told so.
    define: { window: "globalThis", self: "globalThis", global: "globalThis" },
    plugins: [guardedImports],
    write: false,
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}

/** @returns {Promise<{ imports: [string, string, string][], exports: [string, string][] }>} */
async function namesOf(/** @type {string} */ file) {
  return JSON.parse(await readFile(file, "utf8"));
}
