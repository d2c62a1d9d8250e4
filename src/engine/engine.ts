// The engine: takes statements of every kind, and hands each to what runs it.
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { type Catalog, isMemberOf } from "../catalog/api.js";
import { FeatureNotSupported, PgError } from "../errors.js";
import { limits } from "../limits.js";
import { type AdministrationCommand, tagOf } from "./administration-command.js";
import { type AccessExplainer, accessExplainer } from "./access-explainer.js";
import { Admission } from "./admission.js";
import type { Engine, PreparedStatement } from "./api.js";
import { oneBatch, prepareCall } from "./call-statement.js";
import { ConnectionPool } from "./duckdb/connection-pool.js";
import { Explainer } from "./explain/explainer.js";
import { StandIns } from "./explain/stand-ins.js";
import { ExclusiveWork } from "./duckdb/exclusive-work.js";
import { inOneThread } from "./duckdb/one-thread.js";
import { Dialect } from "./duckdb/install-dialect.js";
import { registerDeeds, type SessionDeeds } from "./duckdb/register-deeds.js";
import { openSandbox, type SandboxOptions } from "./duckdb/sandbox.js";
import { DuckDBParquetFiles } from "./ingest/duckdb-parquet-files.js";
import type { ParquetFiles } from "./ingest/parquet-files.js";
import type { Intake } from "./intake.js";
import { loginRoleOf } from "./login-role.js";
import { Planner } from "./plan.js";
import type { AdministrationHandler, Procedure, SystemRelation } from "./procedure.js";
import { withoutPostgresTypes } from "./translated-plan.js";
import { prepareQuery } from "./query-statement.js";
import { BucketReaders } from "./httpfs/bucket-readers.js";
import { HttpfsReader, type HttpfsParts, sandboxPrefixes } from "./httpfs/httpfs-reader.js";
import { DatasetObjects, noCopies, type RemoteCopies } from "./relations/dataset-objects.js";
import { ObjectPruning } from "./relations/object-pruning.js";
import { Relations } from "./relations/relations.js";
import { SystemRows } from "./relations/system-rows.js";
import { KeptResults } from "./results/kept-results.js";
import { ResultStore } from "./results/result-store.js";
import type { Results } from "./results/results.js";
import { RunningReads } from "./running-reads.js";
import { pin } from "./snapshot-pin.js";
import { dialectParts } from "./sql/dialect/functions.js";
import { duckDBText } from "./sql/duckdb-text.js";
import { StatementParser } from "./sql/parse.js";
import { selectTree } from "./sql/select-tree.js";
import { SystemAnswers } from "./system-catalog/system-answers.js";
import type { Erasure } from "./tombstones/erasure.js";
import { type HiddenRowBounds, HiddenRows } from "./tombstones/hidden-rows.js";
import { KeyResolver } from "./tombstones/key-resolver.js";
import { Ledgers } from "./tombstones/ledgers.js";
import { tombstoneRelations } from "./tombstones/listing.js";
import { QueryText } from "./tombstones/query-text.js";
import { SideFileCopies } from "./tombstones/side-file-copies.js";
import { DuckDBRowRules } from "./views/duckdb-row-rules.js";
import { GovernedRelations } from "./views/governed-relations.js";
import type { RowRules } from "./views/row-rules.js";

export interface EngineOptions {
  readonly catalog: Catalog;
  readonly sandbox: SandboxOptions;
  /** What `version()` says after `PostgreSQL `. */
  readonly serverVersion: string;
  /** Throws when the catalog's state may be too old to answer data from. */
  readonly assertFresh: () => void;
  readonly warn: (message: string, cause: unknown) => void;
  /** One of the sandbox's folders, for what passes through: side files of the catalog, read and written. */
  readonly workFolder: string;
  /** Of objects in buckets that DuckDB cannot read. Absent: there are none. */
  readonly copies?: RemoteCopies;
  /** DuckDB's own reader of buckets on S3. */
  readonly httpfs?:
    | (Pick<HttpfsParts, "credentials" | "remote"> & { readonly extension: string; readonly cacheBytesMax: number })
    | undefined;
  /** Absent: those of limits.ts. */
  readonly hiddenRowBounds?: HiddenRowBounds;
  /** Of a file that is written; absent: that of limits.ts. */
  readonly objectBytesMax?: number;
  /** Where PostgreSQL's system catalog is kept ready to boot, and as which database it is known. Absent: there is none. */
  readonly systemCatalog?: { readonly cacheFolder: string; readonly database: string };
  /** For views that hash with a key, by name. */
  readonly hashKeys: ReadonlyMap<string, Uint8Array>;
}

