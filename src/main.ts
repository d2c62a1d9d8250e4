// Builds the parts and joins them: the only file which knows all of them.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { loadModule } from "libpg-query";
import { AuditLog } from "./admin/audit/audit-log.js";
import { administrationHandler } from "./admin/administration.js";
import { intake } from "./admin/intake.js";
import { type CatalogHome, catalogHome } from "./admin/catalog-home.js";
import { administratorName, createFirstState } from "./admin/first-state.js";
import type { StagingParts } from "./admin/staging.js";
import { administrationProcedures } from "./admin/procedures.js";
import type { RemoteDatabases } from "./admin/remote-rows.js";
import { systemRelations } from "./admin/system-relations.js";
import { sweepTemporaryFolders, temporaryRootOf } from "./admin/temporary-folders.js";
import { type AdminPassword, findAdminPassword } from "./admin-password.js";
import { BucketErrors } from "./catalog/store/bucket-errors.js";
import { BucketStores } from "./catalog/store/bucket-stores.js";
import type { Bucket, Catalog, ObjectStore, S3Bucket } from "./catalog/api.js";
import { openCatalog } from "./catalog/catalog.js";
import { Freshness } from "./catalog/freshness.js";
import { type Config, ConfigError, type LoadedConfig, type PlainAllowance, settingsOf } from "./config.js";
import { freeAll } from "./engine/duckdb/copied-bytes.js";
import { lockFolder } from "./engine/duckdb/folder-lock.js";
import type { RemoteCopies } from "./engine/api.js";
import { CachedCopies } from "./engine/object-cache/cached-copies.js";
import { RescuingCopies } from "./engine/object-cache/rescuing-copies.js";
import { ObjectCache } from "./engine/object-cache/object-cache.js";
import { findHttpfs } from "./engine/httpfs/extension-files.js";
import { openEngine, type RunningEngine } from "./engine/engine.js";
import { PgError } from "./errors.js";
import type { Io } from "./io.js";
import { createLogger, type Logger } from "./log.js";
import { isLoopback } from "./loopback.js";
import { Progress } from "./progress.js";
import { reloadOnHangup } from "./reload.js";
import { noSecrets, readSecretsFile, type Secrets, UnusableSecrets } from "./secrets-file.js";
import { makeVerifier, parseVerifier, scramSaltBytes } from "./wire/auth/scram-verifier.js";
import type { RemoteConnection } from "./wire/remote/remote-databases.js";
import { systemClock } from "./wire/clock.js";
import { type ClientAdmission, createPgServer, type PgServer } from "./wire/server.js";
import { checkSetting } from "./wire/session/setting-check.js";
import { UnusableCertificate } from "./wire/tls/certificate.js";
import { CertificateWatch } from "./wire/tls/certificate-watch.js";

export { installExtensions } from "./engine/httpfs/extension-files.js";

/** Clients read features off the version: ours are PostgreSQL 15's. */
const postgresVersion = "15.8";

export interface Launch extends LoadedConfig {
  /** Reads the configuration again. */
  readonly load: () => LoadedConfig;
  /** Sluice's own. */
  readonly version: string;
}

/** Answers clients until SIGTERM or SIGINT. Rejects when it cannot start. */
export async function serve(launch: Launch, io: Io): Promise<void> {
  const { config } = launch;
  const log = createLogger(config.log);
  const progress = new Progress(io.stdout);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const folders = await realFolders(config);
  const { dataDir } = folders;
  const unlock = await lockFolder(dataDir);
  try {
    const gateway = await openGateway({ ...launch, config: { ...config, ...folders } }, log, progress);
    try {
      const { host, port } = await gateway.server.listen();
      // See bin/sluice.cjs.
      setFlagsFromString("--semi-space-growth-factor=2");
      const place = gateway.passwordFile === undefined ? "" : ` (password: ${gateway.passwordFile})`;
      progress.line(
        `sluice ready: postgresql://${administratorName}@${hostInUrl(host)}:${port}/${config.database}${place}`,
      );
      log.info({ host, port, version: launch.version }, "ready");
      if (config.systemCatalog.boot === "start") gateway.bootSystemCatalog();
      let { shutdownGraceMs } = config;
      const ignoreHangup = reloadOnHangup(config, {
        load: launch.load,
        apply: (changed) => {
          log.level = changed.log.level;
          shutdownGraceMs = changed.shutdownGraceMs;
          gateway.server.admit(admissionOf(changed));
        },
        reloadCertificate: () => gateway.server.reloadTls(),
        log,
      });
      log.info({ signal: await stopSignal() }, "stopping");
      ignoreHangup();
      await gateway.server.close(shutdownGraceMs);
    } finally {
      await gateway.close();
    }
  } finally {
    unlock();
  }
}

