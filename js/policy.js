/** What the user's policy (`shouldReconnect`) says, as an input of the engine. */
import * as INPUT from "./codes/input.js";
import { typeError } from "./type-error.js";

/**
 * @param {unknown} said
 * @returns {[code: number, milliseconds: number]}
 * @throws {TypeError} where it is none of what a policy may say
 */
export function policyInput(said) {
  if (said === undefined) return [INPUT.byDefault, 0];
  if (typeof said === "boolean") return [said ? INPUT.reestablish : INPUT.fail, 0];
  if (typeof said === "number" && said >= 0 && said < Infinity) return [INPUT.reestablishAfter, said];
  throw typeError(`'shouldReconnect' answered ${String(said)}`);
}
