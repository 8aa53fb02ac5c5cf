/** Code that awaits one event at a time misses none, though all arrive in one chunk. */

import { expect } from "chai";

import { connect, STALL, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const TEN = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
const ten = () => connect(new Stream({ body: [{ text: "data: {n}\n\n", repeat: 10 }, STALL] }));
const message = (/** @type {EventTarget} */ source) =>
  new Promise((resolve) => source.addEventListener("message", resolve, { once: true }));

/** Takes ten events with a function that gives a promise of the next. */
async function take(/** @type {() => Promise<any>} */ next) {
  const data = [];
  while (data.length < 10) data.push((await next()).data);
  return data;
}

describe("awaiting", () => {
  test("a loop over a promise for each event", async () => {
    const source = ten();
    expect(await take(() => message(source))).to.deep.equal(TEN);
  });

  test("an async function that gives the next event: three microtask turns", async () => {
    const source = ten();
    async function next() {
      return message(source);
    }
    expect(await take(next)).to.deep.equal(TEN);
  });

  test("Promise.race with something that never comes", async () => {
    const source = ten();
    const never = new Promise(() => {});
    expect(await take(() => Promise.race([message(source), never]))).to.deep.equal(TEN);
  });

  test("a microtask that a listener queues runs before the next event", async () => {
    const source = ten();
    /** @type {string[]} */
    const order = [];
    source.addEventListener("message", (/** @type {any} */ { data }) => {
      order.push(`event ${data}`);
      queueMicrotask(() => order.push(`microtask ${data}`));
    });
    await until(() => order.length === 20);
    expect(order).to.deep.equal(TEN.flatMap((n) => [`event ${n}`, `microtask ${n}`]));
  });

  test("no other task comes between two listeners of one event", async () => {
    const source = ten();
    /** @type {string[]} */
    const order = [];
    source.addEventListener("message", (/** @type {any} */ { data }) => order.push(`one ${data}`));
    source.addEventListener("message", (/** @type {any} */ { data }) => order.push(`two ${data}`));
    await until(() => order.length === 20);
    expect(order).to.deep.equal(TEN.flatMap((n) => [`one ${n}`, `two ${n}`]));
  });
});
