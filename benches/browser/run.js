/**
 * `npm run bench`: the package against the browsers' own class, against other packages, and against what nobody can
 * go below. docs/benchmarks.md says how it measures.
 *
 *     node benches/browser/run.js [options]
 *
 *     --quick                             the main workloads and rivals, in less than three minutes
 *     --browser chromium,firefox,webkit   all that are installed
 *     --workload token,wiki               token, tick, wiki, crlf, multi, utf8, big
 *     --cut 64k,event,odd                 how the stream is cut
 *     --contender ours,native             see contenders.js
 *     --rounds 5                          in each start of the browser
 *     --starts 1                          of each browser: the first measures all, the others what the targets are about;
 *                                         3 where everything is measured
 *     --only streams,opening,memory,flat  parts of it
 *     --out FOLDER                        of the results: benches/results after a run of everything, else target/benches
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "../../scripts/build.js";
import { runMain, say } from "../../scripts/progress.js";
import { ROOT } from "../../scripts/run.js";
import { available, missing } from "../../tests/support/browsers.js";
import { bundlePage, ensurePeers } from "./bundle.js";
import { chartOf } from "./chart.js";
import { measureBrowser } from "./measure.js";
import { optionsOf } from "./options.js";
import { reportOf } from "./report.js";
import { BenchServer } from "./server.js";

await runMain(async () => {
  const options = optionsOf(process.argv.slice(2));
  await build();
  await ensurePeers();
  const server = new BenchServer(await bundlePage());
  const origin = await server.start();
  const folder = join(ROOT, options.out ?? (options.isWhole ? "benches/results" : "target/benches"));
  const started = performance.now();
  /** @type {import("./measure.js").Results[]} */
  const all = [];
  let report = { text: "", ownErrors: 0 };
  try {
    for (const name of options.browsers) {
      if (!available(name)) {
        say(`skipped: ${name} (${missing(name).join(", ")} not found)`);
        continue;
      }
      all.push(await measureBrowser(name, server, origin, options));
      const minutes = (performance.now() - started) / 60_000;
      report = reportOf(all, { rounds: options.rounds, starts: options.starts, minutes });
      write(folder, { "browser.md": report.text, "browser.svg": chartOf(all) });
      write(join(ROOT, "target/benches"), { "browser.json": JSON.stringify(all) });
    }
  } finally {
    server.stop();
  }
  say(`${report.text}\nwritten to ${folder}`);
  return report.ownErrors > 0 ? 1 : 0;
});

function write(/** @type {string} */ folder, /** @type {Record<string, string>} */ files) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
