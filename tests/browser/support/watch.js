/**
 * Notes what nobody should see: logs, uncaught errors, rejections that nobody handles. The first script of a page or
 * worker; classic or module.
 */
{
  /** @type {string[]} */
  const complaints = (globalThis.complaints = []);
  const describe = (/** @type {any} */ value) =>
    typeof value?.message === "string" ? `${value.message}\n${value.stack}` : String(value);

  for (const name of ["debug", "error", "info", "log", "trace", "warn"]) {
    const original = /** @type {any} */ (console)[name];
    /** @type {any} */ (console)[name] = (/** @type {unknown[]} */ ...values) => {
      complaints.push(`console.${name}: ${values.map(describe).join(" ")}`);
      original.apply(console, values);
    };
  }
  addEventListener("error", (event) => {
    complaints.push(`uncaught: ${event.message} ${describe(event.error)}`);
    // Neither the browser's console nor mocha is told: the test judges.
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  addEventListener("unhandledrejection", (event) => {
    complaints.push(`unhandled rejection: ${describe(event.reason)}`);
    event.preventDefault();
  });
}
