/** Next.js, and test runners with a DOM. */

import assert from "node:assert/strict";

import { STREAM } from "./context.js";
import { TOOLS } from "./versions.js";

/** @typedef {import("./run.js").Row} Row */

const NEXT = {
  "next.config.mjs": `export default {
    turbopack: { root: ${JSON.stringify(TOOLS)} }, outputFileTracingRoot: ${JSON.stringify(TOOLS)},
  };`,
  "app/layout.js": `export default function Layout({ children }) {
    return <html><body>{children}</body></html>;
  }`,
  // Rendered on the server, where the import alone must do no harm.
  "app/page.js": `import { EventSource } from "eventsource-wasm";
    import { Client } from "./client.js";
    export default function Page() {
      return <main><p id="server">{EventSource.name + " " + String(EventSource.engine)}</p><Client /></main>;
    }`,
  "app/client.js": `"use client";
    import { EventSource } from "eventsource-wasm";
    import { useEffect } from "react";
    import { stream } from "../stream.js";
    export function Client() {
      useEffect(() => {
        const url = new URLSearchParams(location.search).get("stream");
        stream(EventSource, url).catch(({ message }) => ({ error: message })).then((result) => (globalThis.result = result));
      }, []);
      return null;
    }`,
};

const NODE_GLOBALS = [
  "fetch",
  "Response",
  "Request",
  "Headers",
  "ReadableStream",
  "TextDecoder",
  "TextEncoder",
].concat("AbortController", "AbortSignal");

const JEST = {
  "bare.test.cjs": `const { EventSource } = require("eventsource-wasm");
    test("the import works where there is no fetch and no TextDecoder", () => {
      expect([typeof fetch, typeof TextDecoder]).toEqual(["undefined", "undefined"]);
      expect([EventSource.name, EventSource.engine]).toEqual(["EventSource", null]);
      expect(new EventSource("http://127.0.0.1:9/").readyState).toBe(0);
    });`,
  "stream.test.cjs": `/** @jest-environment ./environment.cjs */
    const { EventSource } = require("eventsource-wasm");
    const { stream } = require("./stream.cjs");
    test("a stream", async () => {
      process.stdout.write("\\n" + JSON.stringify(await stream(EventSource, process.env.STREAM)) + "\\n");
    });`,
  "environment.cjs": `const { TestEnvironment } = require("jest-environment-jsdom");
    module.exports = class extends TestEnvironment {
      async setup() {
        await super.setup();
        for (const name of ${JSON.stringify(NODE_GLOBALS)}) this.global[name] = globalThis[name];
      }
    };`,
};

const STREAM_CJS = STREAM.replace("export function stream", "exports.stream = function stream");

const VITEST = {
  "stream.test.js": `import { EventSource } from "eventsource-wasm";
    import { expect, test } from "vitest";
    import { stream } from "./stream.js";
    test("a stream", async () => {
      process.stdout.write("\\n" + JSON.stringify(await stream(EventSource, process.env.STREAM)) + "\\n");
    });`,
};

/** @type {Row[]} */
const vitest = ["node", "jsdom"].map((environment) => ({
  tool: `vitest, ${environment}`,
  dependency: "vitest",
  entry: "eventsource-wasm",
  async run(context) {
    const folder = await context.project(`vitest-${environment}`, VITEST);
    const args = ["run", "--environment", environment];
    return context.expectProgram((url) =>
      context.run(folder, "vitest", args, { STREAM: url, NODE_ENV: "test" }),
    );
  },
}));

/** @type {Row[]} */
export const FRAMEWORKS = [
  {
    tool: "jest, jsdom",
    dependency: "jest",
    entry: "eventsource-wasm",
    note: "bare import; the stream with Node's `fetch` and what belongs to it",
    async run(context) {
      const jest = { testEnvironment: "jsdom", transform: {}, testMatch: ["**/*.test.cjs"] };
      const folder = await context.project("jest", { ...JEST, "stream.cjs": STREAM_CJS }, { jest });
      return context.expectProgram((url) =>
        context.run(folder, "jest", ["--ci", "--silent=false"], { STREAM: url, NODE_ENV: "test" }),
      );
    },
  },
  {
    tool: "next, server and client",
    dependency: "next",
    entry: "eventsource-wasm",
    browser: "chromium",
    async run(context) {
      const folder = await context.project("next", NEXT);
      await context.run(folder, "next", ["build"]);
      const origin = await context.serve("next", (port) => ["start", folder, "-p", port, "-H", "127.0.0.1"]);
      const html = await (await fetch(origin)).text();
      assert.match(html, /EventSource null/);
      return (await context.expectPage(`${origin}/`)).engine;
    },
  },
  ...vitest,
];
