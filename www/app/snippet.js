/**
 * The code that opens the same connection.
 * @param {import("./settings.js").Settings} settings
 */
export function snippet({ url, headers, withCredentials, retryTransient }) {
  const imports = retryTransient ? "EventSource, TRANSIENT_STATUSES" : "EventSource";
  const options = [
    "  headers: {",
    ...headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`),
    "  },",
  ];
  if (withCredentials) options.push("  withCredentials: true,");
  const policy = [
    `source.addEventListener("error", ({ status }) => {`,
    "  if (!TRANSIENT_STATUSES.includes(status)) return;",
    "  setTimeout(() => source.reconnect(), source.reconnectionTime);",
    "});",
  ];
  return [
    `import { ${imports} } from "eventsource-wasm";`,
    "",
    `const source = new EventSource(${JSON.stringify(url)}, {`,
    ...options,
    "});",
    `source.addEventListener("tick", (event) => {`,
    "  console.log(event.lastEventId, event.data);",
    "});",
    ...(retryTransient ? policy : []),
  ].join("\n");
}
