/** What the server lets pages of another origin do. */

/** The request headers that pages may send besides those that need no permission. */
const REQUEST_HEADERS = "authorization, content-type, last-event-id, x-test";

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {"page" | "refuse" | "*"} [policy]
 * @returns {Record<string, string>}
 */
export function corsHeaders({ headers: { origin } }, policy = "page") {
  if (origin === undefined || policy === "refuse") return {};
  const allowHeaders = { "Access-Control-Allow-Headers": REQUEST_HEADERS };
  if (policy === "*") return { ...allowHeaders, "Access-Control-Allow-Origin": "*" };
  const credentials = { "Access-Control-Allow-Credentials": "true", Vary: "Origin" };
  return { ...allowHeaders, ...credentials, "Access-Control-Allow-Origin": origin };
}
