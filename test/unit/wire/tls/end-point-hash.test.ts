import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { endPointHash } from "../../../../src/wire/tls/end-point-hash.js";

const element = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const length =
    content.length < 128 ? Buffer.of(content.length) : Buffer.of(0x82, content.length >> 8, content.length);
  return Buffer.concat([Buffer.of(tag), length, content]);
};

/** A certificate as far as its signature's algorithm goes. */
function certificateSigned(objectIdentifier: string): Buffer {
  const algorithm = element(0x30, element(0x06, Buffer.from(objectIdentifier, "hex")), Buffer.of(5, 0));
  return element(0x30, element(0x30, Buffer.alloc(300)), algorithm, element(3, Buffer.alloc(65)));
}

describe("what a login is tied to", () => {
  it.each(["lake", "other", "root"])("is the fingerprint of %s.crt, which is signed with SHA-256", (name) => {
    const { raw, fingerprint256 } = new X509Certificate(
      readFileSync(new URL(`../../../support/tls/${name}.crt`, import.meta.url)),
    );
    expect(endPointHash(raw)?.toString("hex")).toBe(fingerprint256.replaceAll(":", "").toLowerCase());
  });

  it.each([
    ["MD5 and RSA", "2a864886f70d010104", "sha256"],
    ["SHA-1 and RSA", "2a864886f70d010105", "sha256"],
    ["SHA-384 and RSA", "2a864886f70d01010c", "sha384"],
    ["SHA-512 and RSA", "2a864886f70d01010d", "sha512"],
    ["SHA-1 and ECDSA", "2a8648ce3d0401", "sha256"],
    ["SHA-384 and ECDSA", "2a8648ce3d040303", "sha384"],
  ])("is made as the certificate is signed, but for weak hashes: %s", (_, objectIdentifier, algorithm) => {
    const certificate = certificateSigned(objectIdentifier);
    expect(endPointHash(certificate)).toEqual(createHash(algorithm).update(certificate).digest());
  });

  it.each([
    ["Ed25519", "2b6570"],
    ["RSASSA-PSS", "2a864886f70d01010a"],
  ])("is nothing where none is laid down: %s", (_, objectIdentifier) => {
    expect(endPointHash(certificateSigned(objectIdentifier))).toBeUndefined();
  });
});
