/** What the benchmarks measure with: streams, cuts, checksums, medians, options. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { addStream } from "../../benches/browser/measure.js";
import { optionsOf } from "../../benches/browser/options.js";
import { flatGrowth, verdictsOf } from "../../benches/browser/targets.js";
import { busiest } from "../../benches/browser/threads.js";
import { checksumsOf } from "../../benches/checksums.js";
import { CUTS, piecesOf } from "../../benches/cuts.js";
import { functionsOf, ownerOf } from "../../benches/sizes/wasm-sections.js";
import { median, orderOf, speedup } from "../../benches/statistics.js";
import { generate, randomOf, WORKLOADS } from "../../benches/workloads.js";

/** What a stream means: the standard's algorithm for the fields that the workloads have. */
function parse(/** @type {string} */ text) {
  const events = [];
  let [data, id] = ["", ""];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") {
      if (data !== "") events.push({ data: data.slice(0, -1), id });
      data = "";
    } else if (line.startsWith("data: ")) data += `${line.slice(6)}\n`;
    else if (line.startsWith("id: ")) id = line.slice(4);
  }
  return events;
}

describe("workloads", () => {
  for (const name of WORKLOADS) {
    test(`${name}: its bytes mean its events`, () => {
      const { body, events, ends } = generate(name, 100_000);
      assert.deepEqual(parse(body.toString()), events);
      assert.equal(ends.length, events.length);
      assert.equal(ends.at(-1), body.length);
      assert.ok(body.length >= 100_000);
    });

    test(`${name}: the same each time, and no event like the one before it`, () => {
      const [first, second] = [generate(name, 50_000), generate(name, 50_000)];
      assert.ok(first.body.equals(second.body));
      const events = generate(name, 3e6).events.map((event) => JSON.stringify(event));
      assert.ok(events.length > 1 && events.every((event, index) => event !== events[index - 1]));
    });
  }

  test("sizes of an event are those that the report tells", () => {
    const sizes = { token: 242, tick: 16, wiki: 1400, crlf: 1400, multi: 1400, utf8: 400, big: 2 ** 20 };
    for (const [name, size] of Object.entries(sizes)) {
      const { body, events } = generate(name, 300_000);
      const mean = body.length / events.length;
      assert.ok(mean > size * 0.95 && mean < size * 1.05, `${name}: ${mean}`);
    }
  });

  test("a fifth of wiki is not ASCII", () => {
    const { events } = generate("wiki", 1e6);
    // oxlint-disable-next-line no-control-regex
    const wide = events.filter(({ data }) => /[^\x00-\x7F]/.test(data)).length / events.length;
    assert.ok(wide > 0.15 && wide < 0.25, String(wide));
  });

  test("an unknown name is refused", () => {
    assert.throws(() => generate("tokens"), /no such workload: tokens/);
  });
});

describe("cuts", () => {
  const workload = generate("crlf", 200_000);

  for (const cut of /** @type {import("../../benches/cuts.js").Cut[]} */ (Object.keys(CUTS))) {
    test(`${cut}: no byte is lost, none comes twice, no piece is empty`, () => {
      const pieces = piecesOf(workload, cut);
      assert.ok(Buffer.concat(pieces).equals(workload.body));
      assert.ok(pieces.every(({ length }) => length > 0));
    });
  }

  test("by event each piece ends with a blank line", () => {
    const pieces = piecesOf(workload, "event").map(String);
    assert.equal(pieces.length, workload.events.length);
    assert.ok(
      pieces.every((piece) => piece.endsWith("\r\n\r\n") && piece.indexOf("\r\n\r\n") === piece.length - 4),
    );
  });

  test("odd pieces are odd, and differ", () => {
    const sizes = piecesOf(workload, "odd")
      .slice(0, -1)
      .map(({ length }) => length);
    assert.ok(sizes.every((size) => size % 2 === 1 && size <= 199));
    assert.ok(new Set(sizes).size > 50);
  });
});

