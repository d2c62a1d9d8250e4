// The only reader of the environment: what the gateway is told there and in its config file, checked and made whole.
import { existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { type ConfigFile, readConfigFile } from "./config-file.js";
import { isLoopback } from "./loopback.js";
import {
  type auditLevels,
  keys,
  type logFormats,
  type logLevels,
  type Machine,
  type plainAllowances,
  settingOf,
  type tlsVersions,
  type Values,
} from "./settings.js";

/** The effective configuration. All paths are absolute. */
export interface Config {
  /** Where the gateway keeps its catalog, its caches and the demo datasets. */
  readonly dataDir: string;
  /** The one database name that clients connect to. */
  readonly database: string;
  readonly pg: {
    readonly host: string;
    /** 0 picks a free one. */
    readonly port: number;
    readonly connectionsMax: number;
  };
  readonly tls: {
    /** Paths of PEM files. Absent: TLS is not offered. */
    readonly files:
      | {
          readonly certificate: string;
          readonly key: string;
          /** Of those who vouch for clients. Absent: clients are asked for no certificate. */
          readonly clientAuthorities?: string | undefined;
        }
      | undefined;
    readonly minVersion: TlsVersion;
    /** From where clients may come in without TLS. */
    readonly allowPlain: PlainAllowance;
  };
  /** Who may come in from where, first match first. Undefined: everybody, with a password. */
  readonly hba: Values["hba"];
  readonly adminPassword: string | undefined;
  /** Other databases that rows are loaded from, by name. */
  readonly databases: Values["databases"];
  /** The file with the keys of hashes and the passwords of databases. */
  readonly secretsFile: string | undefined;
  readonly log: {
    readonly level: LogLevel;
    /** auto: text where standard error is a terminal, JSON elsewhere. */
    readonly format: LogFormat;
  };
  readonly engine: {
    readonly memoryBytesMax: number;
    readonly threads: number;
  };
  /** Copies of objects in S3 buckets, on disk. */
  readonly cache: { readonly bytesMax: number };
  /** Where DuckDB's extensions are; undefined: none is loaded. */
  readonly extensionsDir: string | undefined;
  /** Folders that operators may load files from. */
  readonly ingestRoots: readonly string[];
  /** Folders under which local buckets may be made, beside `<dataDir>/buckets`. */
  readonly bucketRoots: readonly string[];
  /** Whether an empty data folder is filled with the demo datasets. */
  readonly demo: boolean;
  readonly catalog: {
    /** On S3; undefined: in the data folder. */
    readonly location: CatalogLocation | undefined;
    readonly pollMs: number;
    /** How long the catalog's head may go unconfirmed before no data is answered. */
    readonly staleMsMax: number;
  };
  /** When PostgreSQL, which has the system catalog, is booted: once the gateway is ready, or when somebody asks for it. */
  readonly systemCatalog: { readonly boot: Values["system_catalog.boot"] };
  readonly audit: {
    /** For roles that have no level of their own. */
    readonly statements: AuditLevel;
    readonly keepsLiterals: boolean;
    readonly flushMs: number;
    /** Whether what cannot be recorded is refused. */
    readonly isRequired: boolean;
  };
  /** How long running statements may go on once a stop was asked for. */
  readonly shutdownGraceMs: number;
}

/** As it was written: the catalog knows what it means. */
export interface CatalogLocation {
  /** `s3://bucket/prefix` */
  readonly url: string;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  readonly dialect?: string | undefined;
  readonly credentials?: string | undefined;
}

export type AuditLevel = (typeof auditLevels)[number];
export type TlsVersion = (typeof tlsVersions)[number];
export type PlainAllowance = (typeof plainAllowances)[number];
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = (typeof logFormats)[number];

/** The start is refused; one line for each thing that is wrong. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each setting's value comes from, by its key in the file. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The file that was read, if any. */
  readonly file: string | undefined;
  /** Variables that look like ours but mean nothing: a slip of the pen, or an orchestrator's own. */
  readonly unknownVariables: readonly string[];
  /** What else is in it: credentials of buckets may be named by their variables. */
  readonly environment: Environment;
}

export type Origin = "default" | "file" | "environment";

