import assert from "node:assert/strict";
import { test } from "node:test";

import { agreement, difference } from "../../scripts/release/agreement.js";

const RIGHT = {
  manifest: '{ "name": "eventsource-wasm", "version": "1.2.3" }',
  packageLock: '{ "version": "1.2.3" }',
  cargoManifest:
    '[package]\nname = "eventsource-wasm"\nversion = "1.2.3"\n\n[dependencies.x]\nversion = "9.9.9"\n',
  cargoLock:
    '[[package]]\nname = "other"\nversion = "9.9.9"\n\n[[package]]\nname = "eventsource-wasm"\nversion = "1.2.3"\n',
  changelog: "# Changelog\n\n## 1.2.3 (2026-11-21)\n\n## 1.2.2 (2026-11-01)\n",
  tag: "v1.2.3",
};

test("a release in which everything agrees", () => {
  assert.deepEqual(agreement(RIGHT), { version: "1.2.3", complaints: [] });
  assert.deepEqual(agreement({ ...RIGHT, tag: null }).complaints, []);
});

for (const [name, change, complaint] of /** @type {const} */ ([
  ["the crate", { cargoManifest: '[package]\nversion = "1.2.2"\n' }, "Cargo.toml says 1.2.2"],
  [
    "a crate without a version",
    { cargoManifest: '[package]\n[lib]\nversion = "1.2.3"\n' },
    "Cargo.toml says nothing",
  ],
  [
    "Cargo.lock",
    { cargoLock: '[[package]]\nname = "other"\nversion = "1.2.3"\n' },
    "Cargo.lock says nothing",
  ],
  ["package-lock.json", { packageLock: '{ "version": "1.2.2" }' }, "package-lock.json says 1.2.2"],
  ["the tag", { tag: "v1.2.4" }, "the tag says 1.2.4"],
  ["a section that is not there", { changelog: "## 1.2.2 (2026-11-01)\n" }, "is of 1.2.2, not of 1.2.3"],
  ["a section without a date", { changelog: "## 1.2.3 (unreleased)\n" }, "no date for 1.2.3"],
])) {
  test(`refused: ${name}`, () => {
    const { complaints } = agreement({ ...RIGHT, ...change });
    assert.equal(complaints.length, 1);
    assert.ok(complaints.join().includes(complaint), complaints.join());
  });
}

test("files of the tarball: each that is missing, each that should not be there", () => {
  assert.deepEqual(difference(["a", "b"], ["a", "b"]), []);
  assert.deepEqual(difference(["a", "c"], ["a", "b"]), [
    "b is missing from the tarball",
    "c should not be in the tarball",
  ]);
});
