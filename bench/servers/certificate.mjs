// A certificate and its key for a server under test, with the modes and the owner that a key has to have.
import { chmodSync, chownSync, copyFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Those that the tests have, good until the year 2120. */
const source = fileURLToPath(new URL("../../test/support/tls/", import.meta.url));

/**
 * @param {{ folder: string, owner: { uid: number, gid: number } | undefined }} order
 * @returns {{ certificate: string, key: string }} Their paths.
 */
export function placeCertificate({ folder, owner }) {
  const certificate = path.join(folder, "server.crt");
  const key = path.join(folder, "server.key");
  copyFileSync(path.join(source, "lake.crt"), certificate);
  copyFileSync(path.join(source, "lake.key"), key);
  chmodSync(key, 0o600);
  if (owner !== undefined) chownSync(key, owner.uid, owner.gid);
  return { certificate, key };
}
