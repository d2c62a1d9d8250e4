// A data folder, a real catalog in memory, and a stand-in for DuckDB: what the tests of administration begin with.
import { BucketErrors } from "../../../src/catalog/store/bucket-errors.js";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type ProcedureParts, administrationProcedures } from "../../../src/admin/procedures.js";
import type {
  Bucket,
  Catalog,
  CatalogEvent,
  Column,
  LocalBucket,
  ObjectStore,
  Snapshot,
} from "../../../src/catalog/api.js";
import { openCatalog } from "../../../src/catalog/catalog.js";
import { openLocalFolder } from "../../../src/catalog/store/local-folder.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import type {
  Erasure,
  ArgumentValue,
  Notice,
  ParquetFiles,
  ProcedureResult,
  RowRules,
  StatementContext,
  WrittenFile,
} from "../../../src/engine/api.js";
import { noCopies } from "../../../src/engine/relations/dataset-objects.js";
import { PgError } from "../../../src/errors.js";

export interface Fixture {
  readonly dataDir: string;
  /** A folder that operators may load from. */
  readonly inbox: string;
  /** A folder that nobody may load from. */
  readonly elsewhere: string;
  readonly catalog: Catalog;
  readonly parts: ProcedureParts;
  readonly warnings: readonly string[];
  /** Calls a procedure as `sluice`, a superuser. */
  call(name: string, given: Readonly<Record<string, ArgumentValue>>, caller?: Caller): Promise<ProcedureResult>;
  commit(...events: readonly CatalogEvent[]): Promise<Snapshot>;
}

interface Caller {
  readonly role?: string;
  readonly isSuperuser?: boolean;
  readonly signal?: AbortSignal;
}

const noErasure: Erasure = {
  resolveKeys: () => Promise.reject(new Error("no erasure here")),
  locateKey: () => Promise.reject(new Error("no erasure here")),
};

let ids = 0;

const noResults: ProcedureParts["results"] = {
  keep: () => Promise.reject(new Error("no results here")),
  columns: () => [],
  page: () => Promise.reject(new Error("no results here")),
  close: () => Promise.resolve(),
  list: () => [],
};

export async function openFixture(
  change: (parts: ProcedureParts) => Partial<ProcedureParts> = () => ({}),
): Promise<Fixture> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "sluice-admin-")));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const [dataDir, inbox, elsewhere] = [join(base, "data"), join(base, "inbox"), join(base, "elsewhere")];
  for (const folder of [dataDir, inbox, elsewhere, join(dataDir, "_catalog")]) await mkdir(folder, { recursive: true });
  const warnings: string[] = [];
  const catalog = await openCatalog({
    store: new MemoryStore(),
    clock: () => new Date("2026-01-02T03:04:05.678Z"),
    randomId: () => `commit-${(ids += 1)}`,
    warn: (message) => void warnings.push(message),
  });
  const plain: ProcedureParts = {
    catalog,
    dataDir,
    parquetFiles: new FakeParquetFiles(),
    bucketStore,
    remoteObjects: (bucket) => {
      throw new Error(`bucket ${bucket.name} is nowhere`);
    },
    copies: noCopies,
    rowRules: fakeRowRules,
    erasure: noErasure,
    results: noResults,
    explainer: { explain: () => Promise.reject(new Error("nothing is explained here")) },
    auditLog: { read: async function* () {} },
    staleMsMax: 10_000,
    now: () => new Date("2026-01-02T03:04:05.678Z"),
    ingestRoots: [inbox],
    bucketRoots: [join(dataDir, "buckets")],
    privateFolders: [join(dataDir, "_catalog")],
    bucketErrors: new BucketErrors(() => new Date("2026-01-02T03:04:05.678Z")),
    catalogBucket: { name: "catalog", kind: "local", root: join(dataDir, "_catalog") },
    databases: { query: () => Promise.reject(new Error("no other databases here")) },
    randomId: () => `random-${(ids += 1)}`,
    warn: (message) => void warnings.push(message),
  };
  const parts = { ...plain, ...change(plain) };
  await catalog.commit({ actor: "test" }, () => [
    { kind: "bucketCreated", bucket: bucketIn(dataDir, "primary") },
    { kind: "roleCreated", role: { name: "sluice", isSuperuser: true, canLogin: true } },
  ]);
  const procedures = administrationProcedures(parts);
  return {
    dataDir,
    inbox,
    elsewhere,
    catalog,
    parts,
    warnings,
    call: async (name, given, { role = "sluice", isSuperuser = role === "sluice", signal = never } = {}) => {
      const procedure = procedures.find((it) => it.name === name);
      if (procedure === undefined) throw new Error(`no procedure ${name}`);
      const context = contextOf(role);
      return procedure.run({
        arguments: new Map(Object.entries(given)),
        context,
        isSuperuser,
        notify: () => undefined,
        signal,
      });
    },
    commit: (...events) => catalog.commit({ actor: "test" }, () => events),
  };
}

