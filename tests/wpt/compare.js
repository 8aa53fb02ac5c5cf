/** What ran against what is expected: listed failures must fail, everything else must pass. */

/**
 * @typedef {import("./browser-run.js").PageResult} PageResult
 * @typedef {Record<string, Record<string, string>>} Failures page -> subtest -> key of the reason
 * @typedef {{ page: string, name: string, passed: boolean, detail: string }} Row
 */

/** Stands for what a page reported besides its subtests. */
export const HARNESS = "(harness)";

/**
 * A row for each subtest. Those that a page did not get to are failures.
 * @param {PageResult[]} results
 * @param {Record<string, number>} counts page -> number of its subtests, where it is not 1
 * @returns {Row[]}
 */
export function rowsOf(results, counts) {
  return results.flatMap(({ path: page, status, message, tests }) => {
    const rows = tests.map((test) => {
      const passed = test.status === "PASS";
      return {
        page,
        name: test.name,
        passed,
        detail: passed ? "" : `${test.status} ${test.message ?? ""}`.trim(),
      };
    });
    const detail = `${status} ${message ?? ""}`.trim();
    const missing = (counts[page] ?? 1) - tests.length;
    for (let n = 1; n <= missing; n++) rows.push({ page, name: `(missing ${n})`, passed: false, detail });
    if (status !== "OK" && rows.every((row) => row.passed)) {
      rows.push({ page, name: HARNESS, passed: false, detail });
    }
    return rows;
  });
}

/**
 * @param {Row[]} rows
 * @param {Failures} failures
 * @param {Record<string, string>} reasons
 * @param {(page: string) => boolean} selected
 * @returns {{ matched: number, problems: string[] }}
 */
export function compare(rows, failures, reasons, selected) {
  const problems = [];
  let matched = 0;
  const seen = new Set();
  for (const { page, name, passed, detail } of rows) {
    const key = failures[page]?.[name];
    seen.add(`${page}\n${name}`);
    const where = `${page}: ${name}`;
    if (key === undefined && !passed) problems.push(`unexpected failure: ${where}\n    ${detail}`);
    else if (key !== undefined && passed) problems.push(`unexpected pass: ${where}`);
    else if (key !== undefined && !reasons[key])
      problems.push(`failure without a reason: ${where}\n    ${detail}`);
    else matched++;
  }
  for (const page of Object.keys(failures).filter(selected)) {
    for (const name of Object.keys(failures[page] ?? {})) {
      if (!seen.has(`${page}\n${name}`)) problems.push(`listed but not seen: ${page}: ${name}`);
    }
  }
  return { matched, problems };
}
