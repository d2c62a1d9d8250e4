// Results that are kept to be read page by page. What procedures and `sluice.results` ask of the engine.
import type { StatementContext } from "../api.js";
import type { Batch } from "../batch.js";
import type { ResultColumn } from "../data-type.js";
import type { StatementAccess } from "../statement-access.js";

export interface KeptResult {
  readonly id: string;
  /** Whose it is: another role's is not there. */
  readonly role: string;
  readonly sql: string;
  /** The version of the catalog that it was read from. */
  readonly snapshot: number;
  readonly madeAt: Date;
  readonly usedAt: Date;
  readonly rowCount: number;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly memoryBytes: number;
  readonly fileBytes: number;
  /** False: rows were erased since it was made; it is made again, from the same snapshot, for the next page. */
  readonly isReady: boolean;
}

export interface Page {
  readonly columns: readonly ResultColumn[];
  readonly batches: AsyncIterable<Batch>;
  readonly access: StatementAccess;
}

export interface Results {
  /**
   * Runs a SELECT and keeps its rows.
   * @throws InvalidParameterValue (22023) when it is not one SELECT without parameters; all that the query may fail with.
   */
  keep(order: {
    readonly sql: string;
    readonly pageSize: number;
    readonly context: StatementContext;
    readonly signal: AbortSignal;
  }): Promise<KeptResult & Pick<Page, "access">>;

  /** @throws UnknownResult (34000). */
  columns(id: string, context: StatementContext): readonly ResultColumn[];

  /**
   * A page, counted from 1; `size` in rows, else the result's own.
   * @throws UnknownResult (34000); InvalidParameterValue (22023) beyond the last page; InsufficientPrivilege (42501) when the role may not read it
   * any more.
   */
  page(order: {
    readonly id: string;
    readonly page: number;
    readonly size: number | undefined;
    readonly context: StatementContext;
    readonly signal: AbortSignal;
  }): Promise<Page>;

  /** @throws UnknownResult (34000). */
  close(id: string, context: StatementContext): Promise<void>;

  /** Of one role, or of all; the most recently used first. */
  list(role: string | undefined): readonly KeptResult[];
}