/** DuckDB's sandbox compares paths as they are written, so all are written in one way: without symbolic links. */
async function realFolders(config: Config): Promise<Pick<Config, "dataDir" | "ingestRoots" | "bucketRoots">> {
  const real = async (key: string, folders: readonly string[]): Promise<string[]> =>
    Promise.all(
      folders.map((folder) =>
        realpath(folder).catch((thrown: unknown) => {
          throw new ConfigError([`${key}: got ${JSON.stringify(folder)}, which cannot be opened (${String(thrown)})`]);
        }),
      ),
    );
  const [dataDir = config.dataDir] = await real("data_dir", [config.dataDir]);
  return {
    dataDir,
    ingestRoots: await real("ingest_roots", config.ingestRoots),
    bucketRoots: await real("bucket_roots", config.bucketRoots),
  };
}

interface Gateway {
  readonly server: PgServer;
  /** Where the administrator's password is; absent when that file does not have it. */
  readonly passwordFile: string | undefined;
  /** In the background. */
  bootSystemCatalog(): void;
  close(): Promise<void>;
}

async function openGateway(launch: Launch, log: Logger, progress: Progress): Promise<Gateway> {
  const { config } = launch;
  const warn = (message: string, cause?: unknown): void => log.warn(cause === undefined ? {} : { err: cause }, message);
  const certificates = await openCertificates(config, log);
  const secrets = openSecrets(config);
  await sweepTemporaryFolders(config.dataDir);
  const bucketErrors = new BucketErrors(() => new Date());
  const bucketStores = new BucketStores(
    { environment: launch.environment, secrets: secrets.s3Credentials },
    bucketErrors,
  );
  const home = homeOf(config);
  const store = await bucketStores.openPromptly(home.catalog, config.catalog.staleMsMax);
  const catalog = await openCatalog({ store, clock: () => new Date(), randomId: randomUUID, warn });
  const freshness = new Freshness({ catalog, ...config.catalog, now: () => performance.now(), warn });
  const serverVersion = `${postgresVersion} (Sluice ${launch.version})`;
  const cache = await ObjectCache.open({ folder: cacheFolderOf(config), bytesMax: config.cache.bytesMax, warn });
  const remote = (bucket: S3Bucket) => bucketStores.remote(bucket);
  const copies = new RescuingCopies({
    copies: new CachedCopies(cache, remote),
    bucketNamed: (name) => catalog.snapshot.buckets.get(name),
    remote,
    onRescued: (...what) => bucketErrors.rescued(...what),
    onFailed: (...what) => bucketErrors.failed(...what),
  });
  const extension = config.extensionsDir === undefined ? undefined : await findHttpfs(config.extensionsDir);
  const engine = await openEngine({
    catalog,
    sandbox: {
      folders: sandboxFolders(config, catalog),
      temporaryFolder: path.join(config.dataDir, "spill"),
      memoryLimit: `${Math.floor(config.engine.memoryBytesMax / 2 ** 20)}MiB`,
      threads: config.engine.threads,
    },
    serverVersion,
    assertFresh: () => freshness.assertFresh(),
    warn,
    workFolder: temporaryRootOf(config.dataDir),
    hashKeys: secrets.hashKeys,
    copies,
    systemCatalog: { cacheFolder: path.join(cacheFolderOf(config), "system-catalog"), database: config.database },
    httpfs:
      extension === undefined
        ? undefined
        : {
            extension,
            remote,
            credentials: (bucket) => bucketStores.credentials(bucket),
            cacheBytesMax: config.cache.bytesMax,
          },
  });
  await loadModule();
  const auditLog = new AuditLog({
    store,
    ...config.audit,
    level: config.audit.statements,
    id: randomUUID(),
    warn,
  });
  const server = createPgServer({
    engine,
    audit: auditLog,
    database: config.database,
    serverVersion,
    ...config.pg,
    certificates,
    admission: admissionOf(config),
    log,
    mockSecret: await mockSecret(store),
  });
  const passwordFile = await extend(engine, server, {
    launch,
    secrets,
    catalog,
    auditLog,
    progress,
    warn,
    copies,
    bucketStores,
    bucketErrors,
    home,
  });
  return {
    server,
    passwordFile,
    bootSystemCatalog: () => engine.bootSystemCatalog(),
    close: async () => {
      freshness.stop();
      await auditLog.close();
      engine.close();
      await bucketStores.close();
      await cache.close();
    },
  };
}

