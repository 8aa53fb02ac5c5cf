/** Debian's packages: installed where that is possible. */

import { existsSync } from "node:fs";

import { onPath } from "./find.js";
import { say, step, StepFailed } from "./progress.js";

/**
 * @param {string[]} packages
 * @returns {Promise<string>} why a program of theirs may still be missing
 */
export async function installPackages(packages) {
  return cannotInstall() ?? (await install(packages));
}

/** @returns {string | null} why packages cannot be installed from here */
function cannotInstall() {
  if (!existsSync("/etc/debian_version") || onPath("apt-get").length === 0)
    return "missing, and this is no Debian system";
  return process.getuid?.() === 0 ? null : "missing, and only root may install it";
}

/** @param {string[]} packages */
async function install(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Somebody else's apt, such as the nightly upgrade, is waited for.
  const options = ["-o", "DPkg::Lock::Timeout=300", "-q", "-y"];
  try {
    await step("refreshing the list of Debian's packages, a few seconds", "apt-get", [...options, "update"], {
      env,
    });
    await step(
      `installing ${packages.join(", ")}, about 1 minute, once per machine`,
      "apt-get",
      [...options, "install", "--no-install-recommends", ...packages],
      { env },
    );
    return "installed, but a program of it is not found";
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(error.message);
    return "missing, and apt-get failed";
  }
}
