// Finds the rows of keys: which there are, which are tombstoned already, and where they lie. Works on texts of keys in tables of DuckDB's,
// so that a million of them take no memory here.
import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Catalog, Dataset, KeyAct, KeyColumn, Snapshot, Tombstones } from "../../catalog/api.js";
import { FeatureNotSupported, InvalidParameterValue, PgError, UndefinedColumn, UndefinedTable } from "../../errors.js";
import type { PooledConnection } from "../duckdb/connection-pool.js";
import type { ExclusiveWork } from "../duckdb/exclusive-work.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import type { DataType } from "../data-type.js";
import type { DatasetObjects } from "../relations/dataset-objects.js";
import { readFilesSql } from "../relations/dataset-view.js";
import { internalSql } from "../relations/internal-relation.js";
import { columnNamed } from "../views/view-shapes.js";
import type { Erasure, KeyOutcome, KeyRequest, LocatedKey, ResolvedKeys } from "./erasure.js";
import { hasPlaces, hasPositions } from "./hidden-rows.js";
import { canBeKey, keyNames, keyValueSql } from "./key-values.js";
import type { Ledgers } from "./ledgers.js";
import type { QueryText } from "./query-text.js";
import type { SideFileCopies } from "./side-file-copies.js";

export interface KeyResolverParts {
  readonly catalog: Pick<Catalog, "snapshot">;
  readonly work: ExclusiveWork;
  readonly ledgers: Ledgers;
  readonly copies: SideFileCopies;
  readonly queryText: QueryText;
  readonly objects: DatasetObjects;
}

/** What a piece of work is about. */
interface Subject {
  readonly snapshot: Snapshot;
  readonly dataset: Dataset;
  readonly keyColumns: readonly KeyColumn[];
  readonly tombstones: Tombstones | undefined;
}

export class KeyResolver implements Erasure {
  readonly #parts: KeyResolverParts;

  constructor(parts: KeyResolverParts) {
    this.#parts = parts;
  }

  async resolveKeys(request: KeyRequest): Promise<ResolvedKeys> {
    const subject = subjectOf(this.#parts.catalog.snapshot, request);
    return this.#withSaid(subject, request.act, (said) =>
      this.#withKeys(subject, request, async (connection) => {
        await this.#judge(connection, subject, { act: request.act, said, signal: request.signal });
        const { outcomes, counts } = await outcomesOf(connection, request.keys.kind === "values");
        const isPlaced = request.act === "tombstone" && hasPositions(subject.dataset);
        return {
          keyColumns: subject.keyColumns,
          outcomes,
          counts,
          version: subject.snapshot.version,
          fileCount: subject.snapshot.tombstones.get(subject.dataset.name)?.files.length ?? 0,
          hasPlaces: isPlaced,
          ...(counts.changed === 0 ? {} : { file: await this.#write(connection, subject, isPlaced) }),
        };
      }),
    );
  }

