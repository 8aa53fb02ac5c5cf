/**
 * The option under which the package's own code gives more of them: `response`, `completes`. Registered, for an entry that is
 * built on the root has a copy of this module.
 */
export const OWN = Symbol.for("eventsource-wasm");
