// Makes the text that DuckDB runs of a query that a procedure was given: resolved and authorised as if it had been sent by itself.
import type { Catalog } from "../../catalog/api.js";
import { InvalidParameterValue, toPgError } from "../../errors.js";
import type { StatementContext } from "../api.js";
import { placed } from "../placed-plan.js";
import type { Planner } from "../plan.js";
import { gatherSystemRows, type SystemRowsParts } from "../query-statement.js";
import type { Relations } from "../relations/relations.js";
import { planningToken } from "../relations/system-rows.js";
import type { StatementParser } from "../sql/parse.js";

export interface QueryTextParts extends SystemRowsParts {
  readonly catalog: Pick<Catalog, "snapshot">;
  readonly parser: StatementParser;
  readonly planner: Planner;
  readonly relations: Relations;
}

export interface QueryTextOrder {
  readonly sql: string;
  readonly context: StatementContext;
  readonly signal: AbortSignal;
  readonly columnCount: number;
}

export class QueryText {
  readonly #parts: QueryTextParts;

  constructor(parts: QueryTextParts) {
    this.#parts = parts;
  }

  /**
   * Hands `use` one SELECT. What it reads is there until that resolves.
   * @throws InvalidParameterValue (22023) when it is not one SELECT with so many columns and no parameters; all that the query may fail with.
   */
  async use<T>({ sql, context, signal, columnCount }: QueryTextOrder, use: (select: string) => Promise<T>): Promise<T> {
    const { catalog, parser, planner, relations, systemRows } = this.#parts;
    const statement = await parser.parseQuery(sql, "Write SELECT and the key's columns.");
    const snapshot = catalog.snapshot;
    const plan = await planner.plan({
      sql: statement.sql,
      context,
      snapshot,
      rights: snapshot,
      parameterTypes: [],
      signal,
    });
    if (plan.columns.length !== columnCount || plan.parameterTypes.length > 0) {
      throw new InvalidParameterValue(
        `the query has ${plan.columns.length} columns and ${plan.parameterTypes.length} parameters`,
        {
          detail: `The key has ${columnCount} columns, and values for parameters cannot be given.`,
        },
      );
    }
    const run = await placed(plan, { snapshot, rights: snapshot, context, parameters: [], signal });
    let release = (): void => undefined;
    let token: string | undefined;
    try {
      release = await relations.hold(run.relations);
      const gathered = await gatherSystemRows(this.#parts, plan, context);
      if (gathered !== undefined) token = systemRows.keep(gathered);
      return await use(run.sql(token ?? planningToken));
    } catch (thrown) {
      throw run.tell(toPgError(thrown));
    } finally {
      release();
      run.release();
      if (token !== undefined) systemRows.forget(token);
    }
  }
}
