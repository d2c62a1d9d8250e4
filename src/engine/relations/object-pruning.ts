// Leaves out objects that cannot hold a row which a statement wants, by the least and greatest values that the catalog keeps of them.
// DuckDB compares: what a value means, and how constants are cast, is what it will be when the statement runs.
import { type ColumnBounds, type Dataset, decodeBounds, type ObjectStore } from "../../catalog/api.js";
import { PgError } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import type { ParameterValue } from "../parameter.js";
import { LeastRecentlyUsed } from "../sql/least-recently-used.js";
import type { PruningTerm } from "../sql/pruning-terms.js";
import { foldCase } from "../sql/qualified-name.js";
import type { Wanted } from "./statement-objects.js";

/** For each place in which a dataset stands: a row counts if it passes all terms of one place. Absent: it is wanted as a whole. */
export type PruningPlaces = ReadonlyMap<string, readonly (readonly PruningTerm[])[]>;

/** By object, then by column. */
type Bounds = ReadonlyMap<string, ReadonlyMap<string, ColumnBounds>>;

/** Types of which a text's order is not asked for, and that have no value beyond their bounds, as NaN is. */
const prunable = /^(U?(TINY|SMALL|BIG)?INT(EGER)?|DECIMAL\(.*\)|DATE|TIMESTAMP( WITH TIME ZONE)?)$/;

export class ObjectPruning {
  readonly #pool: ConnectionPool;
  readonly #store: Pick<ObjectStore, "get">;
  readonly #files = new LeastRecentlyUsed<string, Bounds>(limits.boundsFilesKnownMax);

  constructor(pool: ConnectionPool, store: Pick<ObjectStore, "get">) {
    this.#pool = pool;
    this.#store = store;
  }

  /** Which objects of the datasets are wanted. */
  async wanted(
    datasets: readonly Dataset[],
    {
      places,
      parameters,
      timeZone,
    }: {
      readonly places: PruningPlaces;
      readonly parameters: readonly ParameterValue[];
      readonly timeZone: string;
    },
  ): Promise<Wanted> {
    const wanted = new Map<string, Dataset["objects"]>();
    for (const dataset of datasets) {
      const terms = places.get(dataset.name);
      if (terms === undefined || dataset.objects.length < 2) continue;
      const kept = await this.#kept(dataset, terms, { parameters, timeZone });
      if (kept !== undefined) wanted.set(dataset.name, kept);
    }
    return (dataset) => wanted.get(dataset.name) ?? dataset.objects;
  }

  async #kept(
    dataset: Dataset,
    places: readonly (readonly PruningTerm[])[],
    { parameters, timeZone }: { readonly parameters: readonly ParameterValue[]; readonly timeZone: string },
  ): Promise<Dataset["objects"] | undefined> {
    const columns = new Map(dataset.columns.map(({ name, type }) => [foldCase(name), { name, type }]));
    const isPrunable = ({ column }: PruningTerm): boolean => prunable.test(columns.get(column)?.type ?? "");
    const usable = places.map((terms) => terms.filter(isPrunable));
    if (usable.some((terms) => terms.length === 0)) return undefined;
    const names = [...new Set(usable.flat().map(({ column }) => column))];
    const used = new Map<string, number>();
    const condition = usable.map((terms) => `(${terms.map((term) => termSql(term, names, used)).join(" AND ")})`);
    const rows: string[] = [];
    for (const [index, { url, statistics }] of dataset.objects.entries()) {
      const bounds = statistics === undefined ? undefined : (await this.#boundsIn(statistics)).get(url);
      const values = names.flatMap((name) => {
        const { name: column = "", type } = columns.get(name) ?? {};
        const known = bounds?.get(column);
        return [known?.min, known?.max].map((text) =>
          text == null ? "NULL" : `CAST(${quoteLiteral(text)} AS ${type})`,
        );
      });
      rows.push(`(${[index, ...values].join(", ")})`);
    }
    const bound = names.flatMap((_, index) => [`lo${index}`, `hi${index}`]);
    const sql = `SELECT i::VARCHAR FROM (VALUES ${rows.join(", ")}) AS b(${["i", ...bound].join(", ")}) WHERE ${condition.join(" OR ")}`;
    const given = [...used.keys()].map((name) => parameters[Number(name.slice(1)) - 1] as ParameterValue);
    const connection = await this.#pool.take();
    try {
      await connection.useTimeZone(timeZone);
      const kept = new Set(textsOf(await runOn(connection.raw, sql, given)).map(Number));
      return dataset.objects.filter((_, index) => kept.has(index));
    } catch (thrown) {
      const error = connection.note(thrown);
      // A constant that does not compare with the column: the statement itself says so, in its own words.
      if (error instanceof PgError && /^(22|42)/.test(error.sqlstate)) return undefined;
      throw error;
    } finally {
      this.#pool.giveBack(connection);
    }
  }

  async #boundsIn(file: string): Promise<Bounds> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const stored = await this.#store.get(file);
    // It only saves work: without it, its objects are wanted.
    const objects = stored === undefined ? {} : decodeBounds(stored.body);
    const bounds: Bounds = new Map(
      Object.entries(objects).map(([url, columns]) => [url, new Map(columns.map((one) => [one.column, one]))]),
    );
    this.#files.set(file, bounds);
    return bounds;
  }
}

/** True, or unknown, of an object whose rows may pass. Collects the parameters and numbers them anew. */
function termSql(term: PruningTerm, names: readonly string[], used: Map<string, number>): string {
  const index = names.indexOf(term.column);
  const [lo, hi] = [`lo${index}`, `hi${index}`];
  const numbered = (bound: string): string =>
    bound.replace(/\$\d+/, (name) => {
      if (bound.includes("'")) return name;
      if (!used.has(name)) used.set(name, used.size + 1);
      return `$${used.get(name)}`;
    });
  const meets = (bound: string): string => `(${lo} <= ${bound} AND ${hi} >= ${bound})`;
  const test = (): string => {
    if (term.kind === "in") return term.bounds.map((bound) => meets(numbered(bound))).join(" OR ");
    const bound = numbered(term.bound);
    switch (term.operator) {
      case "=":
        return meets(bound);
      case "<":
      case "<=":
        return `${lo} ${term.operator} ${bound}`;
      case ">":
      case ">=":
        return `${hi} ${term.operator} ${bound}`;
    }
  };
  return `(${lo} IS NULL OR ${hi} IS NULL OR ${test()})`;
}
