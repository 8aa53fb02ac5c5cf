/** Versions: what the lock files ask for, what a program says of itself, and whether that will do. */

/**
 * @param {string} cargoLock the text of Cargo.lock
 * @param {string} name a package
 * @returns {string | null}
 */
export function lockedVersion(cargoLock, name) {
  for (const section of cargoLock.split(/^\[\[package\]\]\s*$/m).slice(1)) {
    if (/^name = "(.*)"$/m.exec(section)?.[1] === name)
      return /^version = "(.*)"$/m.exec(section)?.[1] ?? null;
  }
  return null;
}

/**
 * @param {string} text what a program prints for `--version`
 * @returns {string | null}
 */
export function versionIn(text) {
  return /\b\d+\.\d+\.\d+\b/.exec(text)?.[0] ?? null;
}

/**
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const wanted = minimum.split(".").map(Number);
  const found = version.split(".").map(Number);
  for (const [index, number] of wanted.entries()) {
    const difference = (found[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} PackageLock
 */

/**
 * Whether the installed packages are those of package-lock.json. By content, for `npm install` writes the two
 * files in either order and a checkout gives any time; packages for other platforms are left out by npm.
 *
 * @param {PackageLock} lock package-lock.json
 * @param {PackageLock} installed node_modules/.package-lock.json, which npm writes last
 */
export function isInstalled(lock, installed) {
  const wanted = { ...lock.packages };
  delete wanted[""];
  for (const [path, found] of Object.entries(installed.packages ?? {})) {
    const entry = wanted[path];
    if (!entry || entry.version !== found.version || entry.integrity !== found.integrity) return false;
    delete wanted[path];
  }
  return Object.values(wanted).every((entry) => entry.optional);
}
