/** The events of a body that is there already: for code that does its own `fetch`. No reconnection. */

import type { ServerSentEvent } from "./index.js";

export type { ServerSentEvent };

/**
 * Reads the events of a response or stream. The loop ends where the body ends; an event whose blank line is
 * missing is none. Leaving the loop cancels the body (in Firefox the connection then ends with the
 * next byte; aborting the request ends it at once). What the consumer has not taken is held; past
 * 1 MiB the body is not read further until it has.
 *
 *     const response = await fetch(url, { method: "POST", body, signal });
 *     for await (const { data } of readEvents(response)) console.log(data);
 *
 * @throws {TypeError} where the stream is locked
 * @throws {import("./index.js").Failure} of reason `status` where a response has another status than 200,
 *   `content-type` where it is no event stream, `network` where reading fails (its `cause` says why: an
 *   AbortError where the request was aborted), `too-large` or `engine`
 */
export function readEvents(
  source: Response | ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined>;

/**
 * Bytes in, events out: `response.body.pipeThrough(new EventSourceStream())`. A chunk is taken when somebody
 * waits for an event. Cancelling `readable` makes `writable` fail with the same reason, and aborting `writable`
 * makes `readable` fail; a `Failure` (one event past 64 MiB, no engine) fails both, and so does a chunk that is no
 * view of bytes, with a TypeError: text must not be decoded before.
 */
export class EventSourceStream implements TransformStream<Uint8Array, ServerSentEvent> {
  constructor();
  readonly readable: ReadableStream<ServerSentEvent>;
  readonly writable: WritableStream<Uint8Array>;
}
