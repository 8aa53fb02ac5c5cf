/** A request that asks for what cannot be; answered with 400 and the message. */
export class BadRequest extends Error {
  status = 400;
}

/**
 * A whole number from the query.
 * @param {import("express").Request} request
 * @param {string} name
 * @param {{ least: number, most: number, otherwise: number }} bounds
 */
export function wholeNumber(request, name, { least, most, otherwise }) {
  const text = request.query[name];
  if (text === undefined) return otherwise;
  const value = typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new BadRequest(`"${name}" must be a whole number from ${least} to ${most}`);
}

/**
 * The name of the client from the query.
 * @param {import("express").Request} request
 */
export function clientName(request) {
  const { client } = request.query;
  return typeof client === "string" ? client.slice(0, 64) : "";
}

/**
 * Answers in words what the request is to blame for, such as a BadRequest; anything else is Express's.
 * @type {import("express").ErrorRequestHandler}
 */
export function answerBadRequest(error, request, response, next) {
  if (!(error.status >= 400 && error.status < 500)) {
    next(error);
    return;
  }
  response.status(error.status).type("text/plain").send(`${error.message}\n`);
}
