/** Whether the version, the changelog and the crate agree. */

import { lockedVersion } from "../versions.js";

/**
 * @typedef {object} Release
 * @property {string} manifest package.json
 * @property {string} packageLock package-lock.json
 * @property {string} cargoManifest Cargo.toml
 * @property {string} cargoLock Cargo.lock
 * @property {string} changelog CHANGELOG.md
 * @property {string | null} tag that is to be released; null: any
 */

/**
 * @param {Release} release
 * @returns {{ version: string, complaints: string[] }}
 */
export function agreement({ manifest, packageLock, cargoManifest, cargoLock, changelog, tag }) {
  const { name, version } = JSON.parse(manifest);
  const said = {
    "package-lock.json": JSON.parse(packageLock).version,
    "Cargo.toml": /^\[package\][^[]*?^version = "([^"]*)"$/m.exec(cargoManifest)?.[1],
    "Cargo.lock": lockedVersion(cargoLock, name),
    ...(tag !== null && { "the tag": tag.replace(/^v/, "") }),
  };
  const complaints = Object.entries(said)
    .filter(([, other]) => other !== version)
    .map(([where, other]) => `package.json says ${version}, ${where} says ${other ?? "nothing"}`);
  const [, newest, date = ""] = /^## (\S+)(?: \((.*)\))?$/m.exec(changelog) ?? [];
  if (newest !== version) {
    complaints.push(`the newest section of CHANGELOG.md is of ${newest ?? "nothing"}, not of ${version}`);
  } else if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    complaints.push(`CHANGELOG.md has no date for ${version}: "## ${version} (YYYY-MM-DD)"`);
  }
  return { version, complaints };
}

/**
 * What differs between the files that a tarball holds and those that it should.
 *
 * @param {string[]} files
 * @param {string[]} wanted
 */
export function difference(files, wanted) {
  const missing = wanted
    .filter((path) => !files.includes(path))
    .map((path) => `${path} is missing from the tarball`);
  const strange = files
    .filter((path) => !wanted.includes(path))
    .map((path) => `${path} should not be in the tarball`);
  return [...missing, ...strange];
}
