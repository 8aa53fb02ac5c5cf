/** The crate as others get it: it packages, and its core needs nothing of a browser. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { ROOT } from "./support/project.js";

const MAIN = `use eventsource_wasm::event_stream::{Event, Parser, Sink};

struct Print;

impl Sink for Print {
    fn last_event_id_string(&mut self, _: &[u8]) {}
    fn reconnection_time(&mut self, _: f64) {}
    fn event(&mut self, event: Event<'_>) {
        println!("{}", String::from_utf8_lossy(event.data));
    }
}

fn main() {
    Parser::new(b"").feed("data: 日本\\n\\n".as_bytes(), &mut Print);
}
`;

/** @type {string} */
let folder;
before(() => void (folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-crate-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

async function cargo(/** @type {string} */ cwd, /** @type {string[]} */ ...args) {
  const env = { ...process.env, CARGO_TARGET_DIR: join(folder, "target") };
  const { stdout } = await promisify(execFile)("cargo", args, { cwd, env, maxBuffer: 2 ** 26 });
  return stdout;
}

describe("the crate", () => {
  test("cargo package: the sources, and nothing that belongs to the npm package", async () => {
    const files = (await cargo(ROOT, "package", "--list", "--allow-dirty")).trim().split("\n");
    for (const path of ["Cargo.toml", "src/lib.rs", "src/web.rs", "README.md", "LICENSE-MIT"]) {
      assert.ok(files.includes(path), path);
    }
    const strange = files.filter(
      (path) => !/^(src\/.*\.rs|Cargo\..*|[A-Z-]+(\.md)?|\.cargo_vcs_info\.json)$/.test(path),
    );
    assert.deepEqual(strange, []);
  });

  for (const target of [["--target", "wasm32-unknown-unknown"], []]) {
    test(`without default features it depends on memchr alone, for ${target[1] ?? "the host"}`, async () => {
      const args = ["--no-default-features", ...target, "--edges", "normal", "--prefix", "none"];
      const tree = await cargo(ROOT, "tree", ...args, "--format", "{p}");
      const names = tree.trim().split("\n").map((line) => line.split(" ")[0]); // prettier-ignore
      assert.deepEqual(names, ["eventsource-wasm", "memchr"]);
    });
  }

  test("what cargo packages compiles by itself, and a project can use the parser", async () => {
    await cargo(ROOT, "package", "--allow-dirty", "--quiet");
    const { version } = JSON.parse(await cargo(ROOT, "read-manifest"));
    const crate = join(folder, "target/package", `eventsource-wasm-${version}`);
    const project = join(folder, "project");
    mkdirSync(join(project, "src"), { recursive: true });
    writeFileSync(join(project, "src/main.rs"), MAIN);
    const dependency = `eventsource-wasm = { path = ${JSON.stringify(crate)}, default-features = false }`;
    const manifest = '[package]\nname = "project"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n';
    writeFileSync(join(project, "Cargo.toml"), `${manifest}${dependency}\n`);
    assert.equal((await cargo(project, "run", "--quiet")).trim(), "日本");
  });
});
