import { EventSource } from "eventsource-wasm";

/** An EventSource that gives these events, then an `error` event with reason "end-of-stream". */
export const fakeSource = (text) => EventSource.from(new Blob([text]).stream());
