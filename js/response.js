/** What is taken from a response: all at once, for a user's own `fetch` may give what only looks like one. */
import { typeError } from "./type-error.js";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} statusText
 * @property {Headers} headers
 * @property {string} mimeType the value of `Content-Type`
 * @property {number} retryAfter what it asks to wait, in milliseconds; NaN where nothing
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
    throw typeError("'fetch' gave no Response");
  }
  return {
    status,
    statusText: `${statusText ?? ""}`,
    headers,
    mimeType: `${headers.get("content-type") ?? ""}`,
    retryAfter: retryAfterOf(`${headers.get("retry-after") ?? ""}`),
    url: `${url ?? ""}`,
    redirected: Boolean(redirected),
    body: body ?? null,
  };
}

/**
 * What a `Retry-After` asks for, in milliseconds from now; NaN where nothing.
 * https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterOf(/** @type {string} */ value) {
  const text = value.trim();
  if (/^\d+$/.test(text)) return 1000 * Number(text);
  // An HTTP-date starts with a weekday, and has a time: `Date.parse` takes "-5" and "May 5" for dates too.
  if (!/^[FMSTW].*:/.test(text)) return NaN;
  // The format of asctime(), which ends in the year, is UTC too.
  return Math.max(Date.parse(text.replace(/ \d{4}$/, "$& GMT")) - Date.now(), 0);
}

/**
 * A reader whatever the body is: what fails here fails at the first read, and each read gives a promise.
 *
 * @param {ReadableStream | null} body
 * @returns {{ read(): Promise<{ done?: boolean, value?: unknown } | undefined>, cancel(): Promise<void> }}
 */
export function readerOf(body) {
  const isPlatforms = body && Object.getPrototypeOf(body) === globalThis.ReadableStream?.prototype;
  if (isPlatforms && !body.locked) return body.getReader();
  /** @type {any} */
  let reader;
  const ready = async () => (reader ??= body?.getReader());
  return {
    read: async () => (await ready())?.read(),
    cancel: async () => (reader ?? body)?.cancel(),
  };
}

/** The most that the engine gets at once, in bytes: Firefox hands over chunks of several MiB. */
export const PIECE = 64 * 1024;

/** A chunk of the body as bytes: a stream of the user's own may give any view. */
export function bytesOf(/** @type {unknown} */ chunk) {
  if (!ArrayBuffer.isView(chunk)) throw typeError("a chunk is no Uint8Array");
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/**
 * What a stream of the user's own gives, copied as soon as it is there: its buffer may be given away, or used again, before
 * it is worked on.
 *
 * @param {Promise<{ done?: boolean, value?: unknown } | undefined>} read
 */
export async function copied(read) {
  const { done = true, value } = (await read) ?? {};
  return { done, value: done ? null : bytesOf(value).slice() };
}

/** It may be rejected unnoticed. */
export function ignore(/** @type {Promise<unknown> | null | undefined} */ promise) {
  promise?.catch(() => {});
}

/** Settles unnoticed: cancelling a stream that has failed is rejected. */
export function cancel(/** @type {{ cancel(): Promise<void> } | null | undefined} */ body) {
  // A body of the user's own may throw instead.
  ignore((async () => body?.cancel())());
}
