// Tells how a planned statement would be run, in PostgreSQL's terms.
import { ProgramLimitExceeded } from "../../errors.js";
import type { Admission } from "../admission.js";
import type { ParameterValue } from "../parameter.js";
import type { Plan } from "../plan.js";
import { EnginePlan } from "./engine-plan.js";
import { widthOf } from "./estimates.js";
import type { PlanNode } from "./plan-node.js";
import { postgresPlan } from "./postgres-plan.js";
import type { StandIns } from "./stand-ins.js";

export interface ExplainOrder {
  readonly parameters: readonly ParameterValue[];
  readonly isVerbose: boolean;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

export class Explainer {
  readonly #standIns: StandIns;
  readonly #admission: Admission;

  constructor(standIns: StandIns, admission: Admission) {
    this.#standIns = standIns;
    this.#admission = admission;
  }

  async explain(plan: Plan, { parameters, isVerbose, timeZone, signal }: ExplainOrder): Promise<PlanNode> {
    const statement = plan.standingIn();
    const { sql, relations, parameterTypes } = statement;
    // Constants are worked out while it is planned, as they were before.
    const ticket = await this.#admission.enterPlanning(signal);
    try {
      const given = parameters.slice(0, parameterTypes.length);
      const root = await this.#standIns.planOf({ sql, relations, parameters: given, timeZone, signal });
      const node = postgresPlan(root, new EnginePlan(root, statement, isVerbose));
      const width = plan.columns.reduce((sum, { type }) => sum + widthOf(type), 0);
      return { ...node, estimate: { ...node.estimate, width } };
    } catch (thrown) {
      throw thrown instanceof RangeError
        ? new ProgramLimitExceeded("statement is nested too deeply", { cause: thrown })
        : thrown;
    } finally {
      ticket.leave();
    }
  }
}
