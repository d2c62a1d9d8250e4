// A relation of schema `sluice` whose rows lie inside DuckDB.
import type { Column, Snapshot } from "../../catalog/api.js";
import type { InternalRelation } from "./internal-relation.js";

export interface EngineRelation {
  readonly name: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
  readonly isForSuperusers: boolean;
  /** To be held, in this order; the last one is the one to read. */
  relations(snapshot: Snapshot): readonly InternalRelation[];
}