describe("checksums", () => {
  const { events } = generate("wiki", 20_000);
  const whole = (/** @type {{ data: string, id: string }[]} */ list) => checksumsOf(list).whole;
  const sample = (/** @type {{ data: string, id: string }[]} */ list) => checksumsOf(list).sample;
  const [first, second, ...others] = events;
  assert.ok(first && second);

  for (const [what, changed] of Object.entries({
    lost: [first, ...others],
    doubled: [first, first, second, ...others],
    "in another order": [second, first, ...others],
    "cut by a character": [{ ...first, data: first.data.slice(0, -1) }, second, ...others],
    "with another ID": [{ ...first, id: `${first.id}x` }, second, ...others],
  })) {
    test(`an event ${what} is found, also by the sample`, () => {
      assert.notEqual(whole(changed), whole(events));
      assert.notEqual(sample(changed), sample(events));
    });
  }

  test("every single character counts in the whole one", () => {
    const text = "data";
    for (let at = 0; at < text.length; at++) {
      const other = `${text.slice(0, at)}\uFFFD${text.slice(at + 1)}`;
      assert.notEqual(whole([{ data: other, id: "" }]), whole([{ data: text, id: "" }]));
    }
  });

  test("what moves from one event to the next, or from data to ID, is found", () => {
    const event = (/** @type {string} */ data, id = "") => ({ data, id });
    assert.notEqual(whole([event("ab"), event("c")]), whole([event("a"), event("bc")]));
    assert.notEqual(whole([event("ab", "c")]), whole([event("a", "bc")]));
  });
});

describe("statistics", () => {
  test("the median is no mean, and leaves its list as it is", () => {
    const values = [5, 1, 1000];
    assert.equal(median(values), 5);
    assert.deepEqual(values, [5, 1, 1000]);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });

  test("a speed-up is of the same rounds: what disturbs both in one does not count", () => {
    assert.equal(speedup([20, 200, 20], [10, 100, 10]), 2);
    assert.equal(speedup([20, 20, 900], [10, 10, 10]), 2);
  });

  test("an order has everybody once", () => {
    const random = randomOf(1);
    const orders = Array.from({ length: 20 }, () => orderOf(6, random));
    for (const order of orders) assert.deepEqual(order.toSorted(), [0, 1, 2, 3, 4, 5]);
    assert.ok(new Set(orders.map(String)).size > 10);
  });
});

describe("sizes", () => {
  /** A module with one imported function and two of its own, of 4 and 5 bytes, which a section names. */
  const SECTIONS = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, 4, 1, 0x60, 0, 0],
    [2, 7, 1, 1, 0x61, 1, 0x62, 0, 0],
    [3, 3, 2, 0, 0],
    [10, 10, 2, 3, 0, 1, 0x0b, 4, 0, 1, 1, 0x0b],
    [0, 17, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 10, 3, 0, 1, 0x69, 1, 1, 0x66, 2, 1, 0x67],
  ];
  const MODULE = Uint8Array.from(SECTIONS.flat());

  test("functions have their names and bytes, and names count for nothing", () => {
    assert.ok(WebAssembly.validate(MODULE));
    const { functions, others } = functionsOf(MODULE);
    assert.deepEqual(functions, [
      { name: "f", bytes: 4 },
      { name: "g", bytes: 5 },
    ]);
    assert.equal(others, MODULE.length - 19 - 9);
  });

  test("a function is its crate's, ours is its module's", () => {
    const owners = {
      "<eventsource_wasm[e3d808fdd4fad1af]::web::driver::Driver>::drain": "eventsource_wasm::web",
      "<<eventsource_wasm[e3d808fdd4fad1af]::mime::A as core[bdb7c00c92d6f36f]::ops::B>::c":
        "eventsource_wasm::mime",
      "<talc[d0a02ad9f84f4e1]::base::Talc<talc[d0a02ad9f84f4e1]::wasm::A>>::allocate": "talc",
      "<&mut alloc[6d0a02ad9f84f4e1]::vec::Vec<u8>>::push": "alloc",
      "memchr::arch::all::memchr::h0123456789abcdef": "memchr",
      dispatchTheEvent: "eventsource_wasm::web",
      __externref_table_alloc: "wasm_bindgen",
      memcpy: "runtime (memcpy and the like)",
    };
    for (const [name, owner] of Object.entries(owners)) assert.equal(ownerOf(name), owner);
  });
});

