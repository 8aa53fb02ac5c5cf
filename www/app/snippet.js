/**
 * The code that opens the same connection.
 * @param {import("./settings.js").Settings} settings
 */
export function snippet(settings) {
  const { url, headers, withCredentials, heartbeatTimeout, retryTransient, refreshesToken } = settings;
  const options = [
    "  headers: () => ({",
    ...headers.map((header) => `    ${headerLine(header, settings)},`),
    "  }),",
  ];
  if (withCredentials) options.push("  withCredentials: true,");
  if (heartbeatTimeout !== undefined) options.push(`  heartbeatTimeout: ${heartbeatTimeout},`);
  options.push("  onDiagnostic: ({ code, message, line }) => console.warn(code, message, line),");
  if (retryTransient || refreshesToken) {
    options.push(`  ${refreshesToken ? "async " : ""}shouldReconnect({ ${parameters(settings)} }) {`);
    if (refreshesToken) {
      options.push(
        "    if (status === 401 && attempt !== refreshed + 1) {",
        "      refreshed = attempt;",
        "      token = await fetchToken();",
        "      return 0;",
        "    }",
      );
    }
    if (retryTransient) options.push("    if (TRANSIENT_STATUSES.includes(status)) return true;");
    options.push("  },");
  }
  return [
    `import { ${retryTransient ? "EventSource, TRANSIENT_STATUSES" : "EventSource"} } from "eventsource-wasm";`,
    "",
    ...(refreshesToken ? [`let token = ${JSON.stringify(settings.token)};`, "let refreshed = NaN;"] : []),
    `const source = new EventSource(${JSON.stringify(url)}, {`,
    ...options,
    "});",
    `source.addEventListener("tick", (event) => {`,
    "  console.log(event.lastEventId, event.data);",
    "});",
  ].join("\n");
}

/**
 * @param {[string, string]} header
 * @param {import("./settings.js").Settings} settings
 */
function headerLine([name, value], { refreshesToken, token }) {
  const variable = refreshesToken && name === "Authorization" && value === `Bearer ${token}`;
  return `${JSON.stringify(name)}: ${variable ? "`Bearer ${token}`" : JSON.stringify(value)}`;
}

/** @param {import("./settings.js").Settings} settings */
function parameters({ refreshesToken }) {
  return refreshesToken ? "status, attempt" : "status";
}
