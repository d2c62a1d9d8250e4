// The relations that DuckDB knows: views and tables in schema `r`, which no client can name. Their content never changes under
// their name.
import { createHash } from "node:crypto";
import type { Dataset } from "../../catalog/api.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { internalName } from "./dataset-view.js";

export interface InternalRelation {
  /** In schema `r`. */
  readonly name: string;
  /** How SQL names it. */
  readonly sql: string;
  readonly kind: "view" | "table";
  /** Memory that it takes, roughly. */
  readonly bytes: number;
  /** Makes it when it is needed: its SQL may name thousands of objects. `run` runs a statement. */
  readonly create: (run: (sql: string) => Promise<void>) => Promise<void>;
}

/** Under the dataset's own versioned name. `select` makes its SQL when it is needed. */
export function datasetRelation(dataset: Dataset, select: () => string): InternalRelation {
  const name = internalName(dataset);
  const sql = internalSql(name);
  return {
    name,
    sql,
    kind: "view",
    bytes: 0,
    create: (run) => run(`CREATE VIEW IF NOT EXISTS ${sql} AS ${select()}`),
  };
}

/** Named by its content, which names the relations that it rests on: so it never changes under a name. */
export function viewOf(relation: string, select: string): InternalRelation {
  const name = nameByContent(relation, select);
  const sql = internalSql(name);
  return { name, sql, kind: "view", bytes: 0, create: (run) => run(`CREATE VIEW IF NOT EXISTS ${sql} AS ${select}`) };
}

/** What stands for the relation in error texts is what is before the `@`. */
export function nameByContent(relation: string, content: string): string {
  return `${relation}@${BigInt(`0x${createHash("sha256").update(content).digest("hex").slice(0, 32)}`)}`;
}

export function internalSql(name: string): string {
  return `"r".${quoteIdentifier(name)}`;
}
