/** How a body is cut into the pieces that a server writes. */
import { randomOf } from "./workloads.js";

/** @typedef {"64k" | "4k" | "event" | "odd"} Cut */

/** @type {Record<Cut, string>} */
export const CUTS = {
  "64k": "64 KiB chunks",
  "4k": "4 KiB chunks",
  event: "one event per chunk",
  odd: "odd pieces of 1 to 199 B",
};

/**
 * @param {import("./workloads.js").Workload} workload
 * @param {Cut} cut
 * @returns {Buffer[]}
 */
export function piecesOf({ body, ends }, cut) {
  return between(body, cut === "event" ? ends : endsOf(body.length, sizes(cut)));
}

function sizes(/** @type {Cut} */ cut) {
  if (cut === "64k") return () => 64 * 1024;
  if (cut === "4k") return () => 4 * 1024;
  const random = randomOf(7);
  return () => 1 + Math.floor(random() * 100) * 2;
}

function endsOf(/** @type {number} */ length, /** @type {() => number} */ next) {
  const ends = [];
  for (let at = next(); at < length; at += next()) ends.push(at);
  return [...ends, length];
}

function between(/** @type {Buffer} */ body, /** @type {number[]} */ ends) {
  return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
}
