import { element, setText } from "./element.js";
import { EventLog } from "./event-log.js";
import { showReadyState } from "./pill.js";

const NativeEventSource = globalThis.EventSource;
const { CONNECTING, OPEN } = NativeEventSource;

/** The browser's own class beside ours, with the same URL and all that it can be told. */
export class NativePanel {
  #pill = element("native-pill", HTMLSpanElement);
  #why = element("native-why", HTMLParagraphElement);
  #log = new EventLog(element("native-log", HTMLOListElement), element("native-to-end", HTMLButtonElement));
  /** @type {globalThis.EventSource | null} */
  #source = null;
  #origin;
  #wantsToken = false;
  #failed = false;

  /** @param {import("./settings.js").Config} config */
  constructor({ stream }) {
    this.#origin = new URL(stream).origin;
  }

  /** @param {import("./settings.js").Settings} settings */
  connect({ url, withCredentials }) {
    this.close();
    this.#failed = false;
    // Of another server the page knows no more than the class tells, which is nothing.
    this.#wantsToken = url.startsWith(`${this.#origin}/`);
    try {
      this.#source = new NativeEventSource(url, { withCredentials });
    } catch (error) {
      this.#log.add({ kind: "connection", label: "error", text: String(error), tone: "bad" });
      return;
    }
    const source = this.#source;
    source.addEventListener("open", () => {
      this.#log.add({ kind: "connection", label: "open", text: "no status, no headers", tone: "good" });
    });
    source.addEventListener("error", () => {
      this.#failed = true;
      this.#log.add({ kind: "connection", label: "error", text: "no reason, no status", tone: "bad" });
    });
    for (const type of /** @type {const} */ (["message", "tick", "notice"])) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        this.#log.add({ kind: type, label: type, id: lastEventId, text: data });
      });
    }
    this.update();
  }

  close() {
    this.#source?.close();
    this.update();
  }

  clear() {
    this.#log.clear();
  }

  /** Shows the state as it is now. */
  update() {
    showReadyState(this.#pill, this.#source);
    const text = this.#explanation();
    if (text) setText(this.#why, text);
  }

  #explanation() {
    switch (this.#source?.readyState) {
      case undefined:
        return "";
      case OPEN:
        return "Connected: this server asks for no header.";
      case CONNECTING:
        return this.#failed
          ? "Lost. It reconnects, and cannot say why or when."
          : "Connecting, with no header of ours.";
      default:
        if (!this.#failed) return "Closed.";
        return this.#wantsToken
          ? "Refused: the server wants an Authorization header, and this class has no way to send one. " +
              "Nor can it say so: its error event has no status and no reason."
          : "Failed, and it cannot say why: its error event has no status and no reason.";
    }
  }
}
