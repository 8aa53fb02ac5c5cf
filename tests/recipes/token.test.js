import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { STALL } from "../server/answers.js";
import { serve } from "../support/serving.js";
import { openWithToken } from "./code/token.js";

let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

function session() {
  return {
    token: "t0",
    refreshed: 0,
    async refresh() {
      this.token = `t${++this.refreshed}`;
    },
  };
}
const tokens = (requests) => requests().map(({ headers }) => headers.authorization);

test("a token that has expired is refreshed, without an event until it is known", async () => {
  const { url, requests } = server.play(
    { status: 401 },
    { body: ["retry: 1\n\n"] },
    { status: 401 },
    { body: [":\n", STALL] },
  );
  const user = session();
  const source = openWithToken(url, user);
  const errors = [];
  source.addEventListener("error", ({ status, willReconnect, delay }) =>
    errors.push([status, willReconnect, delay]),
  );
  await once(source, "open");
  assert.deepEqual(tokens(requests), ["Bearer t0", "Bearer t1"]);
  assert.deepEqual(errors, [[401, true, 0]]);
  // The connection ends, the token has expired meanwhile.
  await once(source, "open");
  assert.deepEqual(tokens(requests), ["Bearer t0", "Bearer t1", "Bearer t1", "Bearer t2"]);
  source.close();
});

test("a refreshed token that is refused too: CLOSED, and no storm", async () => {
  const { url, requests } = server.play({ status: 401 });
  const user = session();
  const source = openWithToken(url, user);
  await once(source, "error");
  const [{ status, willReconnect }] = await once(source, "error");
  assert.deepEqual([status, willReconnect, source.readyState], [401, false, 2]);
  assert.deepEqual([requests().length, user.refreshed], [2, 1]);
});

test("a refresh that fails: reason options, with its error as the cause", async () => {
  const { url } = server.play({ status: 401 });
  const error = new Error("signed out");
  const [event] = await once(openWithToken(url, { refresh: () => Promise.reject(error) }), "error");
  assert.deepEqual([event.reason, event.cause, event.status], ["options", error, 401]);
});