function admissionOf({ hba, tls }: Config): ClientAdmission {
  return { hba, allowsPlain: allowsPlain[tls.allowPlain] };
}

/** Undefined where none is configured. One that cannot serve stops the start, before anything else is touched. */
async function openCertificates({ tls }: Config, log: Logger): Promise<CertificateWatch | undefined> {
  const { files, minVersion } = tls;
  if (files === undefined) return undefined;
  try {
    return await CertificateWatch.open({ files, minVersion, clock: systemClock, log });
  } catch (thrown) {
    if (thrown instanceof UnusableCertificate) {
      const key = thrown.file === "clientAuthorities" ? "client_ca" : thrown.file;
      throw new ConfigError([`tls.${key}: ${thrown.message}`]);
    }
    throw thrown;
  }
}

/** None where no file is configured. One that others can read stops the start. */
function openSecrets({ secretsFile }: Config): Secrets {
  if (secretsFile === undefined) return noSecrets;
  try {
    return readSecretsFile(secretsFile);
  } catch (thrown) {
    if (thrown instanceof UnusableSecrets) throw new ConfigError([`secrets_file: ${thrown.message}`]);
    throw thrown;
  }
}

/** A password that the secrets file has counts more than one of the config file, and that more than the URL's. */
function remoteConnections(
  { databases = {} }: Config,
  { databasePasswords }: Secrets,
): ReadonlyMap<string, RemoteConnection> {
  return new Map(
    Object.entries(databases).map(([name, { url, password }]) => [
      name,
      { url, password: databasePasswords.get(name) ?? password },
    ]),
  );
}

function homeOf({ dataDir, catalog }: Config): CatalogHome {
  try {
    return catalogHome(dataDir, catalog.location);
  } catch (thrown) {
    if (thrown instanceof PgError) throw new ConfigError([`catalog.location: ${thrown.message}`]);
    throw thrown;
  }
}

/** Whether a client at an address may come in without TLS; a client without an address has just left. */
const allowsPlain = {
  any: () => true,
  none: () => false,
  loopback: (address) => address !== undefined && isLoopback(address),
} as const satisfies Record<PlainAllowance, (address: string | undefined) => boolean>;

/** Hands administration to the engine, and the administrator a password. Resolves with the file that has it. */
async function extend(
  engine: RunningEngine,
  server: PgServer,
  parts: {
    readonly launch: Launch;
    readonly secrets: Secrets;
    readonly catalog: Catalog;
    readonly auditLog: AuditLog;
    readonly progress: Progress;
    readonly warn: (message: string, cause?: unknown) => void;
    readonly copies: RemoteCopies;
    readonly bucketStores: BucketStores;
    readonly bucketErrors: BucketErrors;
    readonly home: CatalogHome;
  },
): Promise<string | undefined> {
  const { catalog, auditLog, progress, warn, copies, bucketStores, bucketErrors, home } = parts;
  const { config, origins } = parts.launch;
  const staging = {
    catalog,
    parquetFiles: engine.parquetFiles,
    bucketStore: (bucket: Bucket) => bucketStores.open(bucket),
    remoteObjects: (bucket: S3Bucket) => bucketStores.remote(bucket),
    copies,
    dataDir: config.dataDir,
    randomId: randomUUID,
    warn,
  };
  const passwords = { makeVerifier: newVerifier, isVerifier: (text: string) => parseVerifier(text) !== undefined };
  engine.extend({
    procedures: administrationProcedures({
      ...staging,
      bucketRoots: bucketRoots(config),
      catalogBucket: home.catalog,
      bucketErrors,
      ingestRoots: config.ingestRoots,
      databases: databasesOf(remoteConnections(config, parts.secrets)),
      privateFolders: [path.join(config.dataDir, "catalog"), cacheFolderOf(config)],
      rowRules: engine.rowRules,
      erasure: engine.erasure,
      results: engine.results,
      explainer: engine.explainer,
      auditLog,
      staleMsMax: config.catalog.staleMsMax,
      now: () => new Date(),
    }),
    intake: intake(staging),
    administration: administrationHandler({ catalog, passwords, checkSetting, rowRules: engine.rowRules }),
    deeds: server.deeds,
    systemRelations: [
      ...systemRelations({
        catalog,
        rowRules: engine.rowRules,
        results: engine.results,
        bucketErrors,
        auditLog,
        settings: settingsOf(config).map((setting) => ({ ...setting, source: origins.get(setting.name) ?? "default" })),
      }),
      server.sessionsRelation,
      server.loginsRelation,
    ],
  });
  const isNew = catalog.snapshot.version === 0;
  const password = await findAdminPassword(config.dataDir, config.adminPassword, isNew);
  if (password === undefined) return undefined;
  if (isNew) await makeFirstState(staging, { config, progress, home, password });
  const isValid = await isPasswordOf(catalog, password.password);
  if (password.kind === "kept") return isValid ? password.file : undefined;
  if (!isValid) await setPassword(catalog, await newVerifier(password.password));
  return undefined;
}

