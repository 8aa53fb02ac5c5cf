import { EventSource, TRANSIENT_STATUSES } from "eventsource-wasm";

import { describeError, describeOpen } from "./describe.js";

/** The types that the demo's server names, and the one for events without a name. */
const TYPES = /** @type {const} */ (["tick", "notice", "message"]);

/**
 * Opens a connection with what the form says and reports all that comes of it.
 * @param {import("./settings.js").Settings} settings
 * @param {{
 *   onOpen: (text: string) => void,
 *   onError: (text: string, event: import("eventsource-wasm").EventSourceErrorEvent, answer: unknown) => void,
 *   onEvent: (event: MessageEvent<string>, type: typeof TYPES[number]) => void,
 *   onToken: (text: string, tone?: "good" | "bad") => void,
 *   onHint: (text: string) => void,
 * }} listeners onError is told what shouldReconnect has answered, too
 */
export function openStream(settings, { onOpen, onError, onEvent, onToken, onHint }) {
  /** The attempt whose token was exchanged: that the next one is refused too is not for want of a fresh one. */
  let exchanged = NaN;
  /** @type {boolean | number | undefined} */
  let answer;

  /** @param {import("eventsource-wasm").Failure} failure */
  async function decide({ status, attempt, headers }) {
    if (status === 401 && settings.refreshesToken && attempt !== exchanged + 1) {
      exchanged = attempt;
      onToken(`refused (${headers?.get("WWW-Authenticate")}); asking for a fresh one`);
      try {
        await settings.refreshToken();
      } catch (error) {
        onToken(String(error), "bad");
        return undefined;
      }
      onToken(`the next attempt will show ${settings.token}`, "good");
      return 0;
    }
    return settings.retryTransient && TRANSIENT_STATUSES.includes(status) ? true : undefined;
  }

  const source = new EventSource(settings.url, {
    // Asked anew for each attempt: a token that was exchanged or edited meanwhile is used.
    headers: () => settings.headers,
    withCredentials: settings.withCredentials,
    heartbeatTimeout: settings.heartbeatTimeout,
    onDiagnostic: ({ code, message, line }) => onHint([code, line, message].filter(Boolean).join(" · ")),
    async shouldReconnect(failure) {
      answer = await decide(failure);
      return answer;
    },
  });
  source.addEventListener("open", (event) => onOpen(describeOpen(event)));
  source.addEventListener("error", (event) => onError(describeError(event), event, answer));
  for (const type of TYPES) source.addEventListener(type, (event) => onEvent(event, type));
  return source;
}

/** Which build of the engine runs. */
export function engineName() {
  return EventSource.engine ?? "not started";
}