/** Takes every view and policy as it is given. */
export const fakeRowRules: RowRules = {
  checkView: (_, view) => Promise.resolve({ ...view, rests: [] }),
  stateOf: (_, view) =>
    Promise.resolve({
      kind: "sound",
      columns: view.columns.map((name) => ({ name, type: "VARCHAR", isNullable: true })),
    }),
  checkPolicy: () => Promise.resolve(),
};

const never = new AbortController().signal;

export function contextOf(role: string): StatementContext {
  return {
    sessionId: 1,
    role,
    database: "lake",
    clientAddress: "192.0.2.7",
    timeZone: "UTC",
    snapshot: undefined,
    setting: () => undefined,
  };
}

export function bucketIn(dataDir: string, name: string): LocalBucket {
  return { name, kind: "local", root: join(dataDir, name) };
}

export async function bucketStore(bucket: Bucket): Promise<ObjectStore> {
  if (bucket.kind !== "local") throw new Error(`bucket ${bucket.name} is nowhere`);
  return openLocalFolder(bucket.root, { isMadeIfMissing: true });
}

export async function writeText(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

/** The files below a folder, without those that are not finished. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export async function refusalOf(work: Promise<unknown>): Promise<PgError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof PgError) return thrown;
    throw thrown;
  }
  throw new Error("it was not refused");
}

export function messagesOf(notices: readonly Notice[] | undefined): readonly string[] {
  return (notices ?? []).map((notice) => `${notice.severity}: ${notice.message}`);
}

/** Takes every file for text: a line of column names, then a line per row. All columns are VARCHAR. */
export class FakeParquetFiles implements ParquetFiles {
  writeRows(): never {
    throw new Error("no rows come in here");
  }

  typesOf(): never {
    throw new Error("no rows come in here");
  }

  async write(order: Parameters<ParquetFiles["write"]>[0]): ReturnType<ParquetFiles["write"]> {
    order.signal.throwIfAborted();
    const { columns, lines } = await read(order.source.paths);
    if (order.columns !== undefined && namesOf(order.columns) !== namesOf(columns)) {
      throw new PgError("42804", "the source has other columns");
    }
    if (lines.length === 0) return { columns, files: [] };
    const path = join(order.folder, "part-0.parquet");
    const file = await writeRows(path, columns, lines);
    return { columns, files: [file] };
  }

  async writeQuery(order: Parameters<ParquetFiles["writeQuery"]>[0]): ReturnType<ParquetFiles["writeQuery"]> {
    const names = [...order.sql.matchAll(/\bas ([a-z_]+)/gi)].map((match) => match[1] ?? "");
    const columns = [...new Set([...names, "candidate_id", "id", "name"])].map(columnOf);
    return { columns, files: [await writeRows(join(order.folder, "part-0.parquet"), columns, ["a row"])] };
  }

  async describe(paths: readonly string[]): ReturnType<ParquetFiles["describe"]> {
    const files: WrittenFile[] = [];
    for (const path of paths) {
      files.push({ path, rows: (await read([path])).lines.length, bytes: (await stat(path)).size });
    }
    return { columns: (await read(paths)).columns, files };
  }

  async columnBounds(path: string): ReturnType<ParquetFiles["columnBounds"]> {
    const { columns, lines } = await read([path]);
    return columns.map(({ name }) => ({ column: name, min: lines[0] ?? null, max: lines.at(-1) ?? null, nulls: 0 }));
  }
}

async function read(paths: readonly string[]): Promise<{ columns: readonly Column[]; lines: readonly string[] }> {
  const tables = await Promise.all(paths.map(async (path) => (await readFile(path, "utf8")).trim().split("\n")));
  const header = tables[0]?.[0];
  if (header === undefined || header === "") throw new PgError("22023", `"${basename(paths[0] ?? "")}" is empty`);
  return { columns: header.split(",").map(columnOf), lines: tables.flatMap((lines) => lines.slice(1)) };
}

async function writeRows(path: string, columns: readonly Column[], lines: readonly string[]): Promise<WrittenFile> {
  const text = [namesOf(columns), ...lines].join("\n");
  await writeFile(path, text);
  return { path, rows: lines.length, bytes: Buffer.byteLength(text) };
}

function columnOf(name: string): Column {
  return { name, type: "VARCHAR", isNullable: true };
}

function namesOf(columns: readonly Column[]): string {
  return columns.map((column) => column.name).join(",");
}
