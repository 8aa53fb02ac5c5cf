/** How many tests passed: read from what the test runners print. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * The counts of one command, or null if it printed none.
 *
 * @param {string} output
 * @returns {Counts | null}
 */
export function countsIn(output) {
  // A runner of our own ends with its total, whatever the tools it runs have printed before.
  return totalIn(output) ?? sum([cargoCounts(output), nodeCounts(output)]);
}

/** `12 passed, 0 failed, 1 skipped`, alone on its line. */
function totalIn(/** @type {string} */ output) {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/gm)];
  const last = lines.at(-1);
  return last ? { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3] ?? 0) } : null;
}

/** cargo test and wasm-bindgen-test: a line for each test binary. */
function cargoCounts(/** @type {string} */ output) {
  const lines = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm);
  return sum([...lines].map((m) => ({ passed: Number(m[1]), failed: Number(m[2]), skipped: Number(m[3]) })));
}

/** node:test: a line for each figure, in its reporters "spec" (ℹ) and "tap" (#). */
function nodeCounts(/** @type {string} */ output) {
  const figure = (/** @type {string} */ name) => {
    const lines = [...output.matchAll(new RegExp(`^[ℹ#] ${name} (\\d+)\\s*$`, "gm"))];
    return lines.length > 0 ? Number(lines.at(-1)?.[1]) : null;
  };
  const passed = figure("pass");
  if (passed === null) return null;
  const failed = (figure("fail") ?? 0) + (figure("cancelled") ?? 0);
  return { passed, failed, skipped: (figure("skipped") ?? 0) + (figure("todo") ?? 0) };
}

/**
 * @param {(Counts | null)[]} all
 * @returns {Counts | null} null if all are
 */
export function sum(all) {
  const known = all.filter((counts) => counts !== null);
  if (known.length === 0) return null;
  return {
    passed: known.reduce((total, { passed }) => total + passed, 0),
    failed: known.reduce((total, { failed }) => total + failed, 0),
    skipped: known.reduce((total, { skipped }) => total + skipped, 0),
  };
}

/** @param {Counts} counts */
export function plain({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * The lines that say what was left out, such as `skipped: webkit (not installed)`.
 *
 * @param {string} output
 */
export function skippedIn(output) {
  return [...output.matchAll(/^\s*(skipped: .*\S)\s*$/gm)].map(([, line]) => /** @type {string} */ (line));
}

/**
 * What one command amounts to. Nothing passes by silence: a command that fails counts a failure, one that
 * counts no test fails too, unless it said that it skipped them.
 *
 * @param {{ code: number, output: string }} result
 * @returns {{ counts: Counts, skipped: string[], complaint: string | null }}
 */
export function judge({ code, output }) {
  const skipped = skippedIn(output);
  const counts = countsIn(output) ?? { passed: 0, failed: 0, skipped: 0 };
  counts.skipped = Math.max(counts.skipped, skipped.length);
  let complaint = null;
  if (code !== 0 && counts.failed === 0) complaint = `ended with ${code}`;
  else if (code === 0 && counts.failed > 0) complaint = "ended with 0 although tests failed";
  else if (counts.passed + counts.failed + counts.skipped === 0) complaint = "printed no count of tests";
  if (complaint) counts.failed = Math.max(counts.failed, 1);
  return { counts, skipped, complaint };
}
