/** nginx with a configuration of its own, in a folder of its own. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { Program } from "./program.js";

/** @type {string[]} */
const folders = [];
process.once("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export class Nginx extends Program {
  #folder;

  /**
   * @param {URL} template a configuration with ${NAMES}
   * @param {{ [name: string]: string | number, PORT: number }} values of the names
   */
  constructor(template, values) {
    const folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-nginx-"));
    const text = readFileSync(template, "utf8").replace(/\$\{(\w+)\}/g, (_, name) => {
      if (values[name] === undefined) throw new RangeError(`no value of ${name}`);
      return String(values[name]);
    });
    // Started as root it would give its folders to another user.
    writeFileSync(join(folder, "nginx.conf"), process.getuid?.() === 0 ? `user root;\n${text}` : text);
    super("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {}, values.PORT);
    this.#folder = folder;
    folders.push(folder);
  }

  /** Copies files into its folder. */
  install(/** @type {string} */ from, /** @type {Record<string, string>} */ files) {
    for (const [name, as] of Object.entries(files)) cpSync(join(from, name), join(this.#folder, as));
  }

  /** What it has answered: method, protocol and status, a line each. */
  get requests() {
    return readFileSync(join(this.#folder, "requests.log"), "utf8");
  }

  /** Reads the configuration, and the files that it names, anew. */
  reload() {
    process.kill(Number(readFileSync(join(this.#folder, "nginx.pid"), "utf8")), "SIGHUP");
  }
}
