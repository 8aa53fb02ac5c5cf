/** What the programs in tests/servers are built and run with: found, or installed as Debian's packages. */

import { existsSync, readdirSync } from "node:fs";

import { installPackages } from "./debian.js";
import { onPath } from "./find.js";

/** @typedef {"go" | "java" | "nginx" | "nchan" | "python" | "redis"} ServerTool */

const NCHAN = "ngx_nchan_module.so";
/** Debian's servers are where only root's PATH leads to. */
const SYSTEM = "/usr/sbin";
if (!process.env.PATH?.split(":").includes(SYSTEM)) process.env.PATH += `:${SYSTEM}`;

const program = (/** @type {string} */ name) => () => onPath(name).length > 0;

/** @type {Record<ServerTool, { package: string, find: () => boolean }[]>} */
const TOOLS = {
  go: [{ package: "golang-go", find: program("go") }],
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

/** nginx's module of that name: a path. */
export function findNchan() {
  const folder = "/usr/lib/nginx/modules";
  return existsSync(folder) && readdirSync(folder).includes(NCHAN) ? `${folder}/${NCHAN}` : null;
}

/** @returns {string | false} what is missing of these tools: why a test is skipped */
export function missingServerTools(/** @type {ServerTool[]} */ ...names) {
  const packages = packagesOf(names);
  return packages.length > 0 && `missing, on Debian: sudo apt-get install ${packages.join(" ")}`;
}

/** Installs what is missing, where it can. */
export async function ensureServerTools() {
  const packages = packagesOf(/** @type {ServerTool[]} */ (Object.keys(TOOLS)));
  if (packages.length > 0) await installPackages(packages);
}

function packagesOf(/** @type {ServerTool[]} */ names) {
  return names.flatMap((name) => TOOLS[name].filter(({ find }) => !find()).map((part) => part.package));
}
