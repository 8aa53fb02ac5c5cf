import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startDemo } from "../www/server/index.js";
import "./demo/attempts.js";
import "./demo/history.js";
import { has, parse, rawClient } from "./support/demo-client.js";

const ORIGIN = "http://page.example";

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
before(async () => {
  demo = await startDemo({ port: 0, token: "secret" });
});
after(() => demo.close());

/** @typedef {import("./support/demo-client.js").Received} Received */

const { eventsUrl, read, press, pressAfter } = rawClient(() => demo.streamUrl, "secret");

/** @param {Received[]} events */
function assertNoneMissingOrRepeated(events) {
  const first = events.at(0)?.id ?? 0;
  assert.deepEqual(
    events.map(({ id }) => id),
    events.map((_, index) => first + index),
  );
}

describe("the stream", () => {
  test("resumes by Last-Event-ID over cuts, also in mid-line, with nothing lost or repeated", async () => {
    const query = { rate: 200, client: "cuts" };
    /** @type {Received[]} */
    const received = [];
    let torn = 0;
    for (let round = 0; round < 12; round += 1) {
      const where = round % 2 ? "mid-line" : "between";
      const { text, end, status } = await read(query, {
        lastEventId: String(received.at(-1)?.id ?? ""),
        enough: pressAfter(20, "cut", { client: "cuts", where }),
      });
      assert.equal(status, 200);
      assert.equal(end, "ECONNRESET", "the body is not ended as HTTP has it");
      if (!text.endsWith("\n\n")) torn += 1;
      received.push(...parse(text));
      // Some fall due while nobody listens.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(received.length >= 240);
    assertNoneMissingOrRepeated(received);
    assert.equal(torn, 6, "every second cut leaves half an event");
  });

  test("has ticks, notices and messages of several lines, a reconnection time and a comment", async () => {
    const { text, headers } = await read({ rate: 1000 }, { enough: has(120) });
    assert.match(headers["content-type"] ?? "", /^text\/event-stream\b/);
    assert.equal(headers["content-encoding"], undefined);
    assert.ok(text.startsWith(": welcome\nretry: 1000\n\n"));
    const events = parse(text);
    assert.deepEqual([...new Set(events.map(({ type }) => type))].toSorted(), ["message", "notice", "tick"]);
    assert.ok(events.some(({ type, data }) => type === "message" && data.includes("\n")));
    assert.ok(events.some(({ data }) => /[^ -~\n]/.test(data)));
    for (const { id, data } of events.filter(({ type }) => type === "tick")) {
      assert.equal(JSON.parse(data).n, id);
    }
  });

  test("fills a tick up to the size asked for", async () => {
    const { text } = await read({ rate: 100, size: 2000 }, { enough: has(3) });
    const ticks = parse(text).filter(({ type }) => type === "tick");
    assert.ok(ticks.length > 0);
    for (const { data } of ticks) assert.equal(Buffer.byteLength(data), 2000);
  });

  test("refuses a rate out of range in words", async () => {
    for (const rate of ["0", "1001", "five", "-1"]) {
      const { status, text } = await read({ rate });
      assert.equal(status, 400, rate);
      assert.match(text, /"rate" must be a whole number from 1 to 1000/);
    }
  });

  test("names the headers that are not the browser's own", async () => {
    const { headers } = await read({ rate: 100 }, { lastEventId: "1", enough: has(1) });
    assert.equal(headers["x-received-headers"], "authorization, last-event-id");
  });
});

describe("access", () => {
  test("401 with WWW-Authenticate without the token, readable across origins", async () => {
    for (const [given, expected] of [
      ["", 'Bearer realm="demo"'],
      ["wrong", 'Bearer realm="demo", error="invalid_token"'],
    ]) {
      const { status, headers } = await read({}, { token: given });
      assert.equal(status, 401);
      assert.equal(headers["www-authenticate"], expected);
    }
    const response = await fetch(eventsUrl(), { headers: { Origin: ORIGIN } });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
    assert.match(response.headers.get("access-control-expose-headers") ?? "", /WWW-Authenticate/);
  });

  test("the buttons want the token too", async () => {
    const response = await fetch(eventsUrl({ client: "x" }, "/control/cut"), { method: "POST" });
    assert.equal(response.status, 401);
  });

  test("the preflight is answered without a token, with the very origin and the headers asked for", async () => {
    const response = await fetch(eventsUrl(), {
      method: "OPTIONS",
      headers: {
        Origin: ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,last-event-id,x-team",
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(response.headers.get("access-control-allow-credentials"), "true");
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase().split(", ") ?? [];
    for (const name of ["authorization", "last-event-id", "cache-control", "x-team"]) {
      assert.equal(allowed.filter((one) => one === name).length, 1, name);
    }
    assert.match(response.headers.get("access-control-allow-methods") ?? "", /GET/);
    assert.match(response.headers.get("vary") ?? "", /Origin/);
  });
});

describe("the buttons", () => {
  test("status: cuts, then answers as often as asked, then streams on from where it was", async () => {
    const query = { rate: 100, client: "status" };
    const enough = pressAfter(5, "status", { client: "status", status: 500, count: 2 });
    const first = await read(query, { enough });
    const last = parse(first.text).at(-1)?.id ?? 0;
    for (let time = 0; time < 2; time += 1) {
      const refused = await read(query, { lastEventId: String(last) });
      assert.equal(refused.status, 500);
      assert.equal(parse(refused.text).length, 0);
    }
    const { text, status } = await read(query, { lastEventId: String(last), enough: has(10) });
    assert.equal(status, 200);
    assert.equal(parse(text).at(0)?.id, last + 1);
  });

  test("status: without the token the answer stays 401 and uses up no turn", async () => {
    await press("status", { client: "turns", status: 503 });
    assert.equal((await read({ client: "turns" }, { token: "" })).status, 401);
    assert.equal((await read({ client: "turns" })).status, 503);
    assert.equal((await read({ client: "turns", rate: 100 }, { enough: has(1) })).status, 200);
  });

  test("status: Retry-After where it is asked for, readable across origins", async () => {
    await press("status", { client: "later", status: 503, "retry-after": 3 });
    const refused = await read({ client: "later" });
    assert.equal(refused.status, 503);
    assert.equal(refused.headers["retry-after"], "3");
    await press("status", { client: "later", status: 503 });
    assert.equal((await read({ client: "later" })).headers["retry-after"], undefined);
    const headers = { Origin: ORIGIN, Authorization: "Bearer secret" };
    const response = await fetch(eventsUrl({ rate: "0" }), { headers });
    assert.match(response.headers.get("access-control-expose-headers") ?? "", /Retry-After/);
  });

  test("status 204 has no body", async () => {
    await press("status", { client: "empty", status: 204 });
    const { status, bytes } = await read({ client: "empty" });
    assert.equal(status, 204);
    assert.equal(bytes.length, 0);
  });

  test("end: the body ends as HTTP has it", async () => {
    const enough = pressAfter(2, "end", { client: "end" });
    const { end } = await read({ rate: 100, client: "end" }, { enough });
    assert.equal(end, "end of stream");
  });

  test("blunder: a line that is no field, and no event of it", async () => {
    const pressed = pressAfter(2, "blunder", { client: "blunder" });
    const { text } = await read(
      { rate: 100, client: "blunder" },
      { enough: async (soFar) => (await pressed(soFar), parse(soFar).length >= 10) },
    );
    assert.match(text, /^cur-time : now$/m);
    const numbers = parse(text).map(({ id }) => id);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => (numbers[0] ?? 0) + index),
    );
  });

  test("silence: not a byte for that long, then everything that fell due", async () => {
    const pressed = pressAfter(5, "silence", { client: "silence", seconds: 1 });
    let previous = 0;
    let longest = 0;
    const { text } = await read(
      { rate: 100, client: "silence" },
      {
        async enough(soFar) {
          const now = performance.now();
          if (previous) longest = Math.max(longest, now - previous);
          previous = now;
          await pressed(soFar);
          return parse(soFar).length >= 150;
        },
      },
    );
    assert.ok(longest > 900, `${longest} ms`);
    assertNoneMissingOrRepeated(parse(text));
  });

  test("only the streams of the client named are touched", async () => {
    await read(
      { rate: 100, client: "one" },
      {
        async enough(soFar) {
          if (!has(2)(soFar)) return false;
          assert.deepEqual(JSON.parse((await press("cut", { client: "another" })).text), { streams: 0 });
          return true;
        },
      },
    );
    const enough = pressAfter(2, "cut", { client: "one" });
    const [cut, spared] = await Promise.all([
      read({ rate: 100, client: "one" }, { enough }),
      read({ rate: 100, client: "another" }, { enough: has(30) }),
    ]);
    assert.equal(cut.end, "ECONNRESET");
    assert.equal(parse(spared.text).length >= 30, true);
  });

  test("without a client nothing is done", async () => {
    const { status, text } = await press("cut");
    assert.equal(status, 400);
    assert.match(text, /"client" is missing/);
  });
});

/** @param {string} token */
async function exchange(token) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(eventsUrl({}, "/token"), { method: "POST", headers });
  return { status: response.status, token: response.ok ? (await response.json()).token : "" };
}

describe("tokens", () => {
  test("one that expired cuts the stream, is refused, and can be exchanged; the stream goes on", async () => {
    const query = { rate: 100, client: "expiry" };
    const first = await read(query, { enough: pressAfter(5, "expire", { client: "expiry" }) });
    assert.equal(first.end, "ECONNRESET");
    const last = parse(first.text).at(-1)?.id ?? 0;

    const refused = await read(query);
    assert.equal(refused.status, 401);
    assert.match(refused.headers["www-authenticate"] ?? "", /error_description="The access token expired"/);
    assert.equal((await read({ ...query, client: "other" }, { enough: has(1) })).status, 200);

    const fresh = await exchange("secret");
    const second = await read(query, { token: fresh.token, lastEventId: String(last), enough: has(10) });
    assert.equal(second.status, 200);
    assertNoneMissingOrRepeated([...parse(first.text), ...parse(second.text)]);

    await press("expire", { client: "expiry" });
    assert.equal((await read(query, { token: fresh.token })).status, 401);
    const { token } = await exchange(fresh.token);
    assert.equal((await read(query, { token, enough: has(1) })).status, 200);
  });

  test("a forged one is good for nothing", async () => {
    const { token } = await exchange("secret");
    const forged = [
      token.replace(/^\d+/, "99"),
      `${token.split("-")[0]}-${"0".repeat(16)}`,
      "NaN-0",
      "0-0",
      "1-",
    ];
    for (const one of forged) {
      assert.equal((await read({}, { token: one })).status, 401, one);
      assert.equal((await exchange(one)).status, 401, one);
    }
  });
});

/**
 * Sends a prompt.
 * @param {string} client
 * @param {{ body?: string, signal?: AbortSignal }} [options]
 */
function ask(client, { body = JSON.stringify({ prompt: "Why?" }), signal } = {}) {
  const headers = { Authorization: "Bearer secret", "Content-Type": "application/json" };
  return fetch(eventsUrl({ client }, "/answers"), { method: "POST", headers, body, signal });
}

/** @param {string} client */
async function counts(client) {
  const headers = { Authorization: "Bearer secret" };
  return (await fetch(eventsUrl({ client }, "/answers"), { headers })).json();
}

describe("answers", () => {
  test("come word by word, with the prompt in them and an end", async () => {
    const response = await ask("prompts");
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    let chunks = 0;
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      chunks += 1;
      text += chunk;
    }
    const events = text.split("\n\n").filter((block) => block.startsWith("event: "));
    const words = events.slice(0, -1).map((block) => JSON.parse(block.split("\ndata: ")[1] ?? "").text);
    assert.match(words.join(""), /^You asked: “Why\?” /);
    assert.equal(events.at(-1), `event: done\ndata: {"words":${words.length}}`);
    assert.ok(chunks > words.length / 2, `${chunks} chunks: not all at once`);
    assert.deepEqual(await counts("prompts"), { prompts: 1, running: 0 });
  });

  test("stop when the client goes, or the button cuts them; each prompt is counted", async () => {
    const abort = new AbortController();
    await ask("stops", { signal: abort.signal });
    assert.deepEqual(await counts("stops"), { prompts: 1, running: 1 });
    abort.abort();
    while ((await counts("stops")).running > 0) await new Promise((resolve) => setTimeout(resolve, 10));

    const response = await ask("stops");
    assert.deepEqual(JSON.parse((await press("cut-answer", { client: "stops" })).text), { streams: 1 });
    await assert.rejects(response.text());
    assert.deepEqual(await counts("stops"), { prompts: 2, running: 0 });
  });

  test("what is no prompt is refused in words, and not counted", async () => {
    for (const body of ["", "{", "[]", '{"prompt":""}', `{"prompt":"${"x".repeat(501)}"}`]) {
      const response = await ask("bad", { body });
      assert.equal(response.status, 400, body);
      assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
    }
    assert.deepEqual(await counts("bad"), { prompts: 0, running: 0 });
  });

  test("an expired token is refused before the prompt is counted", async () => {
    await press("expire", { client: "late" });
    assert.equal((await ask("late")).status, 401);
    assert.deepEqual(await counts("late"), { prompts: 0, running: 0 });
  });
});

