/** What docs/servers.md shows is part of the programs that are tested. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const LANGUAGES = { js: ".js", go: ".go", python: ".py", rust: ".rs", java: ".java", nginx: ".conf" };

/** However deep it is indented there. */
const plain = (/** @type {string} */ code) => code.replaceAll(/\s+/g, " ").trim();

test("every block of docs/servers.md is in a program", () => {
  const document = readFileSync(new URL("../../docs/servers.md", import.meta.url), "utf8");
  const blocks = [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  assert.ok(blocks.length > 10);
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  for (const [, language, code] of blocks) {
    const ending = new Map(Object.entries(LANGUAGES)).get(String(language));
    const programs = files.filter((name) => extname(name) === ending);
    const texts = programs.map((name) => plain(readFileSync(`${FOLDER}/${name}`, "utf8")));
    assert.ok(
      texts.some((text) => text.includes(plain(String(code)))),
      `in no program:\n${code}`,
    );
  }
});
