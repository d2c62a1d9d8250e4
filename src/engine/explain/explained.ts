// What EXPLAIN tells: a plan, and what came of running the statement.
import type { ExplainOptions } from "./options.js";
import type { PlanNode } from "./plan-node.js";

export interface Explained {
  readonly plan: PlanNode;
  readonly options: ExplainOptions;
  readonly planningMs: number;
  /** With ANALYZE. */
  readonly run: ExplainedRun | undefined;
}

export interface ExplainedRun {
  readonly rows: number;
  readonly firstRowMs: number;
  readonly totalMs: number;
}