  async locateKey(request: Parameters<Erasure["locateKey"]>[0]): Promise<LocatedKey> {
    const subject = subjectOf(this.#parts.catalog.snapshot, request);
    const keys = { kind: "values", rows: [request.key] } as const;
    const find = (act: "tombstone" | "release"): Promise<{ seq: number | undefined; places: LocatedKey["places"] }> =>
      this.#withSaid(subject, act, (said) =>
        this.#withKeys(subject, { ...request, keys }, async (connection) => {
          await this.#judge(connection, subject, { act, said, signal: request.signal });
          const [seq] = textsOf(await runOn(connection.raw, "SELECT seq::VARCHAR FROM judged WHERE seq IS NOT NULL"));
          if (!hasPlaces(subject.dataset)) return { seq: seq === undefined ? undefined : Number(seq), places: [] };
          const texts = textsOf(
            await runOn(
              connection.raw,
              "SELECT unnest([place::VARCHAR, row::VARCHAR]) FROM (SELECT place, row FROM places ORDER BY ALL)",
            ),
          );
          const places = Array.from({ length: texts.length / 2 }, (_, index) => ({
            url: subject.dataset.objects[Number(texts[2 * index])]?.url ?? "",
            row: Number(texts[2 * index + 1]),
          }));
          return { seq: seq === undefined ? undefined : Number(seq), places };
        }),
      );
    const { seq: tombstonedBy, places } = await find("tombstone");
    // By an act that looks for no rows: they are found already.
    const { seq: heldBy } = await find("release");
    return {
      ...(tombstonedBy === undefined ? {} : { tombstonedBy }),
      ...(heldBy === undefined ? {} : { heldBy }),
      places,
    };
  }

  /** Hands on a table of the keys that are tombstoned, or held; undefined: none is. */
  async #withSaid<T>(
    { dataset, tombstones }: Subject,
    act: KeyAct,
    use: (said: string | undefined) => Promise<T>,
  ): Promise<T> {
    if (tombstones === undefined) return use(undefined);
    const ledger = this.#parts.ledgers.ledgerOf(dataset.name, tombstones);
    const table = internalSql(`said ${randomUUID()}`);
    const what = act === "tombstone" || act === "untombstone" ? "tombstone" : "hold";
    const run = (sql: string): Promise<void> =>
      ledger.read(tombstones, async (connection) => void (await runOn(connection.raw, sql)));
    await run(`CREATE TABLE ${table} AS ${ledger.keysSql(tombstones, what)}`);
    try {
      return await use(table);
    } finally {
      await run(`DROP TABLE IF EXISTS ${table}`);
    }
  }

  /** Hands on a connection with the asked keys in `asked`: `n`, and each column's text. */
  async #withKeys<T>(
    { keyColumns }: Subject,
    { keys, context, signal }: Omit<KeyRequest, "act" | "dataset" | "keyColumns">,
    use: (connection: PooledConnection) => Promise<T>,
  ): Promise<T> {
    const texts = keyColumns.map((_, index) => `t${index}`);
    const run = (source: string, parameters: Parameters<typeof runOn>[2] = []): Promise<T> =>
      // Somebody waits to be forgotten: not behind eight reports. A query may itself be one.
      this.#parts.work.run({ signal, isUrgent: keys.kind === "values" }, async (connection) => {
        try {
          await connection.useTimeZone(context.timeZone);
          await runOn(connection.raw, `CREATE OR REPLACE TEMP TABLE asked AS ${source}`, parameters);
          return await use(connection);
        } finally {
          for (const table of ["asked", "judged", "places"])
            await runOn(connection.raw, `DROP TABLE IF EXISTS temp.${table}`);
        }
      });
    if (keys.kind === "values") {
      const lists = texts.map((text, index) => `unnest($${index + 1}::VARCHAR[]) AS ${text}`);
      const parameters = texts.map((_, index) => ({
        type: textList,
        value: keys.rows.map((row) => row[index] ?? null),
      }));
      return run(`SELECT generate_subscripts($1::VARCHAR[], 1) AS n, ${lists.join(", ")}`, parameters);
    }
    return this.#parts.queryText.use({ sql: keys.sql, context, signal, columnCount: texts.length }, (sql) => {
      const values = texts.map((text) => `${text}::VARCHAR AS ${text}`);
      return run(`SELECT row_number() OVER () AS n, ${values.join(", ")} FROM (${sql}\n) AS q(${texts.join(", ")})`);
    });
  }

  /** Makes `judged` (`n`, the keys, `outcome`, `seq`: what made it so), and `places` (keys, `place`, `row`) of rows that matter. */
  async #judge(
    connection: PooledConnection,
    subject: Subject,
    { act, said, signal }: { readonly act: KeyAct; readonly said: string | undefined; readonly signal: AbortSignal },
  ): Promise<void> {
    const { snapshot, dataset, keyColumns } = subject;
    const keys = keyNames(keyColumns).join(", ");
    const same = (left: string, right: string): string =>
      keyColumns.map((_, index) => `${left}.k${index} = ${right}.k${index}`).join(" AND ");
    const values = keyColumns.map((column, index) => `${keyValueSql(column, `t${index}`)} AS k${index}`);
    const isBad = keyColumns.map((_, index) => `k${index} IS NULL`).join(" OR ");
    const wanted = `SELECT DISTINCT ${keys} FROM (SELECT ${values.join(", ")} FROM asked) WHERE NOT (${isBad})`;
    const isSought = act === "tombstone" || act === "hold";
    const inRows = keyColumns.map(({ name }, index) => `t.${quoteIdentifier(name)} = w.k${index}`).join(" AND ");
    const found = (paths: readonly string[]): string =>
      !isSought || dataset.objects.length === 0
        ? `SELECT ${keys}, NULL::UBIGINT AS place, NULL::BIGINT AS row FROM (${wanted}) WHERE ${isSought ? "false" : "true"}`
        : hasPlaces(dataset)
          ? `SELECT ${keyNames(keyColumns, "w.").join(", ")}, t.file_index AS place, t.file_row_number AS row FROM ${readFilesSql(paths)} AS t JOIN (${wanted}) AS w ON ${inRows}`
          : `SELECT ${keys}, NULL::UBIGINT AS place, NULL::BIGINT AS row FROM (${wanted}) AS w WHERE EXISTS (SELECT 1 FROM ${readFilesSql(paths)} AS t WHERE ${inRows})`;
    await this.#parts.objects.use(snapshot, isSought ? dataset.objects : [], signal, (paths) =>
      runOn(connection.raw, `CREATE OR REPLACE TEMP TABLE places AS ${found(paths)}`),
    );
    const so =
      said === undefined ? `SELECT NULL::INTEGER AS seq, ${keys} FROM places WHERE false` : `SELECT * FROM ${said}`;
    const outcome = isSought
      ? "CASE WHEN s.seq IS NOT NULL THEN 'unchanged' WHEN p.k0 IS NULL THEN 'missing' WHEN a.turn > 1 THEN 'unchanged' ELSE 'changed' END"
      : "CASE WHEN s.seq IS NULL OR a.turn > 1 THEN 'missing' ELSE 'changed' END";
    await runOn(
      connection.raw,
      `CREATE OR REPLACE TEMP TABLE judged AS
       WITH v AS (SELECT n, ${values.join(", ")} FROM asked),
            a AS (SELECT *, row_number() OVER (PARTITION BY ${keys} ORDER BY n) AS turn FROM v)
       SELECT a.n, ${keyNames(keyColumns, "a.").join(", ")}, s.seq,
              CASE WHEN ${keyColumns.map((_, index) => `a.k${index} IS NULL`).join(" OR ")} THEN 'bad' ELSE ${outcome} END AS outcome
       FROM a LEFT JOIN (SELECT DISTINCT ${keys} FROM places) AS p ON ${same("a", "p")} LEFT JOIN (${so}) AS s ON ${same("a", "s")}`,
    );
  }

  /** The changed keys, one row for each place. A salt makes the file's hash tell nothing of the keys. */
  async #write(connection: PooledConnection, { dataset, keyColumns }: Subject, isPlaced: boolean): Promise<Buffer> {
    return this.#parts.copies.inFolder(async (folder) => {
      const file = path.join(folder, "keys.parquet");
      const keys = keyNames(keyColumns, "j.").join(", ");
      const same = keyColumns.map((_, index) => `p.k${index} = j.k${index}`).join(" AND ");
      const urls = dataset.objects.map(({ url }, index) => `(${index}::UBIGINT, ${quoteLiteral(url)})`);
      const rows = isPlaced
        ? `SELECT ${keys}, o.url, p.row FROM judged AS j JOIN places AS p ON ${same} JOIN (VALUES ${urls.join(", ")}) AS o(place, url) ON o.place = p.place WHERE j.outcome = 'changed' ORDER BY o.place, p.row`
        : `SELECT ${keys}, NULL::VARCHAR AS url, NULL::BIGINT AS row FROM judged AS j WHERE j.outcome = 'changed' ORDER BY j.n`;
      const salt = randomBytes(32).toString("hex");
      await runOn(
        connection.raw,
        `COPY (${rows}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {salt: '${salt}'})`,
      );
      return readFile(file);
    });
  }
}

