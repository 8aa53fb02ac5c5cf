/** The class in dedicated, shared and service workers: as a module, and by importScripts(). */

import { expect } from "chai";

import { ORIGIN, OTHER_ORIGIN, STALL, Stream } from "./support/streams.js";
import { test } from "./support/test.js";

const SCRIPTS = { classic: "classic-worker.js", module: "module-worker.js" };
const FOLDER = "/tests/browser/support/";

/** @typedef {{ post: (job: object, port: MessagePort) => void, end: () => unknown }} Started */

/** @type {Record<string, (script: string, type: WorkerType) => Promise<Started>>} */
const START = {
  async dedicated(script, type) {
    const worker = new Worker(script, { type });
    return { post: (job, port) => worker.postMessage(job, [port]), end: () => worker.terminate() };
  },
  async shared(script, type) {
    const { port } = new SharedWorker(script, { type, name: type });
    port.start();
    return { post: (job, other) => port.postMessage(job, [other]), end: () => port.close() };
  },
  async service(script, type) {
    const registration = await navigator.serviceWorker.register(script, { type, scope: `${FOLDER}${type}/` });
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    await new Promise((resolve) => {
      const look = () => worker?.state === "activated" && resolve(null);
      worker?.addEventListener("statechange", look);
      look();
    });
    return { post: (job, port) => worker.postMessage(job, [port]), end: () => registration.unregister() };
  },
};

/** What the worker answers to one job. */
async function answerTo(/** @type {Started} */ { post }, /** @type {object} */ job) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  post(job, port2);
  const { complaints, ...rest } = await answer;
  expect(complaints).to.deep.equal([]);
  return rest;
}

describe("workers", () => {
  for (const [kind, start] of Object.entries(START)) {
    for (const [type, file] of Object.entries(SCRIPTS)) {
      describe(`${kind}, ${type}`, () => {
        /** @type {Started} */
        let worker;
        before(async () => void (worker = await start(FOLDER + file, /** @type {WorkerType} */ (type))));
        after(() => worker.end());

        test("a stream, its end and its reconnection", async () => {
          const body = ["retry: 1\nid: 7\ndata: a\n\ndata: ä\n\n"];
          const stream = new Stream({ body }, { body: ["data: again\n\ndata: not dispatched\n\n", STALL] });
          const answer = await answerTo(worker, { url: stream.url, count: 3 });
          expect(answer).to.deep.include({
            url: stream.url,
            readyState: 2,
            real: true,
            withCredentials: false,
          });
          expect(answer.events).to.deep.equal([
            ["open", 1, undefined, undefined, undefined],
            ["message", 1, "a", ORIGIN, "7"],
            ["message", 1, "ä", ORIGIN, "7"],
            ["error", 0, undefined, undefined, undefined],
            ["open", 1, undefined, undefined, undefined],
            ["message", 1, "again", ORIGIN, "7"],
          ]);
          const [, second] = await stream.requests();
          expect(second.headers["last-event-id"]).to.equal("7");
        });

        test("a URL is resolved against the worker's; options work", async () => {
          const stream = new Stream({ body: ["data: a\n\n", STALL] });
          const url = `../../..${stream.url.slice(ORIGIN.length)}`;
          const options = { headers: { "X-Test": "from a worker" }, lastEventId: "5" };
          const answer = await answerTo(worker, { url, options, count: 1 });
          expect(answer).to.deep.include({ url: stream.url });
          const [{ headers }] = await stream.requests();
          expect(headers).to.include({ "x-test": "from a worker", "last-event-id": "5" });
        });

        test("another origin, with credentials", async () => {
          const stream = new Stream({ body: ["data: a\n\n", STALL] });
          document.cookie = "test=a cookie; path=/play; SameSite=Lax";
          try {
            const url = stream.at(OTHER_ORIGIN);
            const answer = await answerTo(worker, { url, options: { withCredentials: true }, count: 1 });
            expect(answer.events[1][3]).to.equal(OTHER_ORIGIN);
          } finally {
            document.cookie = "test=; path=/play; max-age=0";
          }
          expect((await stream.requests())[0].headers.cookie).to.equal("test=a cookie");
        });
      });
    }
  }
});
