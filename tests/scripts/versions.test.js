import assert from "node:assert/strict";
import { test } from "node:test";

import { isAtLeast, isInstalled, lockedVersion, versionIn } from "../../scripts/versions.js";

const CARGO_LOCK = `version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"
dependencies = [
 "wasm-bindgen",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"
`;

test("Cargo.lock is asked for the package of exactly that name", () => {
  assert.equal(lockedVersion(CARGO_LOCK, "wasm-bindgen"), "0.2.130");
  assert.equal(lockedVersion(CARGO_LOCK, "wasm-bindgen-futures"), "0.4.80");
  assert.equal(lockedVersion(CARGO_LOCK, "wasm"), null);
});

test("what programs say of their version", () => {
  assert.equal(versionIn("geckodriver 0.37.1 (a 2026-01-01)\n\nThe source code …"), "0.37.1");
  assert.equal(versionIn("wasm-bindgen 0.2.130\n"), "0.2.130");
  assert.equal(versionIn("no version"), null);
});

test("versions are compared as numbers", () => {
  assert.ok(isAtLeast("0.37.1", "0.36.0"));
  assert.ok(isAtLeast("0.100.0", "0.36.0"));
  assert.ok(isAtLeast("1.0.0", "1.0.0"));
  assert.ok(!isAtLeast("0.9.9", "0.36.0"));
  assert.ok(!isAtLeast("0.36.0", "0.36.1"));
});

test("node_modules is current if npm wrote down the same packages", () => {
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/a-win32": { version: "1.0.0", integrity: "sha512-w", optional: true },
    },
  };
  const { "node_modules/a": a } = lock.packages;
  const installed = { packages: { "node_modules/a": a } };
  assert.ok(isInstalled(lock, installed));
  assert.ok(!isInstalled(lock, { packages: {} }), "one is missing");
  assert.ok(!isInstalled(lock, { packages: { "node_modules/a": { ...a, version: "0.9.0" } } }), "an old one");
  assert.ok(!isInstalled(lock, { packages: { ...installed.packages, "node_modules/b": a } }), "one too many");
});
