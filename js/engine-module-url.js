/** What `import.meta.url` is in the CommonJS build: there is one in Node only. */
const { process } = globalThis;
export const moduleURL =
  typeof __filename === "string"
    ? process?.getBuiltinModule?.("node:url").pathToFileURL(__filename).href
    : undefined;