const textList: DataType = { id: "LIST", child: { id: "VARCHAR" } };

async function outcomesOf(
  connection: PooledConnection,
  isListed: boolean,
): Promise<Pick<ResolvedKeys, "outcomes" | "counts">> {
  const counted = textsOf(
    await runOn(
      connection.raw,
      "SELECT unnest([outcome, many::VARCHAR]) FROM (SELECT outcome, count(*) AS many FROM judged GROUP BY outcome)",
    ),
  );
  const counts: Record<KeyOutcome, number> = { changed: 0, unchanged: 0, missing: 0, bad: 0 };
  for (let index = 0; index < counted.length; index += 2) {
    counts[counted[index] as KeyOutcome] = Number(counted[index + 1]);
  }
  const outcomes = isListed
    ? (textsOf(await runOn(connection.raw, "SELECT outcome FROM judged ORDER BY n")) as KeyOutcome[])
    : [];
  return { outcomes, counts };
}

/** Tombstones outlive their dataset, and can be taken away without it. */
function whatIsLeft(
  { tombstones }: Snapshot,
  { dataset, act }: { readonly dataset: string; readonly act?: KeyAct },
): Dataset | undefined {
  const left = act === "untombstone" || act === "release" ? tombstones.get(dataset) : undefined;
  if (left === undefined) return undefined;
  const columns = left.keyColumns.map((column) => ({ ...column, isNullable: true }));
  return {
    name: dataset,
    bucket: "",
    origin: "ingested",
    columns,
    keyColumns: [],
    objects: [],
    createdAt: "",
    version: 0,
  };
}

