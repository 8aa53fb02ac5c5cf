/**
 * Opens the demo in real browsers and uses it as a visitor would.
 *
 *     node tests/demo.browser.js [--browser chromium,firefox,webkit] [--screenshots FOLDER] [--no-headless]
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

import { By } from "selenium-webdriver";

import { startDemo } from "../www/server/index.js";
import { available, BROWSERS, launch, missing } from "./support/browsers.js";

/** @typedef {import("./support/browsers.js").BrowserName} BrowserName */

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
 * @property {number} inked how many pixels of the first plot are not background
 */

const PATIENCE = 20_000;
const TYPES = ["tick", "notice", "message"];
const CLEAN = "missed 0 · repeated 0";

const { values: options } = parseArgs({
  options: {
    browser: { type: "string" },
    screenshots: { type: "string" },
    "no-headless": { type: "boolean", default: false },
  },
});

async function main() {
  const counts = { passed: 0, failed: 0 };
  for (const name of chosenBrowsers()) {
    if (!available(name)) {
      console.log(`skipped: ${name} (${missing(name).join(", ")} not found)`);
      continue;
    }
    await runBrowser(name, counts);
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 ? 1 : 0;
}

function chosenBrowsers() {
  const names = /** @type {BrowserName[]} */ (options.browser?.split(",") ?? BROWSERS);
  const unknown = names.filter((name) => !BROWSERS.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`no such browser: ${unknown} (there are ${BROWSERS.join(", ")})`);
  return names;
}

/**
 * @param {BrowserName} name
 * @param {{ passed: number, failed: number }} counts
 */
async function runBrowser(name, counts) {
  const demo = await startDemo({ port: 0 });
  const browser = await launch(name, { headless: !options["no-headless"] });
  try {
    await browser.goto(demo.url);
    for (const [title, check] of Object.entries(CHECKS)) {
      try {
        await check(visitor(browser));
        counts.passed += 1;
        console.log(`ok      ${name} ${browser.version}: ${title}`);
      } catch (error) {
        counts.failed += 1;
        console.log(
          `FAILED  ${name} ${browser.version}: ${title}\n        ${/** @type {Error} */ (error).message}`,
        );
      }
      await keepScreenshot(browser, title);
    }
  } finally {
    await browser.quit();
    await demo.close();
  }
}

/**
 * @param {import("./support/browsers.js").Browser} browser
 * @param {string} title
 */
async function keepScreenshot(browser, title) {
  if (!options.screenshots) return;
  mkdirSync(options.screenshots, { recursive: true });
  const file = `${browser.name} ${title}.png`.replaceAll(/[^\w.]+/g, "-");
  writeFileSync(join(options.screenshots, file), await browser.screenshot());
}

/** @param {import("./support/browsers.js").Browser} browser */
function visitor(browser) {
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
    look,
    until,
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
  };
  // The log is drawn once per frame: two later it shows all that led to this state.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#events-plot canvas"));
  const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  return {
    ...state,
    log: [...document.querySelectorAll("#log [data-kind=connection]")].map((row) => row.textContent ?? ""),
    rows: document.querySelectorAll("#log li").length,
    inked: pixels.filter((value, index) => index % 4 === 3 && value > 0).length,
  };
}

/**
 * @param {boolean} condition
 * @param {string} message
 * @param {Seen} seen
 */
function expect(condition, message, seen) {
  if (!condition) throw new Error(`${message}; ${JSON.stringify(seen)}`);
}

/**
 * Each goes on where the one before has left the page.
 * @type {Record<string, (page: ReturnType<typeof visitor>) => Promise<void>>}
 */
