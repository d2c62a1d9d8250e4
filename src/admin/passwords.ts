// What the catalog keeps of a password that CREATE ROLE or ALTER ROLE was given.
import type { ScramVerifier } from "../catalog/api.js";
import { FeatureNotSupported, InvalidParameterValue } from "../errors.js";

export interface Passwords {
  readonly makeVerifier: (password: string) => Promise<ScramVerifier>;
  readonly isVerifier: (text: string) => boolean;
}

/** What the words about passwords make of a role's verifier; `clear` takes it away. */
export type VerifierChange =
  | { readonly kind: "keep" }
  | { readonly kind: "clear"; readonly isEmpty: boolean }
  | { readonly kind: "set"; readonly verifier: ScramVerifier };

/** No message here carries the password, nor anything made of it. */
export async function verifierChangeOf(
  password: string | null | undefined,
  passwords: Passwords,
): Promise<VerifierChange> {
  if (password === undefined) return { kind: "keep" };
  if (password === null || password === "") return { kind: "clear", isEmpty: password === "" };
  // As psql's \password sends it: the password itself never leaves the client.
  if (passwords.isVerifier(password)) return { kind: "set", verifier: password };
  if (password.startsWith("SCRAM-SHA-256$")) {
    throw new InvalidParameterValue("invalid SCRAM-SHA-256 verifier", {
      hint: "Give SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>, or the password itself.",
    });
  }
  if (/^md5[0-9a-f]{32}$/.test(password)) {
    throw new FeatureNotSupported("MD5-encrypted passwords are not supported", {
      hint: "Give the password itself, or a SCRAM-SHA-256 verifier (psql: SET password_encryption = 'scram-sha-256').",
    });
  }
  return { kind: "set", verifier: await passwords.makeVerifier(password) };
}
