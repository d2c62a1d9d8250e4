// The secrets file, in sections: what views hash with, who the gateway is to S3 servers, and to other databases. YAML or JSON. Nothing of it reaches the
// catalog, the log or a client.
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { allowedHashKeys, parseHashKey } from "./hash-keys.js";
import { allowedS3Credentials, parseS3Credentials, type S3Credentials } from "./s3-credentials.js";

/** What is wrong with the file; never what is in it. */
export class UnusableSecrets extends Error {}

export interface Secrets {
  /** Keys by name. */
  readonly hashKeys: ReadonlyMap<string, Uint8Array>;
  /** By name. */
  readonly s3Credentials: ReadonlyMap<string, S3Credentials>;
  /** By the connection's name in the config file. */
  readonly databasePasswords: ReadonlyMap<string, string>;
}

export const noSecrets: Secrets = { hashKeys: new Map(), s3Credentials: new Map(), databasePasswords: new Map() };

const sectionForms = {
  hash_keys: "hash_keys: {name: key}",
  s3_credentials: "s3_credentials: {name: {...}}",
  databases: "databases: {name: password}",
} as const;

/** @throws UnusableSecrets for a file that others can read, too, and for what has no section that is known. */
export function readSecretsFile(path: string): Secrets {
  const document = parseDocument(readPrivately(path), { logLevel: "silent" });
  // The parser's own messages quote the text.
  if (document.errors.length > 0) throw new UnusableSecrets(`${path} is not valid YAML or JSON`);
  const sections = asMapping(document.toJS()) ?? {};
  if (!Object.keys(sectionForms).some((name) => sections[name] !== undefined)) {
    throw new UnusableSecrets(`${path} has no section that is known: ${Object.values(sectionForms).join(", ")}`);
  }
  return {
    hashKeys: readSection(path, sections, {
      name: "hash_keys",
      parse: parseHashKey,
      flaw: `is no key: ${allowedHashKeys}`,
    }),
    s3Credentials: readSection(path, sections, {
      name: "s3_credentials",
      parse: parseS3Credentials,
      flaw: `are no credentials: ${allowedS3Credentials}`,
    }),
    databasePasswords: readSection(path, sections, {
      name: "databases",
      parse: (value) => (typeof value === "string" ? value : undefined),
      flaw: "is no password: a text",
    }),
  };
}

interface Section<T> {
  readonly name: keyof typeof sectionForms;
  readonly parse: (value: unknown) => T | undefined;
  readonly flaw: string;
}

function readSection<T>(
  path: string,
  sections: Readonly<Record<string, unknown>>,
  { name, parse, flaw }: Section<T>,
): ReadonlyMap<string, T> {
  if (sections[name] === undefined) return new Map();
  const entries = asMapping(sections[name]);
  if (entries === undefined) throw new UnusableSecrets(`${path}: ${name} is no mapping of names`);
  return new Map(
    Object.entries(entries).map(([entry, value]) => {
      const parsed = parse(value);
      if (parsed === undefined) throw new UnusableSecrets(`${path}: ${name}.${entry} ${flaw}`);
      return [entry, parsed];
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

function asMapping(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}