const CHECKS = {
  async "connects with the token and the header, and shows events"({ press, until }) {
    await until("the page is ready", ({ ready }) => ready);
    await press("#connect");
    const seen = await until("ten events", ({ events }) => events >= 10);
    expect(seen.pill === "open", "the pill says open", seen);
    expect(seen.log[0]?.includes("authorization, x-team") === true, "the server saw both headers", seen);
    expect(seen.reconnectionTime === "1,000 ms", "the stream's retry is shown", seen);
    expect(seen.engine === "wasm", "the engine is named", seen);
    expect(seen.verdict === CLEAN, "nothing missed or repeated", seen);
    expect(seen.rows >= 10 && seen.inked > 1000, "log and plot are drawn", seen);
  },

  async "the browser's own is refused for want of the header"({ until }) {
    const seen = await until("it is closed", ({ nativePill }) => nativePill === "closed");
    expect(seen.nativeWhy.includes("no way to send one"), "the page says why", seen);
  },

  async "the filter leaves only the types asked for"({ press, until }) {
    for (const type of TYPES) await press(`#filter label:has([value=${type}])`);
    await until("only the open entry", ({ rows, log }) => rows === 1 && log.length === 1);
  },

  async "survives a cut"({ press, wentOn }) {
    await press("[data-action=cut]:not([data-query])");
    const seen = await wentOn(1);
    expect(seen.log.at(-1)?.includes("last-event-id") === true, "Last-Event-ID was sent", seen);
  },

  async "survives a cut in mid-line"({ press, wentOn }) {
    await press("[data-query='where=mid-line']");
    await wentOn(2);
  },

  async "survives the end of the stream"({ press, wentOn }) {
    await press("[data-action=end]");
    const seen = await wentOn(3);
    expect(
      seen.log.some((entry) => entry.includes("end-of-stream")),
      "the reason is shown",
      seen,
    );
  },

  async "goes on after silence, on the same connection"({ press, until }) {
    const before = await until("an open stream", ({ pill }) => pill === "open");
    await press("[data-action=silence]");
    await until("silence", ({ rate }) => rate === 0);
    const seen = await until("it went on", ({ events }) => events >= before.events + 25);
    expect(seen.pill === "open" && seen.log.length === before.log.length, "no open, no error", seen);
    expect(seen.verdict === CLEAN, "nothing missed or repeated", seen);
  },

  async "comes back after three times 500"({ press, wentOn }) {
    await press("[data-query*='status=500']");
    const seen = await wentOn(4);
    const refusals = seen.log.filter((entry) => entry.includes("status 500"));
    expect(refusals.length === 3, "three errors with the status", seen);
  },

  async "204 closes it for good, reconnect() revives it"({ press, until, wentOn }) {
    await press("[data-query='status=204']");
    const closed = await until("closed", ({ pill }) => pill === "closed");
    expect(closed.log.at(-1)?.includes("status 204") === true, "the error has the status", closed);
    await press("#reconnect");
    await wentOn(5);
  },

  async "reconnect() of an open stream fires no error"({ press, until, wentOn }) {
    const before = await until("an open stream", ({ pill }) => pill === "open");
    await press("#reconnect");
    const seen = await wentOn(6);
    expect(seen.log.length === before.log.length + 2, "reconnect() and open, nothing else", seen);
  },

  async "close() ends it"({ press, until, look }) {
    await press("#close");
    const { events } = await until("closed", ({ pill }) => pill === "closed");
    await delay(1500);
    const seen = await look();
    expect(seen.events === events, "no event comes any more", seen);
    expect(seen.pill === "closed", "it stays closed", seen);
  },

  async "a wrong token fails with status 401"({ press, until }) {
    await press("#wrong-token");
    await press("#connect");
    const seen = await until("closed", ({ pill, sentence }) => pill === "closed" && sentence.includes("401"));
    expect(seen.log.at(-1)?.includes("status 401") === true, "the error has the status", seen);
    await press("#wrong-token");
  },

  async "a thousand events a second, none missed"({ press, until, wentOn, setRate }) {
    for (const type of TYPES) await press(`#filter label:has([value=${type}])`);
    await setRate(9);
    await press("#connect");
    const seen = await until("5000 events at full rate", ({ events, rate }) => events >= 5000 && rate > 800);
    expect(seen.verdict === CLEAN, "nothing missed or repeated", seen);
    expect(seen.rows === 300, "the log is capped", seen);
    await press("[data-query='where=mid-line']");
    await wentOn(1);
    await press("#close");
  },

  async "the log follows its end unless the reader has scrolled up"({ press, until, setRate, execute }) {
    await setRate(2);
    await press("#connect");
    await until("an open stream with a full log", ({ pill, rows }) => pill === "open" && rows > 100);
    await execute(`document.getElementById("log").scrollTop = 0;`);
    await delay(1000);
    const up = await execute(`
      const log = document.getElementById("log");
      return { top: log.scrollTop, button: document.getElementById("to-end").textContent };
    `);
    if (up.top !== 0 || !/^↓ \d+ new/.test(up.button)) throw new Error(`it moved: ${JSON.stringify(up)}`);
    await press("#to-end");
    await delay(500);
    const down = await execute(`
      const log = document.getElementById("log");
      return log.scrollHeight - log.scrollTop - log.clientHeight;
    `);
    if (down > 8) throw new Error(`not at the end: ${down} px`);
    await press("#close");
  },
};

process.exitCode = await main();
