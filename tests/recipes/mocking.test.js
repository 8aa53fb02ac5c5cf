import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { EventSource } from "eventsource-wasm";

import { fakeServer } from "./code/fake-server.js";
import { fakeSource } from "./code/fake-stream.js";

test("a fake server: events, a break-down, the reconnection", async () => {
  const server = fakeServer();
  const source = new EventSource("https://api.example/events", {
    fetch: server.fetch,
    headers: { Authorization: "Bearer 1" },
    reconnectionTime: 0,
  });
  await once(source, "open");
  server.send("id: 1\nevent: price\ndata: 7\n\n");
  const [{ data, origin }] = await once(source, "price");
  assert.deepEqual([data, origin], ["7", "https://api.example"]);

  server.breakDown();
  const [{ reason, cause }] = await once(source, "error");
  assert.deepEqual([reason, cause.message], ["network", "connection lost"]);
  await once(source, "open");
  server.end();
  assert.equal((await once(source, "error"))[0].reason, "end-of-stream");
  source.close();

  const { url, method, headers } = server.requests[1];
  assert.deepEqual([url, method], ["https://api.example/events", "GET"]);
  assert.deepEqual(headers, { accept: "text/event-stream", authorization: "Bearer 1", "last-event-id": "1" });
});

test("a fake stream", async () => {
  const source = fakeSource("event: price\ndata: 7\n\nevent: price\ndata: 8\n\n");
  const prices = [];
  source.addEventListener("price", ({ data }) => prices.push(data));
  const [{ reason }] = await once(source, "error");
  assert.deepEqual([prices, reason, source.readyState], [["7", "8"], "end-of-stream", EventSource.CLOSED]);
});