describe("the page", () => {
  test("says where the stream is, on another origin", async () => {
    const config = await (await fetch(new URL("config.json", demo.url))).json();
    assert.equal(config.token, "secret");
    assert.equal(new URL(config.stream).pathname, "/events");
    assert.notEqual(new URL(config.stream).origin, new URL(demo.url).origin);
  });

  test("is served with its modules, style sheet, uPlot and a strict content security policy", async () => {
    const page = await fetch(demo.url);
    assert.equal(page.status, 200);
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
    const html = await page.text();
    assert.doesNotMatch(html, /\son\w+=/, "an inline handler");
    const linked = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
    assert.ok(linked.includes("/app/main.js"));
    for (const path of [...linked, "/uplot/uPlot.esm.js"]) {
      const response = await fetch(new URL(path, demo.url));
      assert.equal(response.status, 200, path);
      await response.body?.cancel();
    }
  });

  test("serves neither its server nor the repository", async () => {
    for (const path of [
      "/server/index.js",
      "/package.json",
      "/app/../server/index.js",
      "/app/%2e%2e/server/index.js",
    ]) {
      assert.equal((await fetch(new URL(path, demo.url))).status, 404, path);
    }
  });

  test("a second demo takes the next free ports", async () => {
    const port = Number(new URL(demo.url).port);
    const second = await startDemo({ port });
    assert.notEqual(new URL(second.url).port, String(port));
    await second.close();
  });
});
