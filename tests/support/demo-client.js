/** A raw client of the demo's server, which sees every byte and header. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";

/** @typedef {Record<string, string | number>} Query */
/** @typedef {(text: string) => boolean | Promise<boolean>} Enough told all that has come so far */
/** @typedef {{ id: number, type: string, data: string }} Received */

/**
 * The events of a text that are complete; what follows the last blank line is not.
 * @param {string} text
 * @returns {Received[]}
 */
export function parse(text) {
  const blocks = text.split("\n\n").slice(0, -1);
  return blocks.flatMap((block) => {
    const fields = block.split("\n").map((line) => /^(\w*): (.*)$/.exec(line) ?? []);
    const values = (/** @type {string} */ name) =>
      fields.flatMap(([, field, value = ""]) => (field === name ? [value] : []));
    const data = values("data");
    if (data.length === 0) return [];
    return [
      { id: Number(values("id").at(-1)), type: values("event").at(-1) ?? "message", data: data.join("\n") },
    ];
  });
}

/** @returns {Enough} */
export function has(/** @type {number} */ count) {
  return (text) => parse(text).length >= count;
}

/**
 * @param {() => string} streamUrl where the server streams
 * @param {string} secret its first token
 */
export function rawClient(streamUrl, secret) {
  /** @param {Query} query */
  function eventsUrl(query = {}, path = "/events") {
    const url = new URL(path, streamUrl());
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url;
  }

  /**
   * A raw client: opens the stream and collects bytes until it breaks, ends or has enough.
   * @param {Query} query
   * @param {{ lastEventId?: string, enough?: Enough, token?: string }} [options]
   */
  async function read(query, { lastEventId = "", enough = () => false, token = secret } = {}) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    const request = get(eventsUrl(query), { headers, agent: false });
    const [response] = /** @type {[import("node:http").IncomingMessage]} */ (await once(request, "response"));
    const chunks = [];
    let end = "end of stream";
    try {
      for await (const chunk of response) {
        chunks.push(chunk);
        if (await enough(Buffer.concat(chunks).toString())) break;
      }
    } catch (error) {
      end = error instanceof Error && "code" in error ? String(error.code) : String(error);
    }
    const bytes = Buffer.concat(chunks);
    return { status: response.statusCode, headers: response.headers, text: bytes.toString(), bytes, end };
  }

  /**
   * @param {string} action
   * @param {Query} [query]
   */
  async function press(action, query) {
    const headers = { Authorization: `Bearer ${secret}` };
    const response = await fetch(eventsUrl(query, `/control/${action}`), { method: "POST", headers });
    return { status: response.status, text: await response.text() };
  }

  /**
   * Presses a button once so many events have come, and reads on.
   * @param {number} count
   * @param {string} action
   * @param {Query} query
   * @returns {Enough}
   */
  function pressAfter(count, action, query) {
    let pressed = false;
    return async (text) => {
      if (pressed || parse(text).length < count) return false;
      pressed = true;
      const answer = await press(action, query);
      assert.deepEqual(JSON.parse(answer.text), { streams: 1 });
      return false;
    };
  }

  return { eventsUrl, read, press, pressAfter };
}
