/** Dispatches the events of a batch. https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage */
import { dispatchTheEvent } from "engine:module";

import { messageEvent } from "./events.js";
import { listenersOf } from "./listeners.js";
import { settled } from "./turns.js";

/**
 * One by one, as long as the engine says so.
 *
 * @param {EventTarget} target
 * @param {Set<import("./iterator.js").Messages>} iterators
 * @param {import("./batch.js").Batch} batch
 * @param {string} origin
 * @param {number} engine
 * @param {number} attempt
 */
export async function dispatchTheBatch(target, iterators, batch, origin, engine, attempt) {
  const { columns } = batch;
  const listeners = listenersOf(target);
  // A function of its own: engines optimize one that waits less. False where nothing is left.
  const dispatchTheNext = () => {
    while (batch.hasNext && dispatchTheEvent(engine, attempt)) {
      batch.next();
      const heard = listeners.has(columns.type);
      if (!heard && iterators.size === 0) continue;
      const event = messageEvent(columns.type, batch.data, origin, columns.lastEventId);
      if (iterators.size > 0) iterators.forEach((iterator) => iterator.push(event));
      if (heard) target.dispatchEvent(event);
      return true;
    }
    return false;
  };
  while (dispatchTheNext()) {
    // The standard queues a task for each event: code that awaits one event at a time must see the next.
    await settled;
    await settled;
    await settled;
  }
}
