/** The page in which one test file runs. */

/** @typedef {{ file: string, browser: string, grep: string, native: boolean }} PageOptions */

/** @param {PageOptions} options */
export function pathOf({ file, browser, grep, native }) {
  return `/page?${new URLSearchParams({ file, browser, ...(grep && { grep }), ...(native && { native: "1" }) })}`;
}

/** @param {boolean} native the browser's own class in the place of the package's */
export function documentOf(native) {
  const imports = {
    "eventsource-wasm": native ? "/tests/browser/support/native.js" : "/dist/index.js",
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
