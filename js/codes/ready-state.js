/** https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-readystate */
export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSED = 2;
