/** The alias of docs/migration.md, in a bundle. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { build } from "esbuild";

test("a bundler's alias puts eventsource-wasm/yaffle in the place of event-source-polyfill", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { EventSourcePolyfill, NativeEventSource } from "event-source-polyfill";
        export const open = (url) => new EventSourcePolyfill(url, { headers: { "X-Test": "1" } });
        export { NativeEventSource };`,
      resolveDir: import.meta.dirname,
    },
    alias: { "event-source-polyfill": "eventsource-wasm/yaffle" },
    bundle: true,
    format: "esm",
    write: false,
  });
  const bundle = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
  );
  const source = bundle.open("data:text/event-stream,data: 1%0A%0A");
  const [{ data }] = await once(source, "message");
  source.close();
  assert.equal(data, "1");
  assert.equal(bundle.NativeEventSource, globalThis.EventSource);
});