describe("the browser benchmark", () => {
  const samples = (/** @type {number[]} */ ...cpus) => cpus.map((cpu) => ({ wall: 1000, cpu, peak: 0 }));
  const stream = {
    workload: "token",
    cut: /** @type {const} */ ("64k"),
    events: 1000,
    bytes: 242_000,
    pieces: 4,
    errors: {},
    samples: { ours: samples(10, 11, 9), native: samples(16, 16, 16), eventsource: samples(16, 16, 16) },
  };
  const results = {
    browser: /** @type {const} */ ("chromium"),
    version: "1",
    streams: [stream],
    opening: {},
    memory: {},
    flat: null,
  };

  test("a target is met from its limit on, by CPU time", () => {
    const verdicts = verdictsOf(results);
    assert.deepEqual(
      verdicts.map(({ what, measured, met }) => [what, measured, met]),
      [
        ["token, 64k: against native", "1.60×", true],
        ["token, 64k: against eventsource", "1.60×", false],
      ],
    );
  });

  test("who lost an event has no speed", () => {
    const errors = { ours: "an event was changed" };
    assert.deepEqual(verdictsOf({ ...results, streams: [{ ...stream, errors }] }), []);
  });

  test("opening, memory and flatness are judged", () => {
    const flat = { events: 1e7, tenths: [50, 50, 50, 50, 50, 90, 90, 90, 90, 90], error: null };
    const opening = { ours: [14], eventsource: [10] };
    const verdicts = verdictsOf({
      ...results,
      streams: [],
      opening,
      memory: { ours: [81], native: [50] },
      flat,
    });
    assert.deepEqual(
      verdicts.map(({ measured, met }) => [measured, met]),
      [
        ["1.40×", true],
        ["31 MB", false],
        ["40 MB", false],
      ],
    );
    assert.equal(flatGrowth([60, 50, 50, 50]), -5);
  });

  test("the main thread is the one that was busy, if one was", () => {
    const before = new Map([
      ["7/7", 5e9],
      ["8/9", 1e9],
      ["8/1", 1e9],
    ]);
    const between = new Map([
      ["7/7", 5e9],
      ["8/9", 1.01e9],
      ["8/1", 1.12e9],
    ]);
    const after = new Map([
      ["7/7", 5.01e9],
      ["8/9", 1.11e9],
      ["9/9", 8e9],
      // As busy before: another's.
      ["8/1", 1.25e9],
    ]);
    assert.deepEqual(busiest(before, between, after), { process: "8", thread: "9" });
    assert.equal(busiest(before, between, new Map([["7/7", 5.01e9]])), null);
  });

  test("options choose, and a wrong one is refused", () => {
    const { streams, browsers, contenders, isWhole } = optionsOf([]);
    assert.equal(streams.filter(([, cut]) => cut === "64k").length, WORKLOADS.length);
    assert.deepEqual([browsers.length, contenders.length, isWhole], [3, 13, true]);
    const some = optionsOf(["--workload", "big", "--cut", "odd", "--browser", "webkit", "--rounds", "9"]);
    assert.deepEqual(
      [some.streams, some.browsers, some.rounds, some.isWhole],
      [[["big", "odd"]], ["webkit"], 9, false],
    );
    assert.deepEqual([optionsOf([]).starts, some.starts, optionsOf(["--quick"]).starts], [3, 1, 1]);
    assert.ok(optionsOf(["--quick"]).streams.length < streams.length);
    assert.throws(() => optionsOf(["--contender", "others"]), /no such thing: others/);
    assert.throws(() => optionsOf(["--rounds", "0"]), RangeError);
    assert.throws(() => optionsOf(["--starts", "none"]), RangeError);
  });

  test("another start of the browser adds its rounds to those of the same stream", () => {
    const streamOf = (/** @type {import("../../benches/cuts.js").Cut} */ cut, /** @type {number} */ cpu) => ({
      ...stream,
      cut,
      samples: { ours: samples(cpu) },
    });
    /** @type {import("../../benches/browser/measure.js").StreamResult[]} */
    const streams = [];
    addStream(streams, streamOf("64k", 1));
    addStream(streams, streamOf("event", 2));
    addStream(streams, { ...streamOf("64k", 3), errors: { ours: "an event was changed" } });
    assert.deepEqual(
      streams.map(({ cut, samples: of }) => [cut, of["ours"]?.map(({ cpu }) => cpu)]),
      [
        ["64k", [1, 3]],
        ["event", [2]],
      ],
    );
    assert.deepEqual(streams[0]?.errors, { ours: "an event was changed" });
  });
});
