// What all kinds of nodes are made with.
import { type EnginePlan, listOf } from "./engine-plan.js";
import * as estimates from "./estimates.js";
import type { Detail, PlanNode } from "./plan-node.js";
import { conjunction, conjuncts, shownExpression, type Words } from "./shown-expressions.js";
import type { EngineNode } from "./stand-ins.js";

export interface Translated {
  /** Of WITH queries, by DuckDB's number of them. */
  readonly queries: ReadonlyMap<string, { readonly name: string; readonly rows: number }>;
  readonly plan: EnginePlan;
  /** Nodes have nodes in them. */
  readonly read: (node: EngineNode, of: Translated) => PlanNode;
}

export interface Filters {
  readonly all: readonly string[];
  /** Undefined: one of them is not to be shown, and so none is. */
  readonly shown: readonly string[] | undefined;
}

export function filtersIn(node: EngineNode, key: string, words: Words): Filters {
  // What DuckDB adds by itself while it runs.
  const all = listOf(node, key)
    .filter((filter) => !/^(optional: )?Dynamic Filter|^optional:/.test(filter))
    .flatMap(conjuncts);
  const shown = all.map((filter) => shownExpression(filter, words));
  return { all, shown: shown.includes(undefined) ? undefined : (shown as readonly string[]) };
}

export function filterDetail(shown: readonly string[] | undefined, label = "Filter"): readonly Detail[] {
  return shown === undefined || shown.length === 0 ? [] : [{ label, value: conjunction(shown) }];
}

export function result(): PlanNode {
  return { type: "Result", details: [], estimate: estimates.madeEstimate(1, 4), children: [] };
}

export function outer(node: PlanNode): PlanNode {
  return { ...node, relationship: "Outer" };
}
