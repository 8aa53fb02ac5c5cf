import { element, make, setText } from "./element.js";
import { formatSeconds, plural } from "./format.js";

const ROWS = 6;
const SHORTEST_SPAN = 4_000;
/** Seconds between two marks, the first that leaves room for their labels. */
const MARKS = [1, 2, 5, 10, 20, 30, 60, 120, 300];
const MOST_MARKS = 7;

/**
 * @typedef {import("./attempts.js").Attempt} Attempt
 * @typedef {{ item: HTMLLIElement, text: HTMLSpanElement, result: HTMLSpanElement }} Row
 */

/** Each attempt as a row: when its wait began, the band that the delay was drawn from, the delay, the outcome. */
export class AttemptsChart {
  #list = element("attempts", HTMLOListElement);
  #axis = element("attempts-axis", HTMLDivElement);
  #summary = element("attempts-summary", HTMLParagraphElement);
  /** @type {Map<Attempt, Row>} */
  #rows = new Map();
  #marks = "";

  /**
   * @param {Attempt[]} attempts
   * @param {number} now
   */
  draw(attempts, now) {
    const shown = attempts.slice(-ROWS);
    if (shown.some((attempt) => !this.#rows.has(attempt)) || this.#rows.size > shown.length) {
      this.#rows = new Map(shown.map((attempt) => [attempt, this.#rows.get(attempt) ?? row(attempt)]));
      this.#list.replaceChildren(...[...this.#rows.values()].map(({ item }) => item));
    }
    const start = shown[0]?.from ?? 0;
    const end = Math.max(...shown.map(({ from, delay, band }) => from + Math.max(delay, band[1])), 0);
    const span = Math.max((end - start) * 1.04, SHORTEST_SPAN);
    const place = (/** @type {number} */ at) => `${((at - start) / span) * 100}%`;
    for (const [attempt, { item, text, result }] of this.#rows) {
      const { from, delay, band, outcome } = attempt;
      const elapsed = outcome === "waiting" ? Math.min(Math.max(now - from, 0), delay) : delay;
      item.dataset.outcome = outcome;
      item.style.setProperty("--from", place(from));
      item.style.setProperty("--low", place(from + band[0]));
      item.style.setProperty("--high", place(from + band[1]));
      item.style.setProperty("--at", place(from + delay));
      item.style.setProperty("--elapsed", place(from + elapsed));
      setText(text, describeDelay(attempt));
      setText(
        result,
        attempt.result || (elapsed < delay ? `in ${formatSeconds(delay - elapsed)}` : "trying"),
      );
    }
    this.#drawAxis(shown.length > 0 ? span : 0);
    setText(this.#summary, summary(attempts));
  }

  /** @param {number} span in milliseconds */
  #drawAxis(span) {
    const seconds = span / 1000;
    const step = MARKS.find((mark) => seconds / mark <= MOST_MARKS) ?? 600;
    const marks = Array.from(
      { length: span ? Math.floor(seconds / step) + 1 : 0 },
      (_, index) => index * step,
    );
    const signature = `${marks.join()} of ${seconds}`;
    if (signature === this.#marks) return;
    this.#marks = signature;
    this.#axis.replaceChildren(
      ...marks.map((mark) => {
        const label = make("span", "mark", `${mark} s`);
        label.style.setProperty("--at", `${(mark / seconds) * 100}%`);
        return label;
      }),
    );
  }
}

/** @param {Attempt} attempt */
function row({ number, rule }) {
  const item = document.createElement("li");
  const track = make("span", "track");
  track.setAttribute("aria-hidden", "true");
  track.append(make("span", "band"), make("span", "wait"), make("span", "dot"));
  const text = make("span", "delay");
  const result = make("span", "result");
  item.append(make("span", "number", `#${number}`), track, text, result);
  item.title = rule;
  return { item, text, result };
}

/** @param {Attempt} attempt */
function describeDelay({ delay, band: [low, high], rule }) {
  if (high === 0) return rule;
  return low === high
    ? formatSeconds(delay)
    : `${inSeconds(delay)} s of ${inSeconds(low)}–${inSeconds(high)}`;
}

/** @param {number} milliseconds */
function inSeconds(milliseconds) {
  return (milliseconds / 1000).toFixed(1);
}

/** @param {Attempt[]} attempts */
function summary(attempts) {
  const last = attempts.at(-1);
  const [first] = attempts;
  if (!first || !last) return "";
  const waits = attempts.filter(({ delay }) => delay > 0).length;
  if (waits === 0) return "At once, without a delay.";
  const total = formatSeconds(last.from + last.delay - first.from);
  return `${plural(waits, "delay")}, ${total} from the loss to the last attempt. Latest rule: ${last.rule}.`;
}
