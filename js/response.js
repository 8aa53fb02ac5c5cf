/** What is taken from a response: all at once, for a user's own `fetch` may give what only looks like one. */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} statusText
 * @property {Headers} headers
 * @property {string} contentType
 * @property {string} url
 * @property {boolean} redirected
 * @property {ReadableStream | null} body
 */

/**
 * @param {Response} response
 * @returns {Answer}
 * @throws whatever its members throw, and a TypeError where it is no response
 */
export function answerOf(response) {
  const { status, statusText, headers, url, redirected, body } = response ?? {};
  if (!Number.isInteger(status) || status < 0 || status > 999 || typeof headers?.get !== "function") {
    throw new TypeError("The option 'fetch' did not give a Response.");
  }
  const contentType = headers.get("content-type");
  return {
    status,
    statusText: `${statusText ?? ""}`,
    headers,
    contentType: typeof contentType === "string" ? contentType : "",
    url: `${url ?? ""}`,
    redirected: Boolean(redirected),
    body: body ?? null,
  };
}
