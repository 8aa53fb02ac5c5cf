/** Pages and workers without a bundler, and policies. */

import assert from "node:assert/strict";
import { join } from "node:path";

import express from "express";

import { BROWSERS } from "../../support/browsers.js";
import { BARE, STREAM } from "./context.js";

/** @typedef {import("./run.js").Row} Row */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../../support/browsers.js").BrowserName} BrowserName */
/** @typedef {{ type?: string, text: string, policy?: string }} File */

/** What `script-src` needs for WebAssembly. */
const EVAL = "'wasm-unsafe-eval'";
/** Nothing but what a script of one's own and a stream of one's own origin need; Trusted Types without a policy. */
function policyOf(/** @type {string} */ more) {
  const scripts = ["script-src 'self'", more].filter(Boolean).join(" ");
  return [
    "default-src 'none'",
    scripts,
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

const RUN = (/** @type {string} */ Class) => `
  const url = new URLSearchParams(location.search).get("stream");
  stream(${Class}, url).catch(({ message }) => ({ error: message })).then((result) => {
    // Reports of the policy come in tasks of their own.
    setTimeout(() => (globalThis.result = { ...result, violations: globalThis.violations }), 200);
  });`;
const CLASSIC = `${STREAM.replace("export ", "")}${RUN("EventSourceWasm.EventSource")}`;
const MODULE = (/** @type {string} */ path) =>
  `import { EventSource } from "${path}"; ${STREAM} ${RUN("EventSource")}`;
const VIOLATIONS = `globalThis.violations = [];
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    // The browser's own idea.
    if (!blockedURI.endsWith("/favicon.ico")) violations.push(effectiveDirective + " " + blockedURI);
  });`;

let count = 0;

/**
 * Serves files, and the package below /dist/, in a folder of its own.
 *
 * @param {Context} context
 * @param {Record<string, File>} files
 */
async function site(context, files) {
  const folder = await context.project("page", {});
  const path = `/site-${(count += 1)}`;
  const { app, origin } = context.server;
  for (const [name, { type = "text/javascript", text, policy }] of Object.entries(files)) {
    app.get(`${path}/${name}`, (_request, response) => {
      if (policy) response.set("Content-Security-Policy", policy);
      response.type(type).send(text);
    });
  }
  app.use(`${path}/dist`, express.static(join(folder, "node_modules/eventsource-wasm/dist")));
  return `${origin}${path}/`;
}

const html = (/** @type {string} */ text, policy = "") => ({
  type: "text/html",
  text: `<!doctype html><meta charset="utf-8">${text}`,
  policy,
});

/** @returns {Pick<Row, "tool" | "browser" | "version">} */
function at(/** @type {string} */ what, /** @type {BrowserName} */ name, versions = VERSIONS_OF) {
  return { tool: `${what}, ${name}`, browser: name, version: async () => versions.get(name) ?? "" };
}

/** @type {Map<string, string>} What ran last. */
const VERSIONS_OF = new Map();

/** @returns {Row} */
function page(
  /** @type {string} */ what,
  /** @type {BrowserName} */ browser,
  /** @type {string} */ entry,
  /** @type {Record<string, File>} */ files,
  /** @type {string | string[]} */ engine = "wasm",
  note = "",
  /** @type {(violations: string[]) => void} */ look = (violations) => assert.deepEqual(violations ?? [], []),
) {
  return {
    ...at(what, browser),
    entry,
    note,
    async run(context) {
      VERSIONS_OF.set(browser, (await context.browser(browser)).version);
      const result = await context.expectPage(await site(context, files), { engine, browser });
      look(result.violations);
      return result.engine;
    },
  };
}

/** What the policy allows, the entry, and the engine that then runs. */
const STRICT = /** @type {const} */ ([
  ["", "index", "eventsource-wasm"],
  ["", "no-wasm", "eventsource-wasm/no-wasm"],
  [EVAL, "index", "eventsource-wasm"],
  [EVAL, "external", "eventsource-wasm/external"],
]);

/** @returns {Row[]} */
function strict(/** @type {BrowserName} */ browser) {
  return STRICT.map(([more, file, entry]) => {
    const policy = policyOf(more);
    const scripts = '<script src="violations.js"></script><script type="module" src="main.js"></script>';
    const files = {
      "": html(scripts, policy),
      "violations.js": { text: VIOLATIONS },
      "main.js": { text: MODULE(`./dist/${file}.js`) },
    };
    const falls = file === "index" && !more;
    // WebKitGTK 2.50 compiles whatever the policy says.
    const fallback = browser === "webkit" ? ["js", "wasm"] : "js";
    const engine = falls ? fallback : file === "no-wasm" ? "js" : "wasm";
    const title = `policy \`script-src 'self'${more && ` ${more}`}\``;
    return page(
      title,
      browser,
      entry,
      files,
      engine,
      falls ? "falls back on JavaScript" : "",
      (violations) => {
        // Asking for WebAssembly is enough for a report.
        const most = falls ? ["script-src wasm-eval"] : [];
        assert.ok(violations.length <= most.length, violations.join());
        for (const violation of violations) assert.match(violation, /^script-src(-elem)? wasm-eval$/);
      },
    );
  });
}

const SERVICE = (/** @type {string} */ type) => ({
  "": html('<script type="module" src="main.js"></script>'),
  "main.js": {
    text: `const { active, installing, waiting } = await navigator.serviceWorker.register("worker.js", { type: "${type}" });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (globalThis.result = data);
      (active ?? installing ?? waiting).postMessage(new URLSearchParams(location.search).get("stream"), [port2]);`,
  },
});
const ANSWER = (
  /** @type {string} */ Class,
) => `addEventListener("message", ({ data: url, ports: [port] }) => {
  stream(${Class}, url).catch(({ message }) => ({ error: message })).then((result) => port.postMessage(result));
});`;
const WORKER = (/** @type {string} */ file) =>
  `import { EventSource } from "./dist/${file}.js"; ${STREAM} ${ANSWER("EventSource")}`;

/** @returns {Row[]} */
function pages(/** @type {BrowserName} */ browser) {
  const imports = { "eventsource-wasm": "./dist/index.js" };
  return [
    page("`<script>`", browser, "dist/eventsource.global.js", {
      "": html('<script src="dist/eventsource.global.js"></script><script src="main.js"></script>'),
      "main.js": { text: CLASSIC },
    }),
    page("import map", browser, "eventsource-wasm", {
      "": html(
        `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="main.js"></script>`,
      ),
      "main.js": { text: MODULE("eventsource-wasm") },
    }),
    // Somebody else's script, which knows nothing of this package.
    page("script of others", browser, "eventsource-wasm/override", {
      "": html(`<script type="module" src="dist/override.js"></script><script defer src="main.js"></script>`),
      "main.js": { text: `${STREAM.replace("export ", "")}${RUN("EventSource")}` },
    }),
    page("service worker, module", browser, "eventsource-wasm", {
      ...SERVICE("module"),
      "worker.js": { text: WORKER("index") },
    }),
    page("service worker, classic", browser, "dist/eventsource.global.js", {
      ...SERVICE("classic"),
      "worker.js": {
        text: `importScripts("dist/eventsource.global.js"); ${STREAM.replace("export ", "")} ${ANSWER("EventSourceWasm.EventSource")}`,
      },
    }),
    page(
      "service worker, strict policy",
      browser,
      "eventsource-wasm/no-wasm",
      { ...SERVICE("module"), "worker.js": { text: WORKER("no-wasm"), policy: policyOf("") } },
      "js",
    ),
    ...(browser === "webkit" ? [] : [refused(browser)]),
  ];
}

/** @returns {Row} */
function bare(/** @type {BrowserName} */ browser) {
  return {
    ...at("no WebAssembly", browser),
    entry: "eventsource-wasm",
    async run(context) {
      const text = `${MODULE("./dist/index.js")} globalThis.violations = [typeof WebAssembly];`;
      const files = { "": html('<script type="module" src="main.js"></script>'), "main.js": { text } };
      const path = await site(context, files);
      const result = await context.expectPage(path, { engine: "js", browser, bare: true });
      assert.deepEqual(result.violations, ["undefined"]);
      return result.engine;
    },
  };
}

/** @returns {Row} */
function refused(/** @type {BrowserName} */ browser) {
  return {
    ...at("service worker, strict policy", browser),
    entry: "eventsource-wasm",
    note: "reason `engine`, and a message that names `eventsource-wasm/no-wasm`",
    async run(context) {
      const files = { ...SERVICE("module"), "worker.js": { text: WORKER("index"), policy: policyOf("") } };
      const driven = await context.browser(browser);
      await driven.goto(`${await site(context, files)}?stream=${encodeURIComponent(context.stream().url)}`);
      const { error } = await context.result(driven);
      assert.match(error, /^engine: .*eventsource-wasm\/no-wasm/);
      return "";
    },
  };
}

/** @type {Row[]} */
export const PAGES = BROWSERS.flatMap((browser) => [
  ...pages(browser),
  ...strict(browser),
  ...(browser in BARE ? [bare(browser)] : []),
]);