/** What a configuration is read from. What is left out is taken from the process. */
export interface ConfigSources {
  /** The file named on the command line. It wins over SLUICE_CONFIG. */
  readonly file?: string | undefined;
  readonly environment?: Environment;
  readonly cwd?: string;
  readonly machine?: Machine;
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaultFile = "sluice.yaml";

/** Reads, checks and completes the configuration, or throws a ConfigError which names all that is wrong. */
export function loadConfig(sources: ConfigSources = {}): LoadedConfig {
  const environment = sources.environment ?? process.env;
  const cwd = sources.cwd ?? process.cwd();
  const file = findFile(sources.file ?? given(environment, "SLUICE_CONFIG"), cwd);
  const read: ConfigFile = file === undefined ? { byKey: new Map(), problems: [] } : readConfigFile(file);
  const problems = [...read.problems];
  const values: Record<string, unknown> = {};
  const origins = new Map<string, Origin>();
  for (const key of keys) {
    const { schema, allowed, fallback, variable, isPath, isSecret } = settingOf(key);
    const text = variable === undefined ? undefined : given(environment, variable);
    const fromFile = read.byKey.get(key);
    // A variable is text, and a number only where a number is wanted: a password of digits stays a password.
    const raw = text ?? fromFile ?? fallback(sources.machine ?? thisMachine());
    const checked = [raw, ...numbersIn(text)].map((candidate) => schema.safeParse(candidate)).find((it) => it.success);
    if (checked === undefined) {
      const origin =
        text === undefined ? `${key}${fromFile === undefined ? "" : ` (${file})`}` : `${key} (${variable})`;
      problems.push(`${origin}: got ${isSecret ? "***" : show(raw)}, allowed: ${allowed}`);
    } else {
      const base = text === undefined && fromFile !== undefined && file !== undefined ? dirname(file) : cwd;
      values[key] = isPath ? absolute(base, checked.data) : checked.data;
      origins.set(key, text !== undefined ? "environment" : fromFile !== undefined ? "file" : "default");
    }
  }
  if (problems.length === 0) problems.push(...contradictions(values as Values));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    config: toConfig(values as Values),
    origins,
    file,
    environment,
    unknownVariables: unknownVariables(environment),
  };
}

/** What is wrong with settings that are right one by one. */
function contradictions(values: Values): readonly string[] {
  const { "catalog.poll_ms": pollMs, "catalog.stale_ms_max": staleMsMax } = values;
  const { "tls.certificate": certificate, "tls.key": key, "tls.allow_plain": allowPlain, "pg.host": host } = values;
  const problems: string[] = [];
  if (staleMsMax <= pollMs) {
    problems.push(`catalog.stale_ms_max: got ${staleMsMax}, allowed: more than catalog.poll_ms, which is ${pollMs}`);
  }
  const ofLocation = ["endpoint", "region", "path_style", "dialect", "credentials"] as const;
  for (const name of ofLocation) {
    if (values["catalog.location"] === undefined && values[`catalog.${name}`] !== undefined)
      problems.push(`catalog.location: got nothing, but there is a catalog.${name}`);
  }
  if (certificate !== undefined && key === undefined)
    problems.push("tls.key: got nothing, but there is a tls.certificate");
  if (key !== undefined && certificate === undefined)
    problems.push("tls.certificate: got nothing, but there is a tls.key");
  if (values["tls.client_ca"] !== undefined && certificate === undefined)
    problems.push("tls.certificate: got nothing, but there is a tls.client_ca");
  if (values["tls.client_ca"] === undefined && values.hba?.some(({ method }) => method === "cert") === true)
    problems.push("tls.client_ca: got nothing, but hba has the method cert");
  if (certificate !== undefined || key !== undefined) return problems;
  if (allowPlain === "none") {
    problems.push('tls.allow_plain: got "none", allowed: loopback, any, as long as there is no tls.certificate');
  }
  // Everybody from elsewhere would be refused, one by one: better to say so once, and now.
  if (allowPlain === "loopback" && host !== "localhost" && !isLoopback(host)) {
    problems.push(
      `pg.host: got ${JSON.stringify(host)}, where clients need TLS: give a tls.certificate and a tls.key, ` +
        "or let data cross the network in the clear with tls.allow_plain: any",
    );
  }
  return problems;
}

export interface EffectiveSetting {
  /** The dotted key in the file. */
  readonly name: string;
  /** As JSON; absent: not set. */
  readonly value: string | undefined;
  /** Its value is to be told nobody. */
  readonly isSecret: boolean;
}

export function settingsOf(config: Config): readonly EffectiveSetting[] {
  const values = fromConfig(config);
  return keys.map((key) => ({
    name: key,
    value: values[key] === undefined ? undefined : JSON.stringify(values[key]),
    isSecret: settingOf(key).isSecret === true,
  }));
}

/** The effective configuration as YAML with the file's own keys. Secrets are shown as ***. */
export function describeConfig(config: Config): string {
  const lines: string[] = [];
  let section = "";
  for (const { name, value, isSecret } of settingsOf(config)) {
    const [head = "", leaf] = name.split(".");
    if (leaf !== undefined && head !== section) lines.push(`${head}:`);
    section = head;
    const shown = value !== undefined && isSecret ? '"***"' : (value ?? "null");
    lines.push(`${leaf === undefined ? head : `  ${leaf}`}: ${shown}`);
  }
  return lines.join("\n");
}

