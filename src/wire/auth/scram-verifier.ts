// What the gateway keeps of a password: a SCRAM-SHA-256 verifier, in PostgreSQL's notation.

import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { saslprep } from "./saslprep.js";

/** Enough to check a password, and not enough to log in with. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** As in PostgreSQL. RFC 7677 asks for no fewer. */
export const scramIterationsDefault = 4096;
export const scramSaltBytes = 16;
export const scramKeyBytes = 32;

const iterationsMax = 2 ** 31 - 1;
const deriveKey = promisify(pbkdf2);

/**
 * Hashes a password, off the main thread.
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
export async function makeVerifier(
  password: string,
  salt: Buffer,
  iterations: number = scramIterationsDefault,
): Promise<string> {
  const saltedPassword = await deriveKey(saslprep(password), salt, iterations, scramKeyBytes, "sha256");
  const storedKey = sha256(hmac(saltedPassword, "Client Key"));
  const serverKey = hmac(saltedPassword, "Server Key");
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
}

/** Undefined where the text is not a verifier, as a password in plain text is not. */
export function parseVerifier(text: string): ScramVerifier | undefined {
  const [, iterationsText, saltText, storedKeyText, serverKeyText] =
    /^SCRAM-SHA-256\$([1-9][0-9]{0,9}):([^$:]+)\$([^$:]+):([^$:]+)$/.exec(text) ?? [];
  const iterations = Number(iterationsText);
  const salt = decodeBase64(saltText);
  const storedKey = decodeBase64(storedKeyText);
  const serverKey = decodeBase64(serverKeyText);
  if (salt === undefined || storedKey?.length !== scramKeyBytes || serverKey?.length !== scramKeyBytes) {
    return undefined;
  }
  return iterations <= iterationsMax ? { iterations, salt, storedKey, serverKey } : undefined;
}

/**
 * A verifier for a role that has none. The salt is the same at every try and for no two roles, as real ones are, so
 * that asking for it does not tell which roles exist. No password fits: the keys are hashes of a secret, not of a key.
 */
export function mockVerifier(mockSecret: Buffer, role: string): ScramVerifier {
  return {
    iterations: scramIterationsDefault,
    salt: hmac(mockSecret, `salt ${role}`).subarray(0, scramSaltBytes),
    storedKey: hmac(mockSecret, `stored key ${role}`),
    serverKey: hmac(mockSecret, `server key ${role}`),
  };
}

export function hmac(key: Buffer, text: string | Buffer): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

export function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

export function base64(bytes: Buffer): string {
  return bytes.toString("base64");
}

/** Strict, unlike Node, which skips over what is not base64. */
export function decodeBase64(text: string | undefined): Buffer | undefined {
  const isBase64 = text !== undefined && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isBase64 ? Buffer.from(text, "base64") : undefined;
}
