/** `npm start`: sets up what a build needs, builds what is stale, and serves the demo (PORT and HOST say where). */

import { runMain, say } from "./progress.js";
import { ensureBuildTools } from "./tools.js";

await runMain(async () => {
  await ensureBuildTools();
  const { build } = await import("./build.js");
  await build();
  const { startDemo } = await import("../www/server/index.js");
  const { PORT, HOST } = process.env;
  const { url } = await startDemo({ port: PORT ? Number(PORT) : undefined, host: HOST || undefined });
  say(`\nThe demo is served at ${url} (Ctrl-C stops it)`);
});