/** What others hand in, once they exist: they may need the engine themselves. */
export interface EngineExtensions {
  readonly procedures: readonly Procedure[];
  readonly administration: AdministrationHandler;
  readonly intake: Intake;
  readonly systemRelations: readonly SystemRelation[];
  readonly deeds: SessionDeeds;
}

export interface RunningEngine extends Engine {
  readonly parquetFiles: ParquetFiles;
  readonly rowRules: RowRules;
  readonly erasure: Erasure;
  readonly results: Results;
  readonly explainer: AccessExplainer;
  /** In the background, before anybody asks for it. */
  bootSystemCatalog(): void;
  /** To be called once, before the first statement. */
  extend(extensions: EngineExtensions): void;
  /** Nothing may run any more. */
  close(): void;
}

export async function openEngine(options: EngineOptions): Promise<RunningEngine> {
  const { catalog } = options;
  const systemRelations = new Map<string, SystemRelation>();
  const systemRows = new SystemRows((name) => systemRelations.get(name) ?? system?.knownRelations.get(name));
  let deeds: SessionDeeds | undefined;
  const { httpfs } = options;
  const servers = [...catalog.snapshot.buckets.values()].filter((bucket) => bucket.kind === "s3");
  const sandboxed = httpfs && { extension: httpfs.extension, prefixes: sandboxPrefixes(servers) };
  let dialect: Dialect | undefined;
  const openDatabase = async (): Promise<duckdb.Database> => {
    const database = await openSandbox({ ...options.sandbox, httpfs: sandboxed });
    const connection = await duckdb.connect(database);
    systemRows.register(connection);
    registerDeeds(connection, () => {
      if (deeds === undefined) throw new Error("the engine was not extended");
      return deeds;
    });
    dialect = await Dialect.install(connection, dialectParts, dialect);
    return database;
  };
  const pool = new ConnectionPool(await openDatabase(), () => {
    options.warn("DuckDB has failed and is opened anew", undefined);
    relations.forget();
    return openDatabase();
  });
  const parser = await StatementParser.load(async (sql) => {
    try {
      await selectTree(pool, duckDBText(sql).sql);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof PgError) return thrown;
      throw thrown;
    }
  });
  const procedures = new Map<string, Procedure>();
  let administration: AdministrationHandler | undefined;
  let intake: Intake | undefined;
  const relations = new Relations(pool, {
    unusedMax: limits.internalRelationsMax,
    bytesMax: limits.hiddenRowTableBytesMax,
    warn: options.warn,
  });
  const admission = new Admission();
  const copies = new SideFileCopies(catalog.store, options.workFolder);
  const cache = options.copies ?? noCopies;
  const readers = new BucketReaders({
    cache,
    httpfs: httpfs && new HttpfsReader({ ...httpfs, pool, buckets: servers }),
    cacheBytesMax: httpfs?.cacheBytesMax ?? 0,
  });
  const objects = new DatasetObjects(readers);
  const ledgers = new Ledgers({ pool, copies, objects, warn: options.warn });
  const prepareDialect = async (sql: string): Promise<void> => dialect?.prepareFor(sql);
  const governed = new GovernedRelations(
    { pool, prepareDialect },
    options.hashKeys,
    new HiddenRows(ledgers, options.hiddenRowBounds),
  );
  const work = new ExclusiveWork(pool, admission);
  const engineRelations = tombstoneRelations(ledgers);
  const planner = new Planner({
    prepareDialect,
    pool,
    relations,
    systemRows,
    systemRelations,
    engineRelations: new Map(engineRelations.map((relation) => [relation.name, relation])),
    governed,
    objects,
    pruning: new ObjectPruning(pool, catalog.store),
    serverVersion: options.serverVersion,
    admission,
  });
  const standIns = new StandIns(
    { temporaryFolder: path.join(options.sandbox.temporaryFolder, "stand-ins") },
    dialectParts,
  );
  const queryParts = {
    catalog,
    assertFresh: options.assertFresh,
    pool,
    relations,
    systemRows,
    systemRelations,
    catalogRelations: () => system?.knownRelations ?? noRelations,
    admission,
    warn: (message: string) => options.warn(message, undefined),
    planner,
    explainer: new Explainer(standIns, admission),
    reads: new RunningReads(catalog),
    store: new ResultStore({
      folder: options.workFolder,
      memoryBytesMax: limits.keptRowsMemoryBytesMax,
      fileBytesMax: limits.keptRowsFileBytesMax,
    }),
  };
  const queryText = new QueryText({ ...queryParts, parser });
  const system: SystemAnswers | undefined =
    options.systemCatalog &&
    new SystemAnswers({
      ...queryParts,
      sessions: () => systemRelations.get("sessions"),
      cacheFolder: options.systemCatalog.cacheFolder,
      options: {
        database: options.systemCatalog.database,
        serverVersion: options.serverVersion,
        startedAt: new Date(performance.timeOrigin),
        systemRelations: () => [...systemRelations.values(), ...engineRelations],
        warn: options.warn,
      },
    });

  return {
    parse: (script) => parser.parse(script),
    prepare: async (statement, context, givenTypes, signal) => {
      switch (statement.kind) {
        case "query":
          if (system === undefined || statement.system === undefined) {
            return prepareQuery(queryParts, statement.sql, context, givenTypes, { signal });
          }
          return system.isAlone(statement.system, context)
            ? system.prepare({ sql: statement.sql, system: statement.system }, context, givenTypes, signal)
            : prepareQuery(queryParts, statement.sql, context, givenTypes, {
                signal,
                catalogRelations: await system.relations(context, signal),
              });
        case "call":
          return prepareCall({ catalog, procedures }, statement.call, withoutPostgresTypes(givenTypes), context);
        case "administration":
          if (administration === undefined) throw new Error("the engine was not extended");
          return prepareAdministration(administration, statement.command);
        case "refused":
          throw statement.error;
        case "unsupported":
          throw new FeatureNotSupported(statement.message);
        case "session":
          throw new Error("session commands stay in the session");
      }
    },
    takeRows: (order) => {
      if (intake === undefined) throw new Error("the engine was not extended");
      return intake(order);
    },
    pinSnapshot: () => pin(catalog.snapshot),
    findRole: (name) => {
      const role = catalog.snapshot.roles.get(name);
      return role === undefined ? undefined : loginRoleOf(catalog.snapshot, role);
    },
    mayBecome: (name, other) => isMemberOf(catalog.snapshot, name, other),
    watchRoles: (listener) => {
      let known = catalog.snapshot.roles;
      return catalog.subscribe(({ roles }) => {
        if (roles === known) return;
        known = roles;
        listener();
      });
    },
    parquetFiles: new DuckDBParquetFiles(work, inOneThread(options.sandbox), options.objectBytesMax),
    erasure: new KeyResolver({ catalog, work, ledgers, copies, queryText, objects }),
    results: new KeptResults({ ...queryParts, parser }),
    explainer: accessExplainer({ catalog, parser, planner, objects }),
    rowRules: new DuckDBRowRules(governed, options.hashKeys),
    bootSystemCatalog: () => system?.boot(),
    extend: (extensions) => {
      for (const procedure of extensions.procedures) procedures.set(procedure.name, procedure);
      for (const relation of extensions.systemRelations) systemRelations.set(relation.name, relation);
      administration = extensions.administration;
      intake = extensions.intake;
      deeds = extensions.deeds;
    },
    close: () => {
      void system?.close();
      standIns.close();
      pool.close();
      duckdb.close_sync(pool.database);
    },
  };
}

const noRelations: ReadonlyMap<string, SystemRelation> = new Map();

function prepareAdministration(handler: AdministrationHandler, command: AdministrationCommand): PreparedStatement {
  return {
    parameterTypes: [],
    columns: undefined,
    changesCatalog: true,
    execute: async (_parameters, context, options) => {
      options.signal.throwIfAborted();
      const notices = await handler(command, context);
      return { columns: undefined, batches: oneBatch<never>(undefined), tag: () => tagOf(command), notices };
    },
  };
}
