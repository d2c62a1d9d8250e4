// A plan whose objects are where DuckDB can read them: what of it is run.
import type { Snapshot } from "../catalog/api.js";
import type { PgError } from "../errors.js";
import type { Notice, StatementContext } from "./api.js";
import type { ParameterValue } from "./parameter.js";
import type { InternalRelation } from "./relations/internal-relation.js";

export interface Runnable {
  /** To be held while it is planned and run. */
  readonly relations: readonly InternalRelation[];
  /** The text for DuckDB. Only statements on system relations need a token. */
  sql(systemRowsToken: string): string;
  /** An error of its execution as its reader may see it: in its place in the client's text, without hidden values. */
  tell(error: PgError): PgError;
}

export interface PlaceOrder {
  /** Those that the plan was asked for with. */
  readonly snapshot: Snapshot;
  readonly rights: Snapshot;
  readonly context: StatementContext;
  readonly parameters: readonly ParameterValue[];
  readonly signal: AbortSignal;
}

export interface Placed extends Runnable {
  readonly notices: readonly Notice[];
  /** Its objects may go. */
  release(): void;
}

/** A plan is run as it is where all that it reads is at hand. */
export interface Placeable extends Runnable {
  /** Resolves when its objects are there. */
  readonly place: ((order: PlaceOrder) => Promise<Placed>) | undefined;
}

export async function placed(plan: Placeable, order: PlaceOrder): Promise<Placed> {
  if (plan.place !== undefined) return plan.place(order);
  return {
    relations: plan.relations,
    sql: (token) => plan.sql(token),
    tell: (error) => plan.tell(error),
    notices: [],
    release: () => undefined,
  };
}
