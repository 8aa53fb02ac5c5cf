/** The demo's page in a browser, as a visitor sees and uses it. */

import { setTimeout as delay } from "node:timers/promises";

import { By } from "selenium-webdriver";

/**
 * @typedef {object} Seen what the page shows
 * @property {boolean} ready
 * @property {string} pill
 * @property {string} sentence
 * @property {string} verdict
 * @property {string} survived
 * @property {string} nativePill
 * @property {string} nativeWhy
 * @property {string} reconnectionTime
 * @property {string} engine
 * @property {number} events
 * @property {number} rate
 * @property {string[]} log the open and error entries
 * @property {number} rows
 * @property {number} below how many pixels of the log are below what is seen of it
 * @property {AttemptSeen[]} attempts the rows of the timeline
 * @property {string} token
 * @property {string} answer what came token by token
 * @property {string} answerState
 * @property {string} answerCounts
 * @property {number} inked how many pixels of the first plot are not background
 */

/**
 * @typedef {object} AttemptSeen
 * @property {number} number
 * @property {string} delay
 * @property {string} result
 * @property {string} outcome
 * @property {number[]} places in pixels: the band's begin, the attempt, the band's end
 */

const PATIENCE = 20_000;
export const CLEAN = "missed 0 · repeated 0";

/**
 * @param {import("../support/browsers.js").Browser} browser
 * @param {{ streamUrl: string, token: string }} demo
 */
export function visitor(browser, demo) {
  /** @returns {Promise<Seen>} */
  const look = () => browser.execute(readPage);

  /**
   * Waits until the page shows it.
   * @param {string} wish
   * @param {(seen: Seen) => boolean} condition
   */
  const until = async (wish, condition) => {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const seen = await look();
      if (condition(seen)) return seen;
      if (performance.now() > deadline) throw new Error(`not within 20 s: ${wish}; ${JSON.stringify(seen)}`);
      await delay(100);
    }
  };

  return {
    browser: browser.name,
    look,
    until,
    /** By how many pixels the page is wider than a window of this width. */
    async overhang(/** @type {number} */ width) {
      await browser.driver.manage().window().setRect({ width, height: 900 });
      return browser.execute(readOverhang);
    },
    /** How many prompts the server has received from this page, asked past the page. */
    async promptsReceived() {
      const url = new URL("/answers", demo.streamUrl);
      url.searchParams.set("client", await browser.execute(readClient));
      const response = await fetch(url, { headers: { Authorization: `Bearer ${demo.token}` } });
      return (await response.json()).prompts;
    },
    /** @param {string} value of the heartbeat time-out */
    setHeartbeat: (value) =>
      browser.execute((/** @type {string} */ chosen) => {
        const heartbeat = /** @type {HTMLSelectElement} */ (document.getElementById("heartbeat"));
        heartbeat.value = chosen;
        heartbeat.dispatchEvent(new Event("change", { bubbles: true }));
      }, value),
    /** @param {string} selector */
    press: (selector) => browser.driver.findElement(By.css(selector)).click(),
    /**
     * Waits until the stream has gone on after so many cuts, and looks that nothing was lost.
     * @param {number} cuts
     */
    async wentOn(cuts) {
      const text = `survived ${cuts} cut${cuts === 1 ? "" : "s"}`;
      const seen = await until(text, ({ survived, pill }) => survived === text && pill === "open");
      expect(seen.verdict === CLEAN, "nothing missed, repeated or damaged", seen);
      return seen;
    },
    /** @param {number} step of the slider */
    setRate: (step) =>
      browser.execute((/** @type {number} */ value) => {
        const rate = /** @type {HTMLInputElement} */ (document.getElementById("rate"));
        rate.valueAsNumber = value;
        rate.dispatchEvent(new Event("input", { bubbles: true }));
      }, step),
    /** @param {string} script */
    execute: (script) => browser.execute(script),
  };
}

/** Runs in the page. */
function readClient() {
  const url = /** @type {HTMLInputElement} */ (document.getElementById("url")).value;
  return new URL(url).searchParams.get("client");
}

/** Runs in the page. */
async function readPage() {
  // oxlint-disable-next-line consistent-function-scoping -- the page has nothing but this function
  const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent?.trim() ?? "";
  const state = {
    ready: document.querySelector("#connect:enabled") !== null,
    pill: text("pill"),
    sentence: text("sentence"),
    verdict: text("verdict"),
    survived: text("survived"),
    nativePill: text("native-pill"),
    nativeWhy: text("native-why"),
    reconnectionTime: text("reconnection-time"),
    engine: text("engine"),
    events: Number(text("events").replaceAll(",", "")),
    rate: Number(text("events-rate").replaceAll(",", "")),
    token: /** @type {HTMLInputElement} */ (document.getElementById("token")).value,
    answer: text("answer"),
    answerState: text("answer-state"),
    answerCounts: text("answer-counts"),
  };
  // The log is drawn once per frame: two later it shows all that led to this state.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const list = /** @type {HTMLElement} */ (document.getElementById("log"));
  const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#events-plot canvas"));
  const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const attempts = [
    .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#attempts li")),
  ].map((row) => {
    const [number = "", wait = "", result = ""] = [".number", ".delay", ".result"].map(
      (selector) => row.querySelector(selector)?.textContent ?? "",
    );
    const [band, dot] = [".band", ".dot"].map((selector) =>
      row.querySelector(selector)?.getBoundingClientRect(),
    );
    const places = band && dot ? [band.left, (dot.left + dot.right) / 2, band.right] : [];
    return {
      number: Number(number.slice(1)),
      delay: wait,
      result,
      outcome: row.dataset.outcome ?? "",
      places,
    };
  });
  return {
    ...state,
    attempts,
    log: [...document.querySelectorAll("#log [data-kind=connection]")].map((row) => row.textContent ?? ""),
    rows: document.querySelectorAll("#log li").length,
    below: list.scrollHeight - list.scrollTop - list.clientHeight,
    inked: pixels.filter((value, index) => index % 4 === 3 && value > 0).length,
  };
}

/**
 * @param {boolean} condition
 * @param {string} message
 * @param {Seen} seen
 */
export function expect(condition, message, seen) {
  if (!condition) throw new Error(`${message}; ${JSON.stringify(seen)}`);
}

function readOverhang() {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
}
