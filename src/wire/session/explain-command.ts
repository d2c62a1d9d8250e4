// EXPLAIN: how a statement would be run; with ANALYZE it is run, and its rows are not sent.
// https://www.postgresql.org/docs/15/sql-explain.html
import {
  explainedColumns,
  explainedExecution,
  type ExplainedRun,
  explainOptions,
  type ExecuteOptions,
  type Execution,
  formatOf,
  type SessionCommand,
  type Statement,
} from "../../engine/api.js";
import { FeatureNotSupported } from "../../errors.js";
import { explainedPreparation } from "./prepare-commands.js";
import type { Scope } from "./scope.js";
import type { PlanInner, StatementPlan } from "./statement-plan.js";

type ExplainCommand = Extract<SessionCommand, { readonly kind: "explain" }>;

export async function planExplain(
  scope: Scope,
  { options: given, inner }: ExplainCommand,
  plan: PlanInner,
  pointing: <T>(task: Promise<T>) => Promise<T>,
): Promise<StatementPlan> {
  const planned = await plannedStatement(scope, inner, plan);
  return {
    parameterTypes: planned.parameterTypes,
    columns: explainedColumns(formatOf(given)),
    async execute(parameters, execution) {
      const options = await pointing(Promise.resolve().then(() => explainOptions(given)));
      const { signal } = execution;
      const startedAt = performance.now();
      const node = await planned.explain?.(parameters, { signal, isVerbose: options.verbose });
      if (node === undefined) {
        throw new FeatureNotSupported("EXPLAIN of this statement is not supported", {
          hint: "Explain a SELECT over the lake's relations.",
        });
      }
      const planningMs = performance.now() - startedAt;
      if (!options.analyze) return explainedExecution({ plan: node, options, planningMs, run: undefined }, undefined);
      const ran = await planned.execute(parameters, execution);
      const run = await emptied(ran, execution);
      return explainedExecution({ plan: node, options, planningMs, run }, ran.access);
    },
  };
}

/** The statement itself: that of a cursor, or one that was prepared. */
async function plannedStatement(scope: Scope, inner: Statement, plan: PlanInner): Promise<StatementPlan> {
  switch (inner.kind) {
    case "query":
      return plan(inner);
    case "session": {
      const { command, offset } = inner;
      if (command.kind === "declareCursor") return plan({ ...command.query, offset: offset + command.query.offset });
      if (command.kind === "execute") {
        return explainedPreparation(scope, command, (query, types) =>
          plan({ ...query, offset: offset + query.offset }, types),
        );
      }
      throw new FeatureNotSupported("EXPLAIN of this statement is not supported");
    }
    case "refused":
      throw inner.error;
    case "unsupported":
      throw new FeatureNotSupported(inner.message);
    default:
      throw new FeatureNotSupported("EXPLAIN of this statement is not supported");
  }
}

/** To its end, as a client would take it that reads as fast as it can. */
async function emptied({ batches }: Execution, { signal }: ExecuteOptions): Promise<ExplainedRun> {
  const startedAt = performance.now();
  let firstRowMs: number | undefined;
  let rows = 0;
  for await (const { rowCount, release } of batches) {
    signal.throwIfAborted();
    firstRowMs ??= performance.now() - startedAt;
    rows += rowCount;
    release?.();
  }
  const totalMs = performance.now() - startedAt;
  return { rows, firstRowMs: firstRowMs ?? totalMs, totalMs };
}
