/** Writes expectations.js. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { format, resolveConfig } from "prettier";

import { HARNESS } from "./compare.js";
import { FAILURES, REASONS, SUBTESTS } from "./expectations.js";

const FILE = fileURLToPath(new URL("expectations.js", import.meta.url));

/**
 * Lists what has failed now in the place of what was listed for the same browsers and pages. The reasons
 * stay; those of new failures are for people to give.
 * @param {Record<string, import("./compare.js").Row[]>} rows of each browser that ran
 * @param {(page: string) => boolean} selected
 */
export async function update(rows, selected) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { page, name } of Object.values(rows)[0] ?? []) {
    if (name !== HARNESS) counts[page] = (counts[page] ?? 0) + 1;
  }
  const subtests = Object.entries(SUBTESTS).filter(([page]) => !selected(page));
  subtests.push(...Object.entries(counts).filter(([, count]) => count > 1));

  const failures = { ...FAILURES };
  for (const [browser, all] of Object.entries(rows)) {
    const old = FAILURES[browser] ?? {};
    /** @type {Record<string, Record<string, string>>} */
    const now = Object.fromEntries(Object.entries(old).filter(([page]) => !selected(page)));
    for (const { page, name } of all.filter((row) => !row.passed)) {
      now[page] = { ...now[page], [name]: old[page]?.[name] ?? "" };
    }
    failures[browser] = sorted(Object.entries(now));
  }

  const text = textOf({ REASONS, FAILURES: failures, SUBTESTS: sorted(subtests) });
  const options = await resolveConfig(FILE);
  writeFileSync(FILE, await format(text, { ...options, parser: "babel", objectWrap: "collapse" }));
}

/**
 * @template T
 * @param {[string, T][]} entries
 * @returns {Record<string, T>}
 */
function sorted(entries) {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Record<"REASONS" | "FAILURES" | "SUBTESTS", object>} tables */
function textOf({ REASONS: reasons, FAILURES: failures, SUBTESTS: subtests }) {
  return `/** What a script cannot do. \`run.js --update\` lists it, the reasons are for people to give. */

/** @type {Record<string, string>} */
export const REASONS = ${JSON.stringify(reasons)};

/**
 * Browser -> page -> subtest -> which of the reasons. The run fails when a subtest fails that is not listed,
 * and when one is listed that passes or is not seen.
 * @type {Record<string, Record<string, Record<string, string>>>}
 */
export const FAILURES = ${JSON.stringify(failures)};

/**
 * Page -> how many subtests it has, if not one: those that a page does not get to have failed.
 * @type {Record<string, number>}
 */
export const SUBTESTS = ${JSON.stringify(subtests)};
`;
}
