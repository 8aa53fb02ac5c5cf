/** More comes than the listeners take: the page has its turn all the same. */

import { expect } from "chai";

import { BEATS, BROWSER, connect, Stream, until } from "./support/streams.js";
import { test } from "./support/test.js";

const COUNT = BROWSER === "webkit" ? 4_000 : 40_000;

/** A listener that takes its time. */
function spin() {
  const end = performance.now() + 0.02;
  while (performance.now() < end);
}

describe("a backlog", () => {
  test("a timer runs before the end of what has arrived, and closes it", async () => {
    const source = connect(new Stream({ body: [{ text: "data: {n}\n\n", repeat: COUNT }, BEATS] }));
    let seen = 0;
    source.addEventListener("message", () => {
      // Once the rest has arrived.
      if (seen === 0) setTimeout(() => source.close(), 300);
      seen += 1;
      spin();
    });
    await until(() => source.readyState === 2);
    // In WebKit it waits for the browser's own class, too.
    if (BROWSER !== "webkit") expect(seen).to.be.below(COUNT);
  });
});
