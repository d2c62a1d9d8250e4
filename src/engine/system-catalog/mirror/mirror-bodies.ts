// What stands within the brackets of a relation's CREATE: its columns, their types and its key.
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { fitNames } from "./mirror-names.js";
import { mirroredTypeOf } from "./mirrored-types.js";
import type { VisibleColumn, VisibleRelation } from "../visible-names.js";

export interface Body {
  /** What stands behind the name in its CREATE, but for its key. */
  readonly sql: string;
  /** Quoted, by the name in the catalog. */
  readonly columns: ReadonlyMap<string, string>;
  /** Quoted; empty: there is no key, or none that PostgreSQL could have. */
  readonly keyColumns: readonly string[];
  /** The places of the columns that are NOT NULL, from 1. */
  readonly notNull: readonly number[];
}

/** MaxHeapAttributeNumber: of a relation that has more columns, the first ones are there. */
const columnsMax = 1600;
/** INDEX_MAX_KEYS */
const keyColumnsMax = 32;
/** No column of a table can be called so. */
const systemColumns = ["tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"];

/** Made whenever it is asked for: those of thousands of relations are tens of megabytes. */
export function bodyOf(relation: VisibleRelation): Body {
  return relation.kind === "table" ? bodyOfTable(relation) : bodyOfView(relation.columns);
}

function bodyOfTable(table: VisibleRelation): Body {
  const columns = table.columns.slice(0, columnsMax);
  const names = quotedByName(columns, systemColumns);
  const declared = columns.map(({ name, type }) => `${names.get(name)} ${mirroredTypeOf(type).sql}`);
  const keyColumns = keyOf(table, names);
  const isOfKey = (name: string): boolean => keyColumns.length > 0 && table.keyColumns.includes(name);
  const notNull = columns.flatMap(({ name, isNullable }, index) =>
    isNullable === false || isOfKey(name) ? [index + 1] : [],
  );
  return { sql: `(${declared.join(", ")}`, columns: names, keyColumns, notNull };
}

function keyOf({ keyColumns, columns }: VisibleRelation, names: Body["columns"]): readonly string[] {
  const key = keyColumns.flatMap((name) => {
    const column = columns.find((one) => one.name === name);
    return column !== undefined && mirroredTypeOf(column.type).isOrdered ? (names.get(name) ?? []) : [];
  });
  return key.length === keyColumns.length && key.length <= keyColumnsMax ? key : [];
}

/** Its rows are no rows, and its definition tells nothing. */
function bodyOfView(all: readonly VisibleColumn[]): Body {
  const columns = all.slice(0, columnsMax);
  const names = quotedByName(columns);
  const values = columns.map(({ type }) => `NULL::${mirroredTypeOf(type).sql}`);
  // PostgreSQL's views have columns or not, but no empty brackets.
  const head = names.size === 0 ? "" : `(${[...names.values()].join(", ")}) `;
  return { sql: `${head}AS SELECT ${values.join(", ")}`, columns: names, keyColumns: [], notNull: [] };
}

function quotedByName(columns: readonly Pick<VisibleColumn, "name">[], taken?: readonly string[]): Body["columns"] {
  const names = fitNames(
    columns.map(({ name }) => name),
    taken,
  );
  return new Map(columns.map(({ name }, index) => [name, quoteIdentifier(names[index] ?? name)]));
}
