/** `npm run setup`: everything that building and testing need. */

import { runMain, say } from "./progress.js";
import { ensureTestTools } from "./tools.js";

await runMain(async () => {
  const missing = await ensureTestTools();
  for (const [name, why] of missing) say(`missing: ${name} (${why})`);
  if (missing.size === 0) say("everything is installed");
  return missing.size;
});
