/** The tools that the package is tried with, and where they are installed: once per user, in these versions. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CACHE } from "../../../scripts/find.js";
import { step } from "../../../scripts/progress.js";

/** @type {Record<string, string>} */
export const VERSIONS = {
  "@rollup/plugin-node-resolve": "16.0.3",
  "@rspack/core": "2.3.2",
  bun: "1.4.5",
  deno: "2.9.6",
  esbuild: "0.28.2",
  jest: "30.5.2",
  "jest-environment-jsdom": "30.5.2",
  jsdom: "29.1.1",
  next: "16.4.6",
  parcel: "2.16.4",
  react: "19.3.1",
  "react-dom": "19.3.1",
  rollup: "4.68.7",
  "typescript-5.2": "npm:typescript@5.2.2",
  vite: "8.3.8",
  // The newest that runs on Node 20.
  vitest: "4.1.12",
  webpack: "5.112.2",
  workerd: "1.20261117.1",
};

export const TOOLS = join(CACHE, "package-tools");

/** Installs what is missing, some 500 packages the first time. */
export async function installTools() {
  const manifest = JSON.stringify({ private: true, dependencies: VERSIONS }, null, 2);
  // Written last: an installation that was interrupted has none.
  const stamp = join(TOOLS, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === manifest) return;
  rmSync(stamp, { force: true });
  mkdirSync(TOOLS, { recursive: true });
  writeFileSync(join(TOOLS, "package.json"), manifest);
  const args = ["install", "--no-audit", "--no-fund"];
  await step("installing bundlers and runtimes, a minute or two, once per user", "npm", args, { cwd: TOOLS });
  writeFileSync(stamp, manifest);
}
