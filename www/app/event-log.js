import { make } from "./element.js";
import { formatTime, plural } from "./format.js";

const ROWS = 300;
const KEPT_PER_KIND = 1000;
const LONGEST_TEXT = 500;
const AT_END = 8;

/**
 * @typedef {"tick" | "notice" | "message" | "connection"} Kind
 * @typedef {{ kind: Kind, label: string, text: string, id?: string, tone?: "good" | "bad" }} Entry
 * @typedef {Entry & { number: number, at: number }} Kept
 */

/**
 * A list that shows the newest entries and follows them unless the user has scrolled up. Rows are made once per frame,
 * however many events there were; a rare error is kept apart, so that a thousand ticks do not push it out.
 */
export class EventLog {
  #list;
  #toEnd;
  /** @type {Map<Kind, Kept[]>} */
  #kept = new Map();
  /** @type {Set<Kind>} */
  #hidden = new Set();
  #count = 0;
  #shown = 0;
  #following = true;
  #scheduled = false;

  /**
   * @param {HTMLOListElement} list
   * @param {HTMLButtonElement} toEnd brings the newest entries back
   */
  constructor(list, toEnd) {
    this.#list = list;
    this.#toEnd = toEnd;
    list.addEventListener("scroll", () => {
      const following = list.scrollHeight - list.scrollTop - list.clientHeight <= AT_END;
      if (following === this.#following) return;
      this.#following = following;
      this.#schedule();
    });
    toEnd.addEventListener("click", () => {
      this.#following = true;
      this.#schedule();
      list.focus({ preventScroll: true });
    });
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#count += 1;
    const kept = this.#kept.get(entry.kind) ?? [];
    this.#kept.set(entry.kind, kept);
    kept.push({ ...entry, number: this.#count, at: Date.now() });
    if (kept.length > KEPT_PER_KIND * 2) kept.splice(0, KEPT_PER_KIND);
    this.#schedule();
  }

  /**
   * @param {Kind} kind
   * @param {boolean} visible
   */
  show(kind, visible) {
    if (visible) this.#hidden.delete(kind);
    else this.#hidden.add(kind);
    this.#list.replaceChildren();
    this.#shown = 0;
    this.#following = true;
    this.#schedule();
  }

  clear() {
    this.#kept.clear();
    this.#list.replaceChildren();
    this.#shown = this.#count;
    this.#following = true;
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#render();
    });
  }

  #render() {
    const fresh = this.#newerThan(this.#shown);
    if (this.#following) {
      this.#list.append(...fresh.slice(-ROWS).map(row));
      while (this.#list.childElementCount > ROWS) this.#list.firstElementChild?.remove();
      this.#shown = this.#count;
      this.#list.scrollTop = this.#list.scrollHeight;
    }
    this.#toEnd.hidden = this.#following || fresh.length === 0;
    this.#toEnd.textContent = `↓ ${plural(fresh.length, "new entry").replace("entrys", "entries")}`;
  }

  /** @param {number} number */
  #newerThan(number) {
    return [...this.#kept]
      .filter(([kind]) => !this.#hidden.has(kind))
      .flatMap(([, kept]) => kept.slice(kept.findLastIndex((entry) => entry.number <= number) + 1))
      .toSorted((one, other) => one.number - other.number);
  }
}

/** @param {Kept} entry */
function row({ kind, label, text, id, tone, at }) {
  const item = document.createElement("li");
  item.dataset.kind = kind;
  if (tone) item.dataset.tone = tone;
  item.append(
    make("time", "at", formatTime(at)),
    make("span", "type", label),
    make("span", "id", id ?? ""),
    make("span", "text", shorten(text)),
  );
  return item;
}

/** @param {string} text */
function shorten(text) {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT)}… (${plural(text.length, "character")})`;
}
