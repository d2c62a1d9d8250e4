// The SQL of a dataset's relation inside DuckDB.
import type { DataObject, Dataset, Snapshot } from "../../catalog/api.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { literalPath, objectPath } from "./object-paths.js";

/** A dataset as of one commit: its content never changes under its name. */
export function internalName(dataset: Dataset): string {
  return `${dataset.name}@${dataset.version}`;
}

export function createViewSql(snapshot: Snapshot, dataset: Dataset): string {
  return `CREATE VIEW IF NOT EXISTS "r".${quoteIdentifier(internalName(dataset))} AS ${selectSql(snapshot, dataset)}`;
}

function selectSql(snapshot: Snapshot, dataset: Dataset): string {
  if (dataset.objects.length === 0) {
    const columns = dataset.columns.map((column) => `NULL::${column.type} AS ${quoteIdentifier(column.name)}`);
    return `SELECT ${columns.join(", ")} WHERE false`;
  }
  const columns = dataset.columns.map((column) => quoteIdentifier(column.name)).join(", ");
  return `SELECT ${columns} FROM ${readObjectsSql(snapshot, dataset.objects)}`;
}

/** A table function over objects, of which there is at least one. Their order is that of its `file_index`. */
export function readObjectsSql(snapshot: Snapshot, objects: readonly DataObject[]): string {
  const paths = objects.map((object) => quoteLiteral(literalPath(objectPath(snapshot, object.url))));
  return `read_parquet([${paths.join(", ")}], hive_partitioning = false, union_by_name = false)`;
}
