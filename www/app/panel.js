import { element, setText } from "./element.js";
import { formatBytes, formatCount, formatSeconds, plural } from "./format.js";
import { engineName } from "./live-stream.js";
import { showReadyState } from "./pill.js";
import { Plot, PLOT_STEPS } from "./plot.js";
import { RateMeter } from "./rate-meter.js";

const MARKS_KEPT = 60;

/** What is shown of our connection, apart from the log: state, figures, plots. */
export class Panel {
  events = new RateMeter(PLOT_STEPS);
  bytes = new RateMeter(PLOT_STEPS);
  /** How often the connection was announced. */
  opened = 0;
  #reconnectAt = 0;
  /** @type {import("./plot.js").Mark[]} */
  #marks = [];
  #eventsPlot = new Plot(element("events-plot", HTMLDivElement), {
    colour: "--events",
    least: 10,
    format: (value) => formatCount(value),
  });
  #bytesPlot = new Plot(element("bytes-plot", HTMLDivElement), {
    colour: "--bytes",
    least: 1000,
    format: formatBytes,
  });
  #pill = element("pill", HTMLSpanElement);
  #countdown = element("countdown", HTMLSpanElement);

  /** Begins to count anew; the plots go on. */
  reset() {
    this.opened = 0;
    this.events.total = 0;
    this.bytes.total = 0;
    this.countDown(0);
  }

  /** @param {string} text announced to who cannot see it */
  say(text) {
    setText(element("sentence", HTMLParagraphElement), text);
  }

  /** @param {import("./plot.js").Mark["kind"]} kind */
  mark(kind) {
    this.#marks = [...this.#marks.slice(-MARKS_KEPT), { at: performance.now(), kind }];
  }

  /** @param {number} delay 0: no reconnection is waited for */
  countDown(delay) {
    this.#reconnectAt = delay ? performance.now() + delay : 0;
  }

  /** Ends a step of the meters and draws the plots. */
  step() {
    this.events.step();
    this.bytes.step();
    this.#eventsPlot.update(this.events.history, this.#marks);
    this.#bytesPlot.update(this.bytes.history, this.#marks);
    setText(element("events-rate", HTMLOutputElement), formatCount(this.events.perSecond));
    setText(element("bytes-rate", HTMLOutputElement), formatBytes(this.bytes.perSecond));
  }

  /**
   * Shows the state as it is now.
   * @param {import("eventsource-wasm").EventSource | null} source
   * @param {import("./continuity.js").Continuity} continuity
   */
  update(source, continuity) {
    showReadyState(this.#pill, source);
    const left = this.#reconnectAt - performance.now();
    setText(this.#countdown, left > 0 ? formatSeconds(left) : "");

    setText(element("engine", HTMLOutputElement), engineName());
    setText(element("events", HTMLElement), formatCount(this.events.total));
    setText(element("bytes", HTMLElement), formatBytes(this.bytes.total));
    setText(element("last-event-id", HTMLElement), source?.lastEventId || "–");
    setText(
      element("reconnection-time", HTMLElement),
      source ? `${formatCount(source.reconnectionTime)} ms` : "–",
    );
    setText(element("opened", HTMLElement), formatCount(this.opened));

    const { survived, verdict } = continuity;
    element("continuity", HTMLParagraphElement).dataset.verdict = verdict;
    setText(element("verdict", HTMLElement), String(continuity));
    setText(
      element("survived", HTMLSpanElement),
      survived ? `survived ${plural(survived, "cut")}` : "no cut yet",
    );
  }
}
