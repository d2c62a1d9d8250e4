// A small lake in a temporary folder: a real catalog, a real engine, datasets made by SQL.
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Catalog, type CatalogEvent, type Dataset, objectUrl } from "../../src/catalog/api.js";
import { openCatalog } from "../../src/catalog/catalog.js";
import { openLocalFolder } from "../../src/catalog/store/local-folder.js";
import type {
  ExecuteOptions,
  ParameterValue,
  Notice,
  RemoteCopies,
  SessionDeeds,
  Statement,
  StatementContext,
} from "../../src/engine/api.js";
import { openEngine, type RunningEngine } from "../../src/engine/engine.js";
import type { Procedure, SystemRelation } from "../../src/engine/procedure.js";
import type { HiddenRowBounds } from "../../src/engine/tombstones/hidden-rows.js";
import { textOf } from "./values.js";

export interface Lake {
  readonly folder: string;
  readonly catalog: Catalog;
  readonly engine: RunningEngine;
  /** Makes a dataset of a SELECT; `part` is a folder of its own inside that of its name. */
  add(dataset: string, sql: string, bucket?: string, part?: string): Promise<void>;
  /** Adds an object to a dataset. */
  append(dataset: string, sql: string): Promise<void>;
  replace(dataset: string, sql: string): Promise<void>;
  /** Closes it and leaves its files. */
  shut(): void;
  commit(...events: readonly CatalogEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** No sessions are here. */
export const noDeeds: SessionDeeds = {
  cancelBackend: () => false,
  terminateBackend: () => false,
  currentSetting: () => undefined,
  setConfig: () => "",
};

export async function openLake(
  extensions: {
    systemRelations?: SystemRelation[];
    procedures?: Procedure[];
    hashKeys?: ReadonlyMap<string, Uint8Array>;
    hiddenRowBounds?: HiddenRowBounds;
    memoryLimit?: string;
    objectBytesMax?: number;
    copies?: RemoteCopies;
    /** Of a lake that was closed but for its files. */
    folder?: string;
  } = {},
): Promise<Lake> {
  const folder = extensions.folder ?? (await mkdtemp(path.join(tmpdir(), "sluice-lake-")));
  const store = await openLocalFolder(path.join(folder, "catalog"), { isMadeIfMissing: true });
  const catalog = await openCatalog({
    store,
    clock: () => new Date(),
    randomId: randomUUID,
    warn: (message) => {
      throw new Error(message);
    },
  });
  const engine = await openEngine({
    catalog,
    sandbox: {
      folders: [path.join(folder, "primary"), path.join(folder, "testing"), path.join(folder, "tmp")],
      temporaryFolder: path.join(folder, "spill"),
      memoryLimit: extensions.memoryLimit ?? "1GiB",
      threads: 2,
    },
    serverVersion: "15.0 (Sluice test)",
    assertFresh: () => undefined,
    warn: () => undefined,
    workFolder: path.join(folder, "tmp"),
    hashKeys: extensions.hashKeys ?? new Map(),
    ...(extensions.hiddenRowBounds === undefined ? {} : { hiddenRowBounds: extensions.hiddenRowBounds }),
    ...(extensions.copies === undefined ? {} : { copies: extensions.copies }),
    ...(extensions.objectBytesMax === undefined ? {} : { objectBytesMax: extensions.objectBytesMax }),
  });
  engine.extend({
    procedures: extensions.procedures ?? [],
    systemRelations: extensions.systemRelations ?? [],
    deeds: noDeeds,
    administration: () => Promise.resolve([]),
    intake: () => Promise.reject(new Error("no rows come in here")),
  });
  const commit = async (...events: readonly CatalogEvent[]): Promise<void> => {
    await catalog.commit({ actor: "test" }, () => events);
  };
  if (extensions.folder === undefined) {
    for (const name of ["primary", "testing"]) {
      await mkdir(path.join(folder, name));
      await commit({ kind: "bucketCreated", bucket: { name, kind: "local", root: path.join(folder, name) } });
    }
    await commit({ kind: "roleCreated", role: { name: "admin", isSuperuser: true, canLogin: true } });
  }
  const write = async (
    dataset: string,
    sql: string,
    bucket: string,
    part = "",
  ): Promise<Pick<Dataset, "columns" | "objects">> => {
    const target = path.join(folder, bucket, dataset, part);
    await mkdir(target, { recursive: true });
    const { signal } = new AbortController();
    const { columns, files } = await engine.parquetFiles.writeQuery({ sql, folder: target, signal });
    const objects = files.map((file) => ({
      url: objectUrl(bucket, path.posix.join(dataset, part, path.basename(file.path))),
      rows: file.rows,
      bytes: file.bytes,
    }));
    return { columns, objects };
  };
  return {
    folder,
    catalog,
    engine,
    commit,
    add: async (dataset, sql, bucket = "primary", part = "") => {
      const written = await write(dataset, sql, bucket, part);
      await commit({
        kind: "datasetCreated",
        dataset: { name: dataset, bucket, origin: "ingested", keyColumns: [], ...written },
      });
    },
    append: async (dataset, sql) => {
      const { objects } = await write(dataset, sql, "primary", randomUUID());
      await commit({ kind: "objectsAppended", dataset, objects });
    },
    replace: async (dataset, sql) => {
      const written = await write(dataset, sql, "primary", randomUUID());
      await commit({ kind: "datasetReplaced", dataset, keyColumns: [], ...written });
    },
    shut: () => engine.close(),
    close: async () => {
      engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function contextOf(role: string, more: Partial<StatementContext> = {}): StatementContext {
  return {
    sessionId: 4711,
    role,
    database: "lake",
    clientAddress: "127.0.0.1",
    timeZone: "UTC",
    snapshot: undefined,
    setting: (name) => (name === "datestyle" ? "ISO, MDY" : undefined),
    ...more,
  };
}

/** `SET sluice.dialect = 'duckdb'` */
export function inDuckDB(context: StatementContext): StatementContext {
  return { ...context, setting: (name) => (name === "sluice.dialect" ? "duckdb" : context.setting(name)) };
}

/** Runs a script's only statement and gives its cells as text. */
export async function query(
  lake: Lake,
  sql: string,
  options: {
    role?: string;
    parameters?: readonly ParameterValue[];
    context?: StatementContext;
  } & Partial<ExecuteOptions> = {},
): Promise<{
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  tag: string;
  notices: readonly Notice[];
}> {
  const context = options.context ?? contextOf(options.role ?? "admin");
  const statements = await lake.engine.parse(sql);
  if (statements.length !== 1) throw new Error(`${statements.length} statements`);
  const prepared = await lake.engine.prepare(statements[0] as Statement, context, []);
  const execution = await prepared.execute(options.parameters ?? [], context, {
    signal: options.signal ?? new AbortController().signal,
    ...(options.onState === undefined ? {} : { onState: options.onState }),
  });
  const rows: (string | null)[][] = [];
  for await (const batch of execution.batches) {
    for (let row = 0; row < batch.rowCount; row++) rows.push(batch.columns.map((column) => textOf(column, row)));
  }
  return {
    columns: (execution.columns ?? []).map((column) => column.name),
    rows,
    tag: execution.tag(rows.length),
    notices: execution.notices,
  };
}
