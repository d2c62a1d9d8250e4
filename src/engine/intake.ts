// What takes rows that a client sends into a dataset: the doors ask for it, and admin carries it out (src/admin/intake.ts).
import type { RelationName } from "./administration-command.js";
import type { Notice, StatementContext } from "./api.js";
import type { Batch } from "./batch.js";
import type { ResultColumn } from "./data-type.js";

/** A column of a dataset, as rows are to fill it. */
export interface IncomingColumn extends ResultColumn {
  readonly isNullable: boolean;
}

export interface IntakeOrder {
  readonly relation: RelationName;
  /** Those that the rows have, in their order; empty: all of the dataset's. The others are NULL. */
  readonly columns: readonly string[];
  /** Named elsewhere: they have to be there, too. */
  readonly mentioned: readonly string[];
  /** Given: the dataset is made for the rows. */
  readonly creation: { readonly bucket: string | undefined } | undefined;
  readonly context: StatementContext;
  readonly signal: AbortSignal;
  /** Says something to the client at once. */
  readonly notify: (notice: Notice) => void;
  /**
   * Called once it is clear that rows may come. `columns`: what they have to be, where the dataset is there; it may have its values in types
   * that are brought to the column's own. Without, they are texts.
   */
  readonly open: (columns: readonly IncomingColumn[] | undefined) => Promise<IncomingRows>;
}

export interface IncomingRows {
  /** Of a dataset that is made. */
  readonly names: readonly string[];
  /** Of a dataset that is made: `inferred` from all texts of a column, or text. */
  readonly types: "inferred" | "text";
  /** Not pulling is back-pressure. */
  readonly rows: AsyncIterable<Batch>;
}

/**
 * All rows go in by one commit, or none. Resolves with how many.
 * @throws UndefinedTable (42P01), InsufficientPrivilege (42501), UndefinedColumn (42703); what the rows fail with; the signal's reason.
 */
export type Intake = (order: IntakeOrder) => Promise<{ readonly rows: number }>;
