/** Dispatches the events of a batch. https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage */
import { dispatchTheEvent } from "engine:module";

import { messageEvent } from "./events.js";
import { listenersOf } from "./listeners.js";

const { dispatchEvent } = EventTarget.prototype;

/** Whatever a subclass, or a page, has put in the place of that method: the platform does not call it either. */
export function dispatch(/** @type {EventTarget | undefined} */ target, /** @type {Event} */ event) {
  if (target) dispatchEvent.call(target, event);
}

/**
 * Gives a function that dispatches the next that somebody hears, as long as the engine says so: 1 if that was the last of
 * the batch, 2 if there are more, 0 where nothing is left. It waits for nothing, for engines optimize that.
 *
 * @param {EventTarget} target
 * @param {Set<import("./iterator.js").Messages>} iterators
 * @param {import("./batch.js").Batch} batch
 * @param {string} origin
 * @param {number} engine
 * @param {number} attempt
 */
export function dispatcherOf(target, iterators, batch, origin, engine, attempt) {
  const { columns } = batch;
  const listeners = listenersOf(target);
  let type = "";
  let heard = listeners.of(type);
  return () => {
    while (batch.hasNext && dispatchTheEvent(engine, attempt)) {
      batch.next();
      // Most events have the type of the one before. Where nobody heard that any more, somebody may again.
      if (heard.size === 0 || columns.type !== type) heard = listeners.of((type = columns.type));
      // Deviation: no event object where no listener is known of.
      if (heard.size + iterators.size === 0) continue;
      const event = messageEvent(columns.type, batch.data, origin, columns.lastEventId);
      if (iterators.size > 0) iterators.forEach((iterator) => iterator.push(event));
      if (heard.size > 0) dispatch(target, event);
      return batch.hasNext ? 2 : 1;
    }
    return 0;
  };
}
