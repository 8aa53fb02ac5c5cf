/**
 * Lets nobody pass without the token (RFC 6750).
 * @param {string} token
 * @returns {import("express").RequestHandler}
 */
export function bearer(token) {
  return (request, response, next) => {
    const given = /^Bearer +(\S+) *$/i.exec(request.get("Authorization") ?? "")?.[1];
    if (given === token) {
      next();
      return;
    }
    const error = given === undefined ? "" : `, error="invalid_token"`;
    response.set("WWW-Authenticate", `Bearer realm="demo"${error}`);
    response.set("Cache-Control", "no-store");
    response.status(401).type("text/plain").send("Authorization: Bearer <token> is required\n");
  };
}
