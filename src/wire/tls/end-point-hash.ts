// The hash of a certificate that a client may tie its login to: channel binding of the type "tls-server-end-point".
// RFC 5929, section 4.1; RFC 5280, section 4.1 (the certificate); X.690 (its encoding)
import { createHash } from "node:crypto";

/** By the content of the algorithm's object identifier, in hexadecimal digits. MD5 and SHA-1 give way to SHA-256. */
const hashes: ReadonlyMap<string, string> = new Map([
  // 1.2.840.113549.1.1: RSA
  ["2a864886f70d010104", "sha256"],
  ["2a864886f70d010105", "sha256"],
  ["2a864886f70d01010e", "sha224"],
  ["2a864886f70d01010b", "sha256"],
  ["2a864886f70d01010c", "sha384"],
  ["2a864886f70d01010d", "sha512"],
  // 1.2.840.10045.4: ECDSA
  ["2a8648ce3d0401", "sha256"],
  ["2a8648ce3d040301", "sha224"],
  ["2a8648ce3d040302", "sha256"],
  ["2a8648ce3d040303", "sha384"],
  ["2a8648ce3d040304", "sha512"],
]);

const objectIdentifierTag = 0x06;

/** Undefined: the certificate is signed in a way for which no hash is laid down (Ed25519), or with parameters (RSASSA-PSS). */
export function endPointHash(certificate: Buffer): Buffer | undefined {
  const algorithm = hashes.get(signatureAlgorithm(certificate).toString("hex"));
  return algorithm === undefined ? undefined : createHash(algorithm).update(certificate).digest();
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER, ... }, ... } */
function signatureAlgorithm(certificate: Buffer): Buffer {
  const content = elementAt(certificate, 0).content;
  const signed = elementAt(content, 0);
  const algorithm = elementAt(elementAt(content, signed.end).content, 0);
  return algorithm.tag === objectIdentifierTag ? algorithm.content : Buffer.alloc(0);
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** A length of 128 or more is told by the number of bytes that tell it. */
function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes.readUInt8(at);
  const first = bytes.readUInt8(at + 1);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  return { tag, content: bytes.subarray(start, start + length), end: start + length };
}
