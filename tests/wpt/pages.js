/** The pages in a folder of web-platform-tests, with those that are generated from scripts. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Page
 * @property {string} path with the query of its variant
 * @property {number} timeout seconds
 */

/** @typedef {"dedicatedworker" | "sharedworker" | "serviceworker"} WorkerGlobal */
/** @typedef {"window" | WorkerGlobal} Global */

/**
 * `META: global=`: what each of its names stands for.
 * @type {Map<string, Global[]>}
 */
const GLOBALS = new Map([
  ["window", ["window"]],
  ["worker", ["dedicatedworker", "sharedworker", "serviceworker"]],
  ["dedicatedworker", ["dedicatedworker"]],
  ["sharedworker", ["sharedworker"]],
  ["serviceworker", ["serviceworker"]],
]);

/**
 * How a page starts each kind of worker.
 * @type {Record<WorkerGlobal, (url: string) => string>}
 */
const STARTS = {
  dedicatedworker: (url) => `fetch_tests_from_worker(new Worker(${url}));`,
  sharedworker: (url) => `fetch_tests_from_worker(new SharedWorker(${url}));`,
  serviceworker: (url) => `(async () => {
    const scope = "generated-scope/";
    await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
    const registration = await navigator.serviceWorker.register(${url}, { scope });
    fetch_tests_from_worker(registration.installing);
  })();`,
};

/**
 * @param {string} root of the checkout
 * @param {string} folder in it
 * @returns {{ pages: Page[], generated: Record<string, string> }} generated: path -> text of what is no file
 */
export function findPages(root, folder) {
  /** @type {Page[]} */
  const pages = [];
  /** @type {Record<string, string>} */
  const generated = {};

  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  for (const name of files.toSorted()) {
    if (/(^|\/)(resources|support|tools)\//.test(name)) continue;
    const path = `/${folder}/${name}`;
    const source = () => readFileSync(join(root, folder, name), "utf8");

    if (/\.(any|window|worker)\.js$/.test(name)) {
      if (/\.(https|h2|www)\./.test(name)) throw new Error(`${path}: only plain http is served`);
      const meta = metaOf(source());
      const made = pagesFor(path, meta);
      Object.assign(generated, made);
      for (const page of Object.keys(made).filter((each) => each.endsWith(".html"))) {
        for (const variant of meta.variants) pages.push({ path: page + variant, timeout: meta.timeout });
      }
    } else if (/\.html?$/.test(name)) {
      const text = source();
      if (!text.includes("/resources/testharness.js")) continue;
      pages.push({ path, timeout: /<meta\s+name="?timeout"?\s+content="?long/.test(text) ? 60 : 10 });
    }
  }
  return { pages, generated };
}

/**
 * @typedef {object} Meta
 * @property {string} title
 * @property {Global[]} globals
 * @property {string[]} scripts
 * @property {string[]} variants
 * @property {number} timeout
 */

/**
 * The lines `// META: key=value` at the top of a script.
 * @param {string} source
 * @returns {Meta}
 */
function metaOf(source) {
  const [head = ""] = /^(\s*\/\/ META:.*\n|\s*\n)*/.exec(source) ?? [];
  const lines = [...head.matchAll(/\/\/ META:\s*(\w+)=(.*)$/gm)];
  const all = (/** @type {string} */ key) =>
    lines.flatMap(([, name, value = ""]) => (name === key ? value.trim() : []));

  const names = (all("global")[0] ?? "window,dedicatedworker").split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !GLOBALS.has(name));
  if (unknown.length > 0) throw new Error(`META: global=${unknown} is not known here`);
  const variants = all("variant");
  return {
    title: all("title")[0] ?? "",
    globals: [...new Set(names.flatMap((name) => GLOBALS.get(name) ?? []))],
    scripts: all("script"),
    variants: variants.length > 0 ? variants : [""],
    timeout: all("timeout").includes("long") ? 60 : 10,
  };
}

/**
 * @param {string} path of the script
 * @param {Meta} meta
 * @returns {Record<string, string>}
 */
function pagesFor(path, meta) {
  const base = path.replace(/\.js$/, "");
  const self = JSON.stringify(path);
  if (path.endsWith(".window.js")) return { [`${base}.html`]: documentOf(meta, { scripts: [path] }) };
  if (path.endsWith(".worker.js")) {
    return { [`${base}.html`]: documentOf(meta, { inline: STARTS.dedicatedworker(self) }) };
  }

  /** @type {Record<string, string>} */
  const made = {};
  for (const global of meta.globals) {
    if (global === "window") {
      made[`${base}.html`] = documentOf(meta, { inline: globalOf("isWindow"), scripts: [path] });
    } else {
      // One script for all three kinds of workers.
      const worker = `${base}.worker.js`;
      made[worker] = workerOf(meta, path);
      const page = `${base}.${global.replace("dedicated", "")}.html`;
      made[page] = documentOf(meta, { inline: STARTS[global](JSON.stringify(worker)) });
    }
  }
  return made;
}

/**
 * @param {Meta} meta
 * @param {{ inline?: string, scripts?: string[] }} content
 */
function documentOf({ title, timeout, scripts: helpers }, { inline = "", scripts = [] }) {
  const sources = ["/resources/testharness.js", "/resources/testharnessreport.js"];
  // In a worker's page the worker imports the helpers.
  const rest = scripts.length > 0 ? [...helpers, ...scripts] : [];
  return [
    "<!doctype html>",
    '<meta charset="utf-8">',
    title && `<title>${escapeText(title)}</title>`,
    timeout > 10 && '<meta name="timeout" content="long">',
    ...sources.map(scriptTag),
    '<div id="log"></div>',
    inline && `<script>${inline}</script>`,
    ...rest.map(scriptTag),
  ]
    .filter(Boolean)
    .join("\n");
}

/**
 * @param {Meta} meta
 * @param {string} path
 */
function workerOf({ title, scripts }, path) {
  const sources = ["/resources/testharness.js", ...scripts, path].map((url) => JSON.stringify(url));
  return [
    globalOf("isWorker"),
    title && `self.META_TITLE = ${JSON.stringify(title)};`,
    `importScripts(${sources.join(", ")});`,
    "done();",
  ]
    .filter(Boolean)
    .join("\n");
}

/** `GLOBAL` tells a script of several globals where it runs. */
function globalOf(/** @type {"isWindow" | "isWorker"} */ where) {
  const names = ["isWindow", "isWorker", "isShadowRealm"];
  return `self.GLOBAL = { ${names.map((name) => `${name}: () => ${name === where}`).join(", ")} };`;
}

function scriptTag(/** @type {string} */ src) {
  return `<script src="${src.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></script>`;
}

function escapeText(/** @type {string} */ text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
