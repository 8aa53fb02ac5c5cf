/** One server process: started on a port, killed, and started again on the same port. */

import { connect } from "node:net";

import { freePort, ProcessGroup } from "../../support/processes.js";

const START_LIMIT = 90_000;

export class Program {
  #command;
  #args;
  #env;
  /** @type {ProcessGroup | null} */
  #group = null;
  port;

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} env
   * @param {number} port
   */
  constructor(command, args, env, port) {
    this.#command = command;
    this.#args = args;
    this.#env = { ...env, PORT: String(port) };
    this.port = port;
  }

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  static async start(command, args, env = {}) {
    const program = new Program(command, args, env, await freePort());
    await program.start();
    return program;
  }

  async start() {
    const group = (this.#group = new ProcessGroup());
    group.spawn(this.#command, this.#args, { env: this.#env });
    try {
      await group.until(() => answers(this.port), this.#command, START_LIMIT);
    } catch (error) {
      throw new Error(`${this.#command} did not start:\n${group.output}`, { cause: error });
    }
  }

  /** What it has printed since it was started last. */
  get output() {
    return this.#group?.output ?? "";
  }

  /** SIGKILL: it has no time to say goodbye. */
  kill() {
    this.#group?.kill();
    this.#group = null;
  }
}

/** Whether somebody accepts connections. */
export function answers(/** @type {number} */ port) {
  return new Promise((/** @type {(answer: boolean) => void} */ resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
