/** What the programs in tests/servers are built and run with: found, or installed as Debian's packages. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

import { installPackages } from "./debian.js";
import { onPath } from "./find.js";
import { isAtLeast } from "./versions.js";

/** @typedef {"go" | "java" | "nginx" | "nchan" | "python" | "redis"} ServerTool */

const NCHAN = "ngx_nchan_module.so";
/** Debian's servers are where only root's PATH leads to. */
const SYSTEM = "/usr/sbin";
if (!process.env.PATH?.split(":").includes(SYSTEM)) process.env.PATH += `:${SYSTEM}`;

const program = (/** @type {string} */ name) => () => onPath(name).length > 0;

/** The first whose patterns of http.ServeMux name methods. Debian 12's is older. */
const GO = "1.22";

/** @type {Record<ServerTool, { package: string, find: () => boolean, note?: string }[]>} */
const TOOLS = {
  go: [{ package: "golang-go", find: () => findGo() !== null, note: `Go ${GO} or later: https://go.dev/dl` }],
  java: [
    { package: "default-jdk-headless", find: program("javac") },
    { package: "maven", find: program("mvn") },
  ],
  nginx: [
    { package: "nginx", find: program("nginx") },
    { package: "openssl", find: program("openssl") },
  ],
  nchan: [{ package: "libnginx-mod-nchan", find: () => findNchan() !== null }],
  python: [
    { package: "python3", find: program("python3") },
    { package: "python3-pip", find: () => program("pip3")() || program("pip")() },
  ],
  redis: [{ package: "redis-server", find: program("redis-server") }],
};

/** Go, where PATH leads or where its own installation is: its path, and its version. */
export function findGo() {
  for (const path of [...onPath("go"), "/usr/local/go/bin/go"]) {
    const version = goVersion(path);
    if (version && isAtLeast(version, GO)) return { path, version };
  }
  return null;
}

function goVersion(/** @type {string} */ path) {
  try {
    return execFileSync(path, ["env", "GOVERSION"], { encoding: "utf8" }).trim().replace(/^go/, "");
  } catch {
    return null;
  }
}

/** nginx's module of that name: a path. */
export function findNchan() {
  const folder = "/usr/lib/nginx/modules";
  return existsSync(folder) && readdirSync(folder).includes(NCHAN) ? `${folder}/${NCHAN}` : null;
}

/** @returns {string | false} what is missing of these tools: why a test is skipped */
export function missingServerTools(/** @type {ServerTool[]} */ ...names) {
  const parts = partsOf(names);
  const packages = parts.map((part) => part.package).join(" ");
  const notes = parts.map(({ note }) => note && ` (${note})`).join("");
  return parts.length > 0 && `missing, on Debian: sudo apt-get install ${packages}${notes}`;
}

/** Installs what is missing, where it can. */
export async function ensureServerTools() {
  const parts = partsOf(/** @type {ServerTool[]} */ (Object.keys(TOOLS)));
  if (parts.length > 0) await installPackages(parts.map((part) => part.package));
}

function partsOf(/** @type {ServerTool[]} */ names) {
  return names.flatMap((name) => TOOLS[name].filter(({ find }) => !find()));
}
