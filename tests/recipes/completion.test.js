import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { STALL } from "../server/answers.js";
import { all, rejection, serve, until } from "../support/serving.js";
import { complete as completeByClass } from "./code/completion-class.js";
import { complete } from "./code/completion.js";

let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

const chunk = (delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
const ANSWER = [
  chunk({ role: "assistant" }),
  chunk({ content: "Hel" }),
  { pause: 20 },
  chunk({ content: "lo" }),
];
const DONE = "data: [DONE]\n\n";

describe("readEvents", () => {
  test("gives the text piece by piece, up to [DONE]", async () => {
    const { url, requests } = server.play({ body: [...ANSWER, DONE, STALL] });
    assert.deepEqual(await all(complete(url, "Hi")), ["", "Hel", "lo"]);
    assert.deepEqual([requests().length, requests()[0].method], [1, "POST"]);
    await until(() => requests()[0].endedBy === "client");
  });

  test("abort: the loop ends with an error, and the request", async () => {
    const { url, requests } = server.play({ body: [...ANSWER, STALL] });
    const stop = new AbortController();
    let text = "";
    const reading = (async () => {
      for await (const piece of complete(url, "Hi", stop.signal)) {
        text += piece;
        if (text === "Hello") stop.abort();
      }
    })();
    assert.equal((await rejection(reading)).cause, stop.signal.reason);
    assert.equal(text, "Hello");
    await until(() => requests()[0].endedBy === "client");
    assert.equal(requests().length, 1);
  });

  test("abort: nothing of what has come already is given any more", async () => {
    const { url, requests } = server.play({ body: [...ANSWER, DONE] });
    const stop = new AbortController();
    const seen = [];
    const reading = (async () => {
      for await (const piece of complete(url, "Hi", stop.signal)) {
        seen.push(piece);
        await until(() => requests()[0].endedBy !== null);
        stop.abort();
      }
    })();
    assert.equal(await rejection(reading), stop.signal.reason);
    assert.deepEqual(seen, [""]);
  });

  test("a refusal says why", async () => {
    const { url } = server.play({ status: 429, type: "application/json", body: ['{"error":"quota"}'] });
    assert.match((await rejection(all(complete(url, "Hi")))).message, /429 {"error":"quota"}/);
  });
});

describe("EventSource", () => {
  test("gives the text piece by piece, up to [DONE]", async () => {
    const { url, requests } = server.play({ body: [...ANSWER, DONE, STALL] });
    const texts = [];
    await completeByClass(url, "Hi", (text) => texts.push(text));
    assert.deepEqual(texts, ["", "Hel", "lo"]);
    assert.equal(requests()[0].method, "POST");
    assert.equal(requests()[0].headers["content-type"], "application/json");
    await until(() => requests()[0].endedBy === "client");
  });

  test("a body that ends early ends the loop, and the request is not sent again", async () => {
    const { url, requests } = server.play({ body: ["retry: 0\n", ...ANSWER] });
    const texts = [];
    await completeByClass(url, "Hi", (text) => texts.push(text));
    assert.deepEqual(texts, ["", "Hel", "lo"]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(requests().length, 1);
  });

  test("abort: the loop ends, and the request", async () => {
    const { url, requests } = server.play({ body: [...ANSWER, STALL] });
    const stop = new AbortController();
    let text = "";
    await completeByClass(
      url,
      "Hi",
      (piece) => {
        text += piece;
        if (text === "Hello") stop.abort();
      },
      stop.signal,
    );
    await until(() => requests()[0].endedBy === "client");
    assert.equal(requests().length, 1);
  });

  test("a refusal is thrown as the Failure", async () => {
    const { url } = server.play({ status: 429 });
    const failure = await rejection(completeByClass(url, "Hi", () => {}));
    assert.deepEqual([failure.reason, failure.status], ["status", 429]);
  });
});
