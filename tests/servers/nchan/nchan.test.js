/** nchan in two nginx instances with one Redis: each cut hands the subscriber over to the other instance. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { findNchan } from "../../../scripts/server-tools.js";
import { freePort } from "../../support/processes.js";
import { Nginx } from "../support/nginx.js";
import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { skipWithout } from "../support/tools.js";

const CONFIGURATION = new URL("nginx.conf", import.meta.url);
const NO_FILES = ["--save", "", "--appendonly", "no"];

const skip = skipWithout("nginx", "nchan", "redis");
/** @type {Program} */
let redis;
/** @type {Nginx[]} */
let instances = [];
let channel = "";

async function start(/** @type {Record<string, string>} */ env) {
  const redisPort = await freePort();
  redis = new Program(
    "redis-server",
    ["--bind", "127.0.0.1", "--port", String(redisPort), ...NO_FILES],
    {},
    redisPort,
  );
  await redis.start();
  instances = [];
  for (let count = 0; count < 2; count += 1) {
    const values = { ...env, PORT: await freePort(), REDIS_PORT: redisPort, NCHAN: findNchan() ?? "" };
    const instance = new Nginx(CONFIGURATION, values);
    await instance.start();
    instances.push(instance);
  }
  return /** @type {Nginx} */ (instances[0]);
}

/** @type {import("../support/rows.js").Row} */
const ROW = {
  start,
  // Its body is neither chunked nor of a length: any end is one.
  ended: "end-of-stream",
  ports: () => instances.map(({ port }) => port),
  stop() {
    instances[1]?.kill();
    redis?.kill();
  },
  async publish(n) {
    const body = JSON.stringify({ n });
    const url = `http://127.0.0.1:${instances[1]?.port}/publish?channel=${channel}`;
    const response = await fetch(url, { method: "POST", body });
    assert.ok(response.ok, `${response.status}`);
    await response.text();
  },
  // The IDs are nchan's own.
  check: ({ runs }, _errors, last) => assert.deepEqual(runs, [[1, last]]),
};

const newChannel = (/** @type {string} */ path) => () => {
  channel = randomUUID();
  return `${path}?channel=${channel}`;
};

describeServer("nchan on two instances, by header", { ...ROW, path: newChannel("/events") }, skip);
describeServer(
  "nchan on two instances, by query parameter",
  {
    ...ROW,
    path: newChannel("/parameter"),
    options: () => ({ headers: {}, lastEventIdParameter: "last_event_id" }),
  },
  skip,
);
