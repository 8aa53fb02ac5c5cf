/** Certificates for 127.0.0.1: of an authority of the test's own, and of one that nobody trusts. */

import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/**
 * Makes `trusted.crt` and `refused.crt`, with a key of the same name each.
 *
 * @returns {{ folder: string, authorityKeyHash: string }} what Chromium may be told to trust
 */
export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), "eventsource-wasm-certificates-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const openssl = (/** @type {string} */ line) =>
    execFileSync("openssl", line.split(" "), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
  writeFileSync(join(folder, "names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  for (const name of ["trusted", "refused"]) {
    openssl(
      `req -x509 ${key} -keyout ${name}-ca.key -out ${name}-ca.crt -days 30 -subj /CN=${name}-authority`,
    );
    openssl(`req ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=127.0.0.1`);
    openssl(
      `x509 -req -in ${name}.csr -CA ${name}-ca.crt -CAkey ${name}-ca.key -CAcreateserial -days 30 -extfile names -out ${name}.crt`,
    );
    appendFileSync(join(folder, `${name}.crt`), readFileSync(join(folder, `${name}-ca.crt`)));
  }
  const { publicKey } = new X509Certificate(readFileSync(join(folder, "trusted-ca.crt")));
  const spki = publicKey.export({ type: "spki", format: "der" });
  return { folder, authorityKeyHash: createHash("sha256").update(spki).digest("base64") };
}
