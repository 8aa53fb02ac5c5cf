/** The page in which one test file runs. */

/** @typedef {{ file: string, browser: string, grep: string, native: boolean, engine: string }} PageOptions */

/** @param {PageOptions} options */
export function pathOf({ file, browser, grep, native, engine }) {
  const parameters = { file, browser, engine, ...(grep && { grep }), ...(native && { native: "1" }) };
  return `/page?${new URLSearchParams(parameters)}`;
}

/**
 * @param {boolean} native the browser's own class in the place of the package's
 * @param {boolean} noWasm the engine translated to JavaScript
 */
export function documentOf(native, noWasm) {
  const own = noWasm ? "/dist/no-wasm.js" : "/dist/index.js";
  const imports = {
    "eventsource-wasm": native ? "/tests/browser/support/native.js" : own,
    "eventsource-wasm/external": "/dist/external.js",
    chai: "/node_modules/chai/index.js",
  };
  return `<!doctype html>
<meta charset="utf-8">
<title>Tests</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script src="/tests/browser/support/watch.js"></script>
<script src="/node_modules/mocha/mocha.js"></script>
<script type="module" src="/tests/browser/support/boot.js"></script>
`;
}