function subjectOf(
  snapshot: Snapshot,
  request: { readonly dataset: string; readonly keyColumns: readonly string[]; readonly act?: KeyAct },
): Subject {
  const dataset = snapshot.datasets.get(request.dataset) ?? whatIsLeft(snapshot, request);
  if (dataset === undefined) {
    const view = snapshot.views.get(request.dataset);
    if (view === undefined) throw new UndefinedTable(request.dataset);
    throw new PgError("42809", `"${request.dataset}" is a view`, {
      hint: `Rows are those of datasets. It is based on "${view.base}".`,
    });
  }
  const keyColumns = request.keyColumns.map((written): KeyColumn => {
    const column = columnNamed(dataset.columns, written);
    if (column === undefined)
      throw new UndefinedColumn(`column "${written}" of dataset "${dataset.name}" does not exist`);
    const { name, type } = column;
    if (canBeKey(type)) return { name, type };
    throw new FeatureNotSupported(`column "${name}" is of type ${type}, whose values cannot name a row`);
  });
  const tombstones = snapshot.tombstones.get(dataset.name);
  if (tombstones === undefined || (tombstones.tombstoned === 0 && tombstones.held === 0)) {
    return { snapshot, dataset, keyColumns, tombstones: undefined };
  }
  const isSame =
    keyColumns.length === tombstones.keyColumns.length &&
    keyColumns.every(({ name }, index) => name === tombstones.keyColumns[index]?.name);
  if (isSame) return { snapshot, dataset, keyColumns, tombstones };
  throw new InvalidParameterValue(`the tombstones of dataset "${dataset.name}" have another key`, {
    detail: `It is ${tombstones.keyColumns.map(({ name }) => `"${name}"`).join(", ")}.`,
    hint: "All tombstones and holds of a dataset are by the same columns.",
  });
}
