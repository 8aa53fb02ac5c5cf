import { AttemptsChart } from "./attempts-chart.js";
import { Attempts } from "./attempts.js";
import { Completion } from "./completion.js";
import { Continuity } from "./continuity.js";
import { element, setText } from "./element.js";
import { EventLog } from "./event-log.js";
import { wireFaults } from "./faults.js";
import { sentence, utf8Length } from "./format.js";
import { openStream } from "./live-stream.js";
import { NativePanel } from "./native.js";
import { Panel } from "./panel.js";
import { STEP } from "./rate-meter.js";
import { Settings } from "./settings.js";
import { snippet } from "./snippet.js";

/** @typedef {import("eventsource-wasm").EventSourceErrorEvent} ErrorEvent */

const CLOSED = 2;

/** Ties the form, the two connections and what shows them together. */
export class Demo {
  #settings;
  #faults;
  #completion;
  #panel = new Panel();
  #log = new EventLog(element("log", HTMLOListElement), element("to-end", HTMLButtonElement));
  #native;
  #attempts = new Attempts();
  #chart = new AttemptsChart();
  #continuity = new Continuity();
  /** @type {import("eventsource-wasm").EventSource | null} */
  #source = null;
  #connectButton = element("connect", HTMLButtonElement);
  #reconnectButton = element("reconnect", HTMLButtonElement);
  #closeButton = element("close", HTMLButtonElement);

  /** @param {import("./settings.js").Config} config */
  constructor(config) {
    this.#settings = new Settings(config);
    this.#native = new NativePanel(config);
    this.#faults = wireFaults(config, () => this.#settings.client);
    this.#completion = new Completion(config, this.#settings);
  }

  /** Listens to the page and keeps it up to date. */
  run() {
    const settings = this.#settings;
    element("settings", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#connect();
    });
    this.#reconnectButton.addEventListener("click", () => this.#reconnect());
    this.#closeButton.addEventListener("click", () => this.#close());
    element("clear", HTMLButtonElement).addEventListener("click", () => {
      this.#log.clear();
      this.#native.clear();
    });
    element("filter", HTMLFieldSetElement).addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.#log.show(/** @type {import("./event-log.js").Kind} */ (target.value), target.checked);
    });

    this.#completion.listen();

    const showSnippet = () => setText(element("snippet", HTMLPreElement), snippet(settings));
    settings.addEventListener("change", showSnippet);
    // Another rate or size is another stream.
    settings.addEventListener("stream", () => {
      if (this.#source && this.#source.readyState !== CLOSED) this.#connect();
    });

    showSnippet();
    this.#update();
    this.#connectButton.disabled = false;
    setInterval(() => {
      this.#panel.step();
      this.#update();
    }, STEP * 1000);
  }

  #connect() {
    this.#source?.close();
    this.#continuity = new Continuity();
    this.#panel.reset();
    this.#panel.say("Connecting.");
    this.#attempts.asked("new EventSource()", performance.now(), { first: true });
    try {
      this.#source = openStream(this.#settings, {
        onOpen: (text) => this.#onOpen(text),
        onError: (text, event, answer) => this.#onError(text, event, answer),
        onEvent: (event, type) => this.#onEvent(event, type),
        onHint: (text) => this.#log.add({ kind: "connection", label: "hint", text, tone: "bad" }),
        onToken: (text, tone) => this.#log.add({ kind: "connection", label: "token", text, tone }),
      });
    } catch (error) {
      this.#source = null;
      this.#panel.say(String(error));
      this.#log.add({ kind: "connection", label: "throws", text: String(error), tone: "bad" });
    }
    this.#native.connect(this.#settings);
    this.#update();
  }

  #close() {
    this.#source?.close();
    this.#attempts.closed();
    this.#native.close();
    this.#panel.countDown(0);
    this.#panel.say("Closed by you.");
    this.#log.add({ kind: "connection", label: "close()", text: "closed by you" });
    // The button will be disabled: the focus must not fall off the page.
    if (document.activeElement === this.#closeButton) this.#connectButton.focus();
    this.#update();
  }

  #reconnect() {
    const after = this.#source?.lastEventId || "none";
    this.#continuity.break();
    this.#panel.countDown(0);
    this.#panel.say("Reconnecting.");
    this.#log.add({ kind: "connection", label: "reconnect()", text: `last event ID ${after}` });
    this.#attempts.asked("reconnect()", performance.now());
    this.#source?.reconnect();
    this.#update();
  }

  /** @param {string} text */
  #onOpen(text) {
    this.#attempts.opened(performance.now());
    this.#panel.opened += 1;
    this.#panel.countDown(0);
    this.#panel.mark("open");
    this.#panel.say(`Open: ${text}.`);
    this.#log.add({ kind: "connection", label: "open", text, tone: "good" });
    this.#update();
  }

  /**
   * @param {string} text
   * @param {ErrorEvent} event
   * @param {unknown} answer what shouldReconnect said
   */
  #onError(text, event, answer) {
    const { willReconnect, delay, message } = event;
    const reconnectionTime = this.#source?.reconnectionTime ?? 0;
    this.#attempts.failed(event, { now: performance.now(), reconnectionTime, answer });
    this.#continuity.break();
    this.#panel.mark("error");
    this.#panel.countDown(delay);
    this.#panel.say(willReconnect ? `${sentence(message)} Reconnecting.` : `Failed: ${sentence(message)}`);
    this.#log.add({ kind: "connection", label: "error", text, tone: "bad" });
    this.#update();
  }

  /**
   * @param {MessageEvent<string>} event
   * @param {"tick" | "notice" | "message"} type
   */
  #onEvent(event, type) {
    this.#attempts.delivered();
    this.#panel.events.add(1);
    this.#panel.bytes.add(utf8Length(event.data));
    this.#continuity.check(event);
    this.#log.add({ kind: type, label: type, id: event.lastEventId, text: event.data });
  }

  #update() {
    this.#panel.update(this.#source, this.#continuity);
    this.#chart.draw(this.#attempts.list, performance.now());
    this.#native.update();
    const closed = !this.#source || this.#source.readyState === CLOSED;
    this.#closeButton.disabled = closed;
    this.#reconnectButton.disabled = !this.#source;
    this.#faults.enable(!closed);
  }
}
