/** What a visitor can do with the demo, and what it then has to show. */

import { setTimeout as delay } from "node:timers/promises";

import { CLEAN, expect } from "./page.js";

const TYPES = ["tick", "notice", "message"];

/**
 * Each goes on where the one before has left the page.
 * @type {Record<string, (page: ReturnType<typeof import("./page.js").visitor>) => Promise<void>>}
 */
export const CHECKS = {
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

  async "says why a line brings no event"({ press, until }) {
    await press("[data-action=blunder]");
    await until("a hint", ({ log }) => log.some((entry) => /unknown-field.*cur-time : now/.test(entry)));
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

  async "the timeline shows each of these attempts, its delay and its band"({ look }) {
    const seen = await look();
    const results = seen.attempts.map(({ result }) => result).join(", ");
    expect(results === "status 500, status 500, status 500, open", "how each ended", seen);
    const bands = [[1, 1.1], [1, 2], [2, 4], [4, 8]]; // prettier-ignore
    for (const [index, { number, delay: text, places }] of seen.attempts.entries()) {
      const [took, low, high] = (text.match(/[\d.]+/g) ?? []).map(Number);
      const [least = NaN, most = NaN] = bands[index] ?? [];
      expect(low === least && high === most, `the band of the failure ${index + 1}`, seen);
      expect(took !== undefined && took >= least && took <= most, "the delay is within it", seen);
      const [from = NaN, at = NaN, to = NaN] = places;
      expect(at >= from - 1 && at <= to + 1, "it is drawn within the band", seen);
      const refused = seen.log.filter((entry) => entry.includes(`(attempt ${number};`)).length;
      expect(refused === (index < 3 ? 1 : 0), "the number is that of the errors", seen);
    }
  },

  async "Retry-After is waited for"({ press, wentOn }) {
    await press("[data-query*='retry-after=3']");
    const seen = await wentOn(5);
    const { delay: text = "" } = seen.attempts.at(-1) ?? {};
    expect(/^3\.[0-3] s of 3\.0–3\.3$/.test(text), "3 s and up to a tenth of it", seen);
  },

  async "a token that expired is exchanged, and the stream goes on"({ press, look, wentOn }) {
    const before = await look();
    await press("[data-action=expire]");
    const seen = await wentOn(6);
    expect(before.token === "demo-token" && /^\d+-/.test(seen.token), "the form has another token", seen);
    const added = seen.log
      .slice(before.log.length)
      .map((entry) => /token|status 401|open|error/.exec(entry)?.[0]);
    expect(added.join() === "error,token,token,error,open", "lost, refused, exchanged, open", seen);
    expect(seen.log.filter((entry) => entry.includes("status 401")).length === 1, "refused once", seen);
    const { delay: text = "", result = "" } = seen.attempts.at(-1) ?? {};
    expect(text === "shouldReconnect" && result === "open", "at once, as shouldReconnect said", seen);
  },

  async "204 closes it for good, reconnect() revives it"({ press, until, wentOn }) {
    await press("[data-query='status=204']");
    const closed = await until("closed", ({ pill }) => pill === "closed");
    expect(closed.log.at(-1)?.includes("status 204") === true, "the error has the status", closed);
    await press("#reconnect");
    await wentOn(7);
  },

  async "reconnect() of an open stream fires no error"({ press, until, wentOn }) {
    const before = await until("an open stream", ({ pill }) => pill === "open");
    await press("#reconnect");
    const seen = await wentOn(8);
    expect(seen.log.length === before.log.length + 2, "reconnect() and open, nothing else", seen);
  },

  async "the heartbeat ends a silent connection"({ press, until, wentOn, setHeartbeat }) {
    await setHeartbeat("2000");
    const before = await until(
      "a new stream",
      ({ pill, events, survived }) => pill === "open" && events > 0 && survived === "no cut yet",
    );
    await press("[data-action=silence]");
    const seen = await wentOn(1);
    const error = seen.log.slice(before.log.length)[0] ?? "";
    expect(error.includes("heartbeat"), "the reason is shown", seen);
    await setHeartbeat("");
    await until("a new stream", ({ pill, survived }) => pill === "open" && survived === "no cut yet");
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
    await press("#refresh-token");
    await press("#wrong-token");
    await press("#connect");
    const seen = await until("closed", ({ pill, sentence }) => pill === "closed" && sentence.includes("401"));
    expect(seen.log.at(-1)?.includes("status 401") === true, "the error has the status", seen);
    await press("#refresh-token");
    await press("#wrong-token");
  },

  async "a POST is answered token by token"({ press, until, promptsReceived }) {
    await press("#send");
    const lengths = new Set();
    const seen = await until("the whole answer", ({ answer, answerState, answerCounts }) => {
      lengths.add(answer.length);
      return answerState.startsWith("Complete: 78 words") && answerCounts.includes("received 1");
    });
    expect(lengths.size >= 5 && seen.answer.endsWith("your code says so."), "it grew to its end", seen);
    expect((await promptsReceived()) === 1, "one request", seen);
  },

  async "Stop aborts it, and the server stops"({ press, until, look }) {
    await press("#send");
    await until("some words", ({ answer }) => answer.length > 20);
    await press("#stop");
    const seen = await until(
      "stopped",
      ({ answerState, answerCounts }) =>
        answerState.startsWith("Stopped by you") && answerCounts.includes("received 2, none being answered"),
    );
    await delay(500);
    expect((await look()).answer === seen.answer, "no word comes any more", seen);
  },

  async "a POST that is cut is not sent again"({ browser, press, until, promptsReceived }) {
    await press("#send");
    await until("some words", ({ answer }) => answer.length > 20);
    await press("#cut-answer");
    // WebKitGTK takes a connection that is cut for the end of the body.
    const outcome = browser === "webkit" ? "It ended early" : "Lost after";
    const seen = await until("lost", ({ answerState }) => answerState.startsWith(outcome));
    // Longer than the reconnection time of 3 s and its jitter.
    await delay(5000);
    expect((await promptsReceived()) === 3, "the server received three in all", seen);
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

  async "the log follows its end unless the reader has scrolled up"({
    press,
    until,
    look,
    setRate,
    execute,
  }) {
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
    // A frame may take long on a busy machine.
    await until("the end of the log", ({ below }) => below <= 8);
    await delay(500);
    const { below } = await look();
    if (below > 8) throw new Error(`not at the end: ${below} px`);
    await press("#close");
  },

  async "is not wider than its window"({ overhang }) {
    // Where the logs come to stand beside each other, and where one column is left.
    for (const width of [1440, 1200, 1190, 1000, 700, 500]) {
      const pixels = await overhang(width);
      if (pixels > 0) throw new Error(`by ${pixels} pixels where the window has ${width}`);
    }
  },
};