function toConfig(values: Values): Config {
  return {
    dataDir: values.data_dir,
    database: values.database,
    pg: { host: values["pg.host"], port: values["pg.port"], connectionsMax: values["pg.connections_max"] },
    tls: {
      files: tlsFiles(values),
      minVersion: values["tls.min_version"],
      allowPlain: values["tls.allow_plain"],
    },
    hba: values.hba,
    adminPassword: values.admin_password,
    databases: values.databases,
    secretsFile: values.secrets_file,
    log: { level: values["log.level"], format: values["log.format"] },
    engine: { memoryBytesMax: values["engine.memory_limit"], threads: values["engine.threads"] },
    cache: { bytesMax: values["cache.bytes_max"] },
    extensionsDir: values.extensions_dir,
    ingestRoots: values.ingest_roots,
    bucketRoots: values.bucket_roots,
    demo: values.demo,
    catalog: {
      location: catalogLocation(values),
      pollMs: values["catalog.poll_ms"],
      staleMsMax: values["catalog.stale_ms_max"],
    },
    systemCatalog: { boot: values["system_catalog.boot"] },
    audit: {
      statements: values["audit.statements"],
      keepsLiterals: values["audit.literals"] === "keep",
      flushMs: values["audit.flush_ms"],
      isRequired: values["audit.required"],
    },
    shutdownGraceMs: values.shutdown_grace_ms,
  };
}

function fromConfig(config: Config): Values {
  return {
    data_dir: config.dataDir,
    database: config.database,
    "pg.host": config.pg.host,
    "pg.port": config.pg.port,
    "pg.connections_max": config.pg.connectionsMax,
    "tls.certificate": config.tls.files?.certificate,
    "tls.key": config.tls.files?.key,
    "tls.client_ca": config.tls.files?.clientAuthorities,
    "tls.min_version": config.tls.minVersion,
    "tls.allow_plain": config.tls.allowPlain,
    hba: config.hba,
    admin_password: config.adminPassword,
    databases: config.databases,
    secrets_file: config.secretsFile,
    "log.level": config.log.level,
    "log.format": config.log.format,
    "engine.memory_limit": config.engine.memoryBytesMax,
    "engine.threads": config.engine.threads,
    "cache.bytes_max": config.cache.bytesMax,
    extensions_dir: config.extensionsDir,
    ingest_roots: [...config.ingestRoots],
    bucket_roots: [...config.bucketRoots],
    demo: config.demo,
    "catalog.location": config.catalog.location?.url,
    "catalog.endpoint": config.catalog.location?.endpoint,
    "catalog.region": config.catalog.location?.region,
    "catalog.path_style": config.catalog.location?.pathStyle,
    "catalog.dialect": config.catalog.location?.dialect,
    "catalog.credentials": config.catalog.location?.credentials,
    "catalog.poll_ms": config.catalog.pollMs,
    "catalog.stale_ms_max": config.catalog.staleMsMax,
    "system_catalog.boot": config.systemCatalog.boot,
    "audit.statements": config.audit.statements,
    "audit.literals": config.audit.keepsLiterals ? "keep" : "replace",
    "audit.flush_ms": config.audit.flushMs,
    "audit.required": config.audit.isRequired,
    shutdown_grace_ms: config.shutdownGraceMs,
  };
}

function catalogLocation(values: Values): CatalogLocation | undefined {
  const url = values["catalog.location"];
  return url === undefined
    ? undefined
    : {
        url,
        endpoint: values["catalog.endpoint"],
        region: values["catalog.region"],
        pathStyle: values["catalog.path_style"],
        dialect: values["catalog.dialect"],
        credentials: values["catalog.credentials"],
      };
}

function tlsFiles(values: Values): Config["tls"]["files"] {
  const { "tls.certificate": certificate, "tls.key": key, "tls.client_ca": clientAuthorities } = values;
  return certificate === undefined || key === undefined ? undefined : { certificate, key, clientAuthorities };
}

function findFile(named: string | undefined, cwd: string): string | undefined {
  if (named !== undefined) return resolve(cwd, named);
  const usual = resolve(cwd, defaultFile);
  return existsSync(usual) ? usual : undefined;
}

/** An empty variable counts as absent: that is how compose files and CI say "not set". */
function given(environment: Environment, name: string): string | undefined {
  const text = environment[name];
  return text === undefined || text.trim() === "" ? undefined : text;
}

function numbersIn(text: string | undefined): readonly number[] {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text.trim()) ? [Number(text)] : [];
}

function unknownVariables(environment: Environment): readonly string[] {
  const known = new Set(["SLUICE_CONFIG", ...keys.map((key) => settingOf(key).variable)]);
  // SLUICE_TEST_... is read by the tests' own tooling.
  return Object.keys(environment)
    .filter((name) => name.startsWith("SLUICE_") && !name.startsWith("SLUICE_TEST_") && !known.has(name))
    .sort();
}

function absolute(base: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map((path: string) => resolve(base, path)) : resolve(base, value as string);
}

/** On one line, and not at any length. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function thisMachine(): Machine {
  // The container's limit: 0 where it is not known, and a figure beyond the memory there is where there is none.
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return {
    memoryBytes: constrained > 0 ? Math.min(constrained, total) : total,
    processors: availableParallelism(),
  };
}
