// The secrets file: the keys of views that hash with one, and the passwords of other databases, by name. YAML or JSON. It never reaches the
// catalog, the log or a client.
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { limits } from "./limits.js";

/** What is wrong with the file; never what is in it. */
export class UnusableSecrets extends Error {}

export interface Secrets {
  readonly hashKeys: ReadonlyMap<string, Uint8Array>;
  /** By the connection's name in the config file. */
  readonly databasePasswords: ReadonlyMap<string, string>;
}

export const noSecrets: Secrets = { hashKeys: new Map(), databasePasswords: new Map() };

/**
 * `hash_keys` and `databases`: `name: value`. Of a key, the value is a text (its UTF-8 bytes are the key), or `hex:...`, or `base64:...`.
 * @throws UnusableSecrets for a file that others can read, too, and for what is no such list.
 */
export function readSecrets(path: string): Secrets {
  const document = parseDocument(readPrivately(path), { logLevel: "silent" });
  // The parser's own messages quote the text.
  if (document.errors.length > 0) throw new UnusableSecrets(`${path} is not valid YAML or JSON`);
  const sections = asMapping(document.toJS());
  const keys = asMapping(sections?.["hash_keys"]);
  const passwords = asMapping(sections?.["databases"]);
  if (keys === undefined && passwords === undefined) {
    throw new UnusableSecrets(`${path} lacks its sections hash_keys: {name: key} and databases: {name: password}`);
  }
  return { hashKeys: hashKeysIn(path, keys ?? {}), databasePasswords: passwordsIn(path, passwords ?? {}) };
}

function passwordsIn(path: string, entries: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(entries).map(([name, value]) => {
      if (typeof value !== "string") throw new UnusableSecrets(`${path}: databases.${name} is no password: a text`);
      return [name, value];
    }),
  );
}

function hashKeysIn(path: string, entries: Readonly<Record<string, unknown>>): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(entries).map(([name, value]) => {
      const key = typeof value === "string" ? keyOf(value) : undefined;
      if (key === undefined || key.length < limits.hashKeyBytesMin) {
        throw new UnusableSecrets(
          `${path}: hash_keys.${name} is no key: a text, hex:... or base64:..., of ${limits.hashKeyBytesMin} bytes or more`,
        );
      }
      return [name, key];
    }),
  );
}

function readPrivately(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (thrown) {
    throw new UnusableSecrets(`${path} cannot be read (${codeOf(thrown)})`);
  }
  try {
    // On the open file: its name may lead elsewhere by now.
    const { mode, uid } = fstatSync(file);
    const ownUid = process.geteuid?.();
    // On Windows there are no such modes.
    if (ownUid !== undefined && (mode & 0o077) !== 0) {
      throw new UnusableSecrets(`${path} has group or world access, allowed: u=rw (0600) or less`);
    }
    if (ownUid !== undefined && uid !== ownUid && uid !== 0) {
      throw new UnusableSecrets(`${path} must be owned by the gateway's user or root`);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function keyOf(text: string): Uint8Array | undefined {
  if (text.startsWith("hex:")) {
    const digits = text.slice(4);
    return /^([0-9a-f]{2})+$/i.test(digits) ? Buffer.from(digits, "hex") : undefined;
  }
  if (text.startsWith("base64:")) {
    const digits = text.slice(7);
    const bytes = Buffer.from(digits, "base64");
    return bytes.toString("base64").replace(/=+$/, "") === digits.replace(/=+$/, "") ? bytes : undefined;
  }
  return Buffer.from(text);
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}
