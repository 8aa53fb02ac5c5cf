/**
 * `onopen`, `onmessage`, `onerror`: event handler IDL attributes.
 * https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 *
 * One listener stands in for each handler, from the moment it is set: so it keeps its place in the listener
 * order when another function takes its turn. It holds no reference to the target.
 */
import { dispatch } from "./dispatch.js";

export class EventHandlers {
  /** @type {Map<string, object>} */
  #callbacks = new Map();

  /** The handler for events of this type; null where there is none. */
  get(/** @type {string} */ type) {
    return this.#callbacks.get(type) ?? null;
  }

  /**
   * Gives whether there is one now: then this is to listen.
   *
   * @param {string} type
   * @param {unknown} value anything but an object is null
   */
  set(type, value) {
    const isThere = Object(value) === value;
    if (isThere) this.#callbacks.set(type, /** @type {object} */ (value));
    else this.#callbacks.delete(type);
    return isThere;
  }

  /** https://html.spec.whatwg.org/multipage/webappapis.html#the-event-handler-processing-algorithm */
  handleEvent(/** @type {Event} */ event) {
    const callback = this.#callbacks.get(event.type);
    if (typeof callback !== "function" || handlersAreCalled()) return;
    // In no tree the two targets are the same, and Node has `currentTarget` for the first listener only.
    if (callback.call(event.target, event) === false) event.preventDefault();
  }
}

/** @type {boolean | undefined} */
let called;

/** Whether `dispatchEvent` calls what is in `on…` properties by itself, as workerd does. */
function handlersAreCalled() {
  if (called === undefined) {
    called = false;
    const target = Object.assign(new EventTarget(), { onprobe: () => (called = true) });
    dispatch(target, new Event("probe"));
  }
  return called;
}
