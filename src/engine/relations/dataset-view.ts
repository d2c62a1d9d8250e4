// The SQL of a dataset's relation inside DuckDB.
import type { Column, Dataset } from "../../catalog/api.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { literalPath } from "./object-paths.js";

/** A dataset as of one commit: its content never changes under its name. */
export function internalName(dataset: Dataset): string {
  return `${dataset.name}@${dataset.version}`;
}

/** Of all rows in the files, of which there may be none. */
export function selectFilesSql({ columns }: Dataset, paths: readonly string[]): string {
  if (paths.length === 0) return noRowsSql(columns);
  return `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(", ")} FROM ${readFilesSql(paths)}`;
}

export function noRowsSql(columns: readonly Pick<Column, "name" | "type">[]): string {
  return `SELECT ${columns.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`).join(", ")} WHERE false`;
}

/** A table function over files, of which there is at least one. Their order is that of its `file_index`. */
export function readFilesSql(paths: readonly string[]): string {
  const list = paths.map((file) => quoteLiteral(literalPath(file)));
  return `read_parquet([${list.join(", ")}], hive_partitioning = false, union_by_name = false)`;
}
