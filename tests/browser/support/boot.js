/** Runs one test file in the page, and leaves the results where the runner finds them. */

const query = new URLSearchParams(location.search);
/** @type {{ done: boolean, tests: { name: string, error: string | null, ms: number }[] }} */
const report = (globalThis.report = { done: false, tests: [] });

/** Notes what becomes of each test: a reporter of mocha, which calls it with `new`. */
function Reporter(/** @type {any} */ runner) {
  const note = (/** @type {any} */ test, /** @type {string | null} */ error) =>
    report.tests.push({ name: test.fullTitle(), error, ms: test.duration ?? 0 });
  runner.on("pass", (/** @type {any} */ test) => note(test, null));
  runner.on("fail", (/** @type {any} */ test, /** @type {any} */ error) => note(test, describe(error)));
  runner.on("end", () => (report.done = true));
}

function describe(/** @type {any} */ error) {
  const { message = String(error), stack = "" } = error ?? {};
  // WebKit's and Firefox's stacks leave the message out.
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}

mocha.setup({ ui: "bdd", reporter: Reporter, timeout: 30_000, forbidOnly: true, forbidPending: true });
if (query.get("grep")) mocha.grep(new RegExp(query.get("grep") ?? "", "i"));
try {
  await import(`/tests/browser/${query.get("file")}`);
  mocha.run();
} catch (error) {
  report.tests.push({ name: "(loading the file)", error: describe(error), ms: 0 });
  report.done = true;
}
