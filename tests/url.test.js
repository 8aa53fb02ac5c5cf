/** What is decided of a URL and of a header before the engine sees it. */
import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";

import { retryAfterOf } from "../js/response.js";
import { isCrossOrigin, isFetchable } from "../js/url.js";

describe("schemes that can be fetched", () => {
  const pages = ["http:", "https:", "about:", "file:", "chrome-extension:", undefined];
  for (const scheme of ["http:", "https:", "data:", "blob:"]) {
    test(`${scheme} from everywhere`, () => {
      for (const own of pages) assert.equal(isFetchable(scheme, own), true, `on ${own}`);
    });
  }
  for (const scheme of ["chrome-extension:", "moz-extension:", "app:", "tauri:", "capacitor:"]) {
    test(`${scheme} from its own pages`, () => {
      assert.equal(isFetchable(scheme, scheme), true);
      assert.equal(isFetchable(scheme, "https:"), false);
    });
  }
  const none = ["ftp:", "about:", "mailto:", "javascript:", "file:", "ws:", "wss:", "view-source:", "x:"];
  for (const scheme of [...none, "HTTP:", "httpx:", "xhttp:"]) {
    test(`not ${scheme}`, () => {
      for (const own of pages) assert.equal(isFetchable(scheme, own), false, `on ${own}`);
    });
  }
});

describe("a page is of another origin than a URL", () => {
  for (const [url, own, expected] of /** @type {const} */ ([
    ["https://a.b/x", "https://a.b", false],
    ["https://A.B:443", "https://a.b", false],
    ["https://a.b:8443/x", "https://a.b:8443", false],
    ["https://a.b.c/", "https://a.b", true],
    ["https://a.bc/", "https://a.b", true],
    ["https://a.b:8443/", "https://a.b", true],
    ["http://a.b:8080/", "http://a.b:80", true],
    ["http://a.b/", "https://a.b", true],
    ["https://a.b@c/", "https://a.b", true],
    ["https://a.b/x", "null", true],
    ["https://a.b/x", undefined, false],
    ["data:text/event-stream,", "https://a.b", false],
    ["blob:https://a.c/1", "https://a.b", false],
  ])) {
    test(`${url} on ${own}`, () => assert.equal(isCrossOrigin(new URL(url).href, own), expected));
  }
});

describe("Retry-After", () => {
  for (const [value, milliseconds] of /** @type {const} */ ([
    ["120", 120_000],
    ["0", 0],
    [" 120\t", 120_000],
    ["007", 7000],
    ["", NaN],
    [" ", NaN],
    ["1.5", NaN],
    ["+5", NaN],
    ["-5", NaN],
    ["1e3", NaN],
    ["5s", NaN],
    ["1 2", NaN],
    ["soon", NaN],
    ["Monday", NaN],
    ["May 5", NaN],
    ["Try 5", NaN],
    ["Fri, 15 Jan 2021 08:00:00 GMT", 0],
  ])) {
    test(JSON.stringify(value), () => assert.equal(retryAfterOf(value), milliseconds));
  }
  test("more than a number can hold is still a number", () => {
    assert.ok(retryAfterOf("9".repeat(400)) > 1e15);
  });
  for (const zone of ["UTC", "America/New_York", "Asia/Tokyo"]) {
    test(`a date without a zone is UTC, in ${zone} too`, () => {
      const { TZ } = process.env;
      process.env.TZ = zone;
      try {
        for (const date of [
          "Sun, 06 Nov 2094 08:49:37 GMT",
          "Saturday, 06-Nov-2094 08:49:37 GMT",
          "Sat Nov  6 08:49:37 2094",
          "Sat, 06 Nov 2094 10:49:37 +0200",
        ]) {
          const at = retryAfterOf(date) + Date.now();
          assert.ok(Math.abs(at - Date.UTC(2094, 10, 6, 8, 49, 37)) < 1000, `${date}: ${new Date(at)}`);
        }
      } finally {
        if (TZ === undefined) delete process.env.TZ;
        else process.env.TZ = TZ;
      }
    });
  }
  test("a date to come", () => {
    const left = retryAfterOf(new Date(Date.now() + 60_000).toUTCString());
    assert.ok(left > 50_000 && left <= 60_000, `${left}`);
  });
});
