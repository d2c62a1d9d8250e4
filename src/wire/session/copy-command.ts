// COPY ... TO STDOUT: the rows of a query, in a form of their own.
// https://www.postgresql.org/docs/15/sql-copy.html
import type { SessionCommand } from "../../engine/api.js";
import { PgError, restated } from "../../errors.js";
import type { PlanInner, StatementPlan } from "./statement-plan.js";

type CopyCommand = Extract<SessionCommand, { readonly kind: "copyOut" }>;

export async function planCopy({ query, isDerived, format }: CopyCommand, plan: PlanInner): Promise<StatementPlan> {
  const inner = await (isDerived ? withoutPosition(() => plan(query)) : plan(query));
  return {
    parameterTypes: inner.parameterTypes,
    // Whoever describes it hears of no rows: they are told of when they come.
    columns: undefined,
    copy: format,
    async execute(parameters, options) {
      const formats = (inner.columns ?? []).map(() => (format.kind === "binary" ? "binary" : "text"));
      const execution = await inner.execute(parameters, { ...options, formats });
      return { ...execution, tag: (rowCount) => `COPY ${rowCount}` };
    },
  };
}

/** The text of the query is ours, and not the client's. */
async function withoutPosition<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (thrown) {
    throw thrown instanceof PgError ? restated(thrown, { cause: thrown }) : thrown;
  }
}