async function makeFirstState(
  staging: StagingParts,
  parts: {
    readonly config: Config;
    readonly progress: Progress;
    readonly home: CatalogHome;
    readonly password: AdminPassword;
  },
): Promise<void> {
  const { config, progress, home, password } = parts;
  const task = progress.begin("loading the demo datasets");
  try {
    const outcome = await createFirstState(staging, {
      verifier: await newVerifier(password.password),
      isDemoWanted: config.demo,
      bucketOf: home.bucketOf,
      signal: new AbortController().signal,
    });
    // Whoever makes the demo datasets leaves 100 MB behind, which V8 would be in no hurry to look through.
    if (outcome === "created") freeAll();
  } finally {
    task.end();
  }
}

/** Rows of every bucket may lie there: closed to others. */
function cacheFolderOf({ dataDir }: Config): string {
  return path.join(dataDir, "cache");
}

/** All that DuckDB may touch. Not the catalog, nor the password: their folders are no buckets. */
function sandboxFolders(config: Config, catalog: Catalog): readonly string[] {
  return [
    temporaryRootOf(config.dataDir),
    cacheFolderOf(config),
    ...["primary", "testing"].map((name) => path.join(config.dataDir, name)),
    ...bucketRoots(config),
    ...config.ingestRoots,
    ...[...catalog.snapshot.buckets.values()].flatMap((bucket) => (bucket.kind === "local" ? [bucket.root] : [])),
  ];
}

function bucketRoots(config: Config): readonly [string, ...string[]] {
  return [path.join(config.dataDir, "buckets"), ...config.bucketRoots];
}

/** PERF: the driver takes 10 MB. Who reads from no other server shall not pay for it. */
function databasesOf(connections: ReadonlyMap<string, RemoteConnection>): RemoteDatabases {
  return {
    query: async (order, use) => {
      const { PgDatabases } = await import("./wire/remote/remote-databases.js");
      return new PgDatabases(connections).query(order, use);
    },
  };
}

function newVerifier(password: string): Promise<string> {
  return makeVerifier(password, randomBytes(scramSaltBytes));
}

async function isPasswordOf(catalog: Catalog, password: string): Promise<boolean> {
  const verifier = catalog.snapshot.roles.get(administratorName)?.verifier;
  const parsed = verifier === undefined ? undefined : parseVerifier(verifier);
  if (parsed === undefined) return false;
  return (await makeVerifier(password, parsed.salt, parsed.iterations)) === verifier;
}

async function setPassword(catalog: Catalog, verifier: string): Promise<void> {
  await catalog.commit({ actor: "start", reason: "the configuration has another password" }, (snapshot) => {
    const role = snapshot.roles.get(administratorName);
    return role === undefined ? [] : [{ kind: "roleAltered", role: { ...role, verifier } }];
  });
}

/** Makes log-ins of unknown roles look like others, the same on every gateway of a catalog. */
async function mockSecret(store: ObjectStore): Promise<Buffer> {
  const key = "secrets/mock-scram";
  await store.putIfAbsent(key, randomBytes(32));
  const stored = await store.get(key);
  if (stored === undefined) throw new Error(`${key} is not where it was written`);
  return stored.body;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
