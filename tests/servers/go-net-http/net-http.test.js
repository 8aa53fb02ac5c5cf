/** Go's net/http with a Flusher. */

import { Program } from "../support/program.js";
import { describeServer } from "../support/rows.js";
import { buildGo, skipWithout } from "../support/tools.js";

const FOLDER = new URL(".", import.meta.url);

describeServer(
  "Go net/http",
  { start: async (env) => Program.start(await buildGo(FOLDER), [], env) },
  skipWithout("go"),
);
