import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { STALL } from "../server/answers.js";
import { serve } from "../support/serving.js";
import { openWithTicket } from "./code/ticket.js";

let server;
const tickets = [];
before(async () => {
  server = await serve();
  server.app.get("/ticketed", ({ query, headers }, response) => {
    tickets.push([query.ticket, query.topic, headers["last-event-id"]]);
    response.type("text/event-stream");
    if (tickets.length === 1) response.end("retry: 1\nid: 7\ndata: 1\n\n");
    else response.write("data: 2\n\n");
  });
});
after(() => server.close());

test("each attempt has a ticket of its own, and the last event ID", async () => {
  let issued = 0;
  const source = openWithTicket(`${server.origin}/ticketed?topic=x`, async (signal) => {
    assert.ok(signal instanceof AbortSignal);
    return `ticket-${++issued}`;
  });
  await once(source, "message");
  const [{ data }] = await once(source, "message");
  source.close();
  assert.equal(data, "2");
  assert.deepEqual(tickets, [
    ["ticket-1", "x", undefined],
    ["ticket-2", "x", "7"],
  ]);
  assert.equal(source.url, `${server.origin}/ticketed?topic=x`);
});

test("where there is no ticket it is tried again", async () => {
  const { url } = server.play({ body: [":\n", STALL] });
  let asked = 0;
  const source = openWithTicket(url, async () => {
    if (++asked === 1) throw new Error("none left");
    return "2";
  });
  source.reconnectionTime = 1;
  const [{ reason, cause, willReconnect }] = await once(source, "error");
  assert.deepEqual([reason, cause.message, willReconnect], ["network", "none left", true]);
  await once(source, "open");
  source.close();
});
