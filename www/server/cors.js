const ALLOWED_HEADERS = ["Authorization", "Cache-Control", "Content-Type", "Last-Event-ID"];
const EXPOSED_HEADERS = ["Retry-After", "WWW-Authenticate", "X-Received-Headers"];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of any origin read the answers, and answers their preflights. With credentials the wildcards mean nothing,
 * so the origin and the header names are those of the request.
 * @returns {import("express").RequestHandler}
 */
export function cors() {
  return (request, response, next) => {
    const origin = request.get("Origin");
    response.vary("Origin");
    if (origin) {
      response.set("Access-Control-Allow-Origin", origin);
      response.set("Access-Control-Allow-Credentials", "true");
      response.set("Access-Control-Expose-Headers", EXPOSED_HEADERS.join(", "));
    }
    if (request.method !== "OPTIONS") {
      next();
      return;
    }

    // A preflight carries no Authorization, so it is answered before anybody asks for one.
    response.vary("Access-Control-Request-Headers");
    response.set("Access-Control-Allow-Methods", "GET, POST");
    response.set("Access-Control-Allow-Headers", allowedHeaders(request).join(", "));
    response.set("Access-Control-Max-Age", String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}

/** @param {import("express").Request} request */
function allowedHeaders(request) {
  const known = new Set(ALLOWED_HEADERS.map((name) => name.toLowerCase()));
  const asked = (request.get("Access-Control-Request-Headers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name && !known.has(name.toLowerCase()));
  return [...ALLOWED_HEADERS, ...asked];
}
