/**
 * No storm of requests, whatever server and options do: all at the same time, for it takes 10 s. And when the server
 * has recovered, the next event arrives.
 */

import { expect } from "chai";

import { connect, record, RESET, STALL, Stream, until } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const SPAN = 10_000;
/** In any 10 s: the first, ten automatic ones, and the one at the end of the span. */
const MOST = 12;
/** The server recovers before the span is over, so that the next attempt finds it well. */
const RECOVERY = 9_000;

const recovered = { since: "recovered", body: ["data: recovered\n\n", STALL] };
/** Makes it worse: the back-off cannot grow. */
const impatient = { reconnectionTime: 0, maxReconnectionTime: 1000 };
const resumes = { lastEventId: "7" };

/**
 * @typedef {object} Case
 * @property {import("/tests/server/answers.js").Answer} [answer] none: nobody listens
 * @property {object} [options]
 * @property {boolean} [rests] it takes a reconnect(), and there is one request until then
 */

/** @type {Record<string, Case>} */
const CASES = {
  "retry: 0, and the end at once": { answer: { body: ["retry: 0\nid: 7\n\n"] }, options: impatient },
  "retry: 0, an event, and the end": { answer: { body: ["retry: 0\nid: 7\ndata: a\n\n"] } },
  "retry: 99999999999": { answer: { body: ["retry: 99999999999\nid: 7\ndata: a\n\n"] }, rests: true },
  204: { answer: { status: 204, type: null }, options: { ...impatient, ...resumes }, rests: true },
  "500, and shouldReconnect says true": {
    answer: { status: 500, type: null },
    options: { ...impatient, ...resumes, shouldReconnect: () => true },
  },
  "a refused port, and shouldReconnect says 0": { options: { ...resumes, shouldReconnect: () => 0 } },
  "a reset in the middle of a line": {
    answer: { body: ["retry: 0\nid: 7\ndata: a\n\ndata: ha", { pause: 20 }, RESET] },
  },
};

const { fetch: original } = globalThis;
/**
 * The requests that the page tries to make: also those that no server sees. Of all cases, for they run at the same time.
 *
 * @type {{ url: string, at: number }[]}
 */
const requests = [];

/** An origin where nobody listens until `listen`. */
async function refusedPort() {
  const origin = await (await fetch("/ports", { method: "POST" })).json();
  const path = `/ports/${new URL(origin).port}`;
  await fetch(path, { method: "DELETE" });
  return {
    origin,
    listen: () => fetch(path, { method: "PUT" }),
    close: () => fetch(path, { method: "DELETE" }),
  };
}

async function survives(/** @type {Case} */ { answer, options, rests = false }) {
  const port = answer ? null : await refusedPort();
  const stream = new Stream(...(answer ? [answer] : []), recovered);
  const url = port ? stream.at(port.origin) : stream.url;
  try {
    const source = connect(url, options);
    const messages = record(source, "message");
    await sleep(RECOVERY);
    if (rests) expect(await stream.requests()).to.have.length(1);
    await stream.go("recovered");
    await port?.listen();
    if (rests) source.reconnect();
    const last = await until(() => messages.find(({ data }) => data === "recovered"));
    expect(last.lastEventId).to.equal("7");
    expect((await stream.requests()).at(-1)?.headers["last-event-id"]).to.equal("7");
    source.close();
    return requests.filter((request) => request.url === url).map(({ at }) => at);
  } finally {
    await port?.close();
  }
}

describe("no storm", () => {
  /** @type {Record<string, Promise<number[]>>} */
  const runs = {};
  before(() => {
    globalThis.fetch = (url, init) => {
      requests.push({ url: String(url), at: performance.now() });
      return original(url, init);
    };
    for (const [name, row] of Object.entries(CASES)) {
      runs[name] = survives(row);
      runs[name].catch(() => {});
    }
  });

  after(() => void (globalThis.fetch = original));

  // The first waits for all: a test closes what is open when it ends.
  const all = () => Promise.allSettled(Object.values(runs));
  for (const name of Object.keys(CASES)) {
    test(`${name}: at most ${MOST} requests in ${SPAN / 1000} s; when the server has recovered, the next event`, async () => {
      await all();
      const times = await /** @type {Promise<number[]>} */ (runs[name]);
      expect(times.length).to.be.at.least(2);
      for (const start of times) {
        const within = times.filter((at) => at >= start && at < start + SPAN);
        expect(within.length).to.be.at.most(MOST);
      }
    }, 28_000);
  }
});
