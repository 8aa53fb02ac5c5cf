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

/**
 * @typedef {object} Part
 * @property {string} package Debian's
 * @property {() => boolean} find
 * @property {() => string | false} [outdated] what to do where it is installed, but is too old
 */

/** @type {Record<ServerTool, Part[]>} */
const TOOLS = {
  go: [
    {
      package: "golang-go",
      find: () => findGo() !== null,
      outdated: () => program("go")() && `Go is older than ${GO}: https://go.dev/dl`,
    },
  ],
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
    const answer = execFileSync(path, ["env", "GOVERSION"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    });
    return /go(\d+\.\d+(?:\.\d+)?)/.exec(answer)?.[1] ?? null;
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
  const outdated = parts.map((part) => part.outdated?.()).find(Boolean);
  if (outdated) return outdated;
  const packages = parts.map((part) => part.package).join(" ");
  return parts.length > 0 && `missing, on Debian: sudo apt-get install ${packages}`;
}

/** Installs what is missing, where it can. */
export async function ensureServerTools() {
  const all = partsOf(/** @type {ServerTool[]} */ (Object.keys(TOOLS)));
  const parts = all.filter((part) => !part.outdated?.());
  if (parts.length > 0) await installPackages(parts.map((part) => part.package));
}

function partsOf(/** @type {ServerTool[]} */ names) {
  return names.flatMap((name) => TOOLS[name].filter(({ find }) => !find()));
}
