// The relations that DuckDB knows: views in schema `r`, which no client can name. Their content never changes under their name.
import type { Dataset, Snapshot } from "../../catalog/api.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { createViewSql, internalName } from "./dataset-view.js";

export interface InternalRelation {
  /** In schema `r`. */
  readonly name: string;
  /** How SQL names it. */
  readonly sql: string;
  /** It hides rows or values. */
  readonly isGoverned: boolean;
  /** Made when it is needed: it may name thousands of objects. */
  readonly createSql: () => string;
}

export function datasetRelation(snapshot: Snapshot, dataset: Dataset): InternalRelation {
  const name = internalName(dataset);
  return {
    name,
    sql: `"r".${quoteIdentifier(name)}`,
    isGoverned: false,
    createSql: () => createViewSql(snapshot, dataset),
  };
}
