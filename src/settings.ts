// Every setting by its dotted key in the config file: what it may be, and what it is when nothing is said.
import { z } from "zod";
import { hbaAllowed, hbaSchema } from "./hba-settings.js";
import { limits } from "./limits.js";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export const logFormats = ["auto", "json", "text"] as const;
export const tlsVersions = ["1.2", "1.3"] as const;
export const systemCatalogBoots = ["start", "first_use"] as const;
export const auditLevels = ["none", "ddl", "read", "all"] as const;
export const auditLiterals = ["replace", "keep"] as const;
export const plainAllowances = ["loopback", "any", "none"] as const;

/** What the defaults depend on. */
export interface Machine {
  readonly memoryBytes: number;
  readonly processors: number;
}

export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** Ends the line "got ..., allowed: ...". */
  readonly allowed: string;
  readonly fallback: (machine: Machine) => z.input<Schema> | undefined;
  /** The environment variable which wins over the file. */
  readonly variable?: string;
  /** Relative paths are meant from the config file's folder, or from the working directory in a variable. */
  readonly isPath?: boolean;
  readonly isSecret?: boolean;
}

const memoryBytesMin = 64 * 2 ** 20;
const memoryBytesMax = 64 * 2 ** 40;

export const settings = {
  data_dir: setting({
    schema: z.string().min(1),
    allowed: "the path of a folder",
    fallback: () => "data",
    variable: "SLUICE_DATA_DIR",
    isPath: true,
  }),
  database: setting({
    schema: z.string().min(1).refine(isIdentifier),
    allowed: `a name of 1 to ${limits.identifierBytesMax} bytes`,
    fallback: () => "lake",
  }),
  "pg.host": setting({
    schema: z.string().regex(/^[A-Za-z0-9._:%-]+$/),
    allowed: "a host name or address, such as 127.0.0.1, ::1 or 0.0.0.0",
    fallback: () => "127.0.0.1",
    variable: "SLUICE_PG_HOST",
  }),
  "pg.port": setting({
    schema: wholeNumber(0, 65_535),
    allowed: "a whole number from 0 to 65535 (0 picks a free port)",
    fallback: () => 5454,
    variable: "SLUICE_PG_PORT",
  }),
  "pg.connections_max": setting({
    schema: wholeNumber(1, limits.connectionsMax),
    allowed: `a whole number from 1 to ${limits.connectionsMax}`,
    fallback: () => limits.connectionsMax,
  }),
  "tls.certificate": setting({
    schema: z.string().min(1).optional(),
    allowed: "the path of a PEM file with the certificate, and those that vouch for it",
    fallback: () => undefined,
    variable: "SLUICE_TLS_CERTIFICATE",
    isPath: true,
  }),
  "tls.key": setting({
    schema: z.string().min(1).optional(),
    allowed: "the path of a PEM file with the certificate's key",
    fallback: () => undefined,
    variable: "SLUICE_TLS_KEY",
    isPath: true,
  }),
  "tls.client_ca": setting({
    schema: z.string().min(1).optional(),
    allowed: "the path of a PEM file with the certificates of those who vouch for clients (hba: method cert)",
    fallback: () => undefined,
    isPath: true,
  }),
  "tls.min_version": setting({
    // YAML reads 1.2 as a number.
    schema: z.union([z.string(), z.number()]).transform(String).pipe(z.enum(tlsVersions)),
    allowed: tlsVersions.join(", "),
    fallback: () => "1.2",
  }),
  "tls.allow_plain": setting({
    schema: z.enum(plainAllowances),
    allowed: plainAllowances.join(", "),
    fallback: () => "loopback" as const,
    variable: "SLUICE_TLS_ALLOW_PLAIN",
  }),
  hba: setting({
    schema: hbaSchema,
    allowed: hbaAllowed,
    fallback: () => undefined,
  }),
  admin_password: setting({
    schema: z.string().min(1).optional(),
    allowed: "a text, in quotes where it could be read as something else",
    fallback: () => undefined,
    variable: "SLUICE_ADMIN_PASSWORD",
    isSecret: true,
  }),
  secrets_file: setting({
    schema: z.string().min(1).optional(),
    allowed: "the path of a file with the keys of hashes, closed to others (chmod 600)",
    fallback: () => undefined,
    variable: "SLUICE_SECRETS_FILE",
    isPath: true,
  }),
  databases: setting({
    schema: z
      .record(
        z.string().min(1).refine(isIdentifier),
        z.strictObject({ url: z.string().refine(isPostgresUrl), password: z.string().optional() }),
      )
      .optional(),
    allowed:
      "connections to other databases by name: {crm: {url: postgresql://user@host:5432/database, password: ...}}",
    fallback: () => undefined,
    isSecret: true,
  }),
  "log.level": setting({
    schema: z.enum(logLevels),
    allowed: logLevels.join(", "),
    fallback: () => "info" as const,
    variable: "SLUICE_LOG_LEVEL",
  }),
  "log.format": setting({
    schema: z.enum(logFormats),
    allowed: logFormats.join(", "),
    fallback: () => "auto" as const,
  }),
  "engine.memory_limit": setting({
    schema: z.union([z.string(), z.number()]).transform(decodeMemory),
    allowed: "an amount from 64MiB to 64TiB, such as 4GiB or 512MB",
    fallback: (machine) => Math.max(memoryBytesMin, Math.floor(machine.memoryBytes * 0.6)),
    variable: "SLUICE_MEMORY_LIMIT",
  }),
  "engine.threads": setting({
    schema: wholeNumber(1, 1_024),
    allowed: "a whole number from 1 to 1024",
    fallback: (machine) => machine.processors,
    variable: "SLUICE_THREADS",
  }),
  "cache.bytes_max": setting({
    schema: z.union([z.string(), z.number()]).transform(decodeMemory),
    allowed: "an amount from 64MiB to 64TiB, such as 20GiB",
    fallback: () => 10 * 2 ** 30,
  }),
  extensions_dir: setting({
    schema: z.string().min(1).optional(),
    allowed: "the path of a folder that `sluice install-extensions` fills",
    fallback: () => undefined,
    variable: "SLUICE_EXTENSIONS_DIR",
    isPath: true,
  }),
  ingest_roots: setting({
    schema: z.array(z.string().min(1)),
    allowed: "a list of folders' paths",
    fallback: () => [],
    isPath: true,
  }),
  bucket_roots: setting({
    schema: z.array(z.string().min(1)),
    allowed: "a list of folders' paths",
    fallback: () => [],
    isPath: true,
  }),
  demo: setting({
    schema: z.boolean(),
    allowed: "true or false",
    fallback: () => true,
  }),
  "catalog.location": setting({
    schema: z
      .string()
      .regex(/^s3:\/\/[^/]+(\/.*)?$/)
      .optional(),
    allowed: "s3://bucket or s3://bucket/prefix",
    fallback: () => undefined,
    variable: "SLUICE_CATALOG_LOCATION",
  }),
  "catalog.endpoint": setting({
    schema: z.string().min(1).optional(),
    allowed: "http://host:port or https://host:port",
    fallback: () => undefined,
    variable: "SLUICE_CATALOG_ENDPOINT",
  }),
  "catalog.region": setting({
    schema: z.string().min(1).optional(),
    allowed: "a region's name, such as eu-central-1",
    fallback: () => undefined,
  }),
  "catalog.path_style": setting({
    schema: z.boolean().optional(),
    allowed: "true or false",
    fallback: () => undefined,
  }),
  "catalog.dialect": setting({
    schema: z.string().min(1).optional(),
    allowed: "the name of a dialect, such as aws or ceph",
    fallback: () => undefined,
  }),
  "catalog.credentials": setting({
    schema: z.string().min(1).optional(),
    allowed: "default, profile:<name>, secret:<name>, or env:<variable>,<variable>[,<variable>]",
    fallback: () => undefined,
  }),
  "catalog.poll_ms": setting({
    schema: wholeNumber(10, 60_000),
    allowed: "a whole number of milliseconds from 10 to 60000",
    fallback: () => 1_000,
  }),
  "catalog.stale_ms_max": setting({
    schema: wholeNumber(20, 3_600_000),
    allowed: "a whole number of milliseconds from 20 to 3600000",
    fallback: () => 10_000,
  }),
  "system_catalog.boot": setting({
    schema: z.enum(systemCatalogBoots),
    allowed: systemCatalogBoots.join(", "),
    fallback: () => "start" as const,
    variable: "SLUICE_SYSTEM_CATALOG_BOOT",
  }),
  "audit.statements": setting({
    schema: z.enum(auditLevels),
    allowed: auditLevels.join(", "),
    fallback: () => "ddl" as const,
    variable: "SLUICE_AUDIT_STATEMENTS",
  }),
  "audit.literals": setting({
    schema: z.enum(auditLiterals),
    allowed: auditLiterals.join(", "),
    fallback: () => "replace" as const,
  }),
  "audit.flush_ms": setting({
    schema: wholeNumber(10, 60_000),
    allowed: "a whole number of milliseconds from 10 to 60000",
    fallback: () => 1_000,
  }),
  "audit.required": setting({
    schema: z.boolean(),
    allowed: "true or false",
    fallback: () => false,
  }),
  shutdown_grace_ms: setting({
    schema: wholeNumber(0, 600_000),
    allowed: "a whole number of milliseconds from 0 to 600000",
    fallback: () => 10_000,
  }),
};

export type Key = keyof typeof settings;
export type Values = { readonly [K in Key]: z.output<(typeof settings)[K]["schema"]> };

export const keys = Object.keys(settings) as readonly Key[];

/** One setting as any other, for code that goes through all of them. */
export function settingOf(key: Key): Setting {
  return settings[key];
}

function setting<Schema extends z.ZodType>(value: Setting<Schema>): Setting<Schema> {
  return value;
}

function wholeNumber(min: number, max: number) {
  return z.int().min(min).max(max);
}

function isIdentifier(name: string): boolean {
  return Buffer.byteLength(name) <= limits.identifierBytesMax && !name.includes("\0");
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

const bytesByUnit = new Map([
  ["b", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
  ["tb", 1e12],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
]);

/** Bytes, from a number of bytes or a text with a unit. */
function decodeMemory(given: string | number, context: z.RefinementCtx): number {
  const [, amount, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(String(given)) ?? ["", given, "b"];
  const bytes = Math.floor(Number(amount) * (bytesByUnit.get(unit.toLowerCase()) ?? Number.NaN));
  if (bytes >= memoryBytesMin && bytes <= memoryBytesMax) return bytes;
  context.addIssue({ code: "custom", message: "not an amount of memory" });
  return z.NEVER;
}
