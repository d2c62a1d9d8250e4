// A plan as the structured formats have it: properties with names, in PostgreSQL's order. ExplainNode in src/backend/commands/explain.c
import type { Explained, ExplainedRun } from "./explained.js";
import type { ExplainOptions } from "./options.js";
import type { PlanNode } from "./plan-node.js";

export type Property =
  | { readonly kind: "text"; readonly label: string; readonly value: string }
  | { readonly kind: "number"; readonly label: string; readonly value: string }
  | { readonly kind: "list"; readonly label: string; readonly items: readonly string[] }
  | { readonly kind: "group"; readonly label: string; readonly parts: readonly Property[] }
  /** Of groups that have no names of their own; `item`: what XML calls each. */
  | {
      readonly kind: "groups";
      readonly label: string;
      readonly item: string;
      readonly groups: readonly (readonly Property[])[];
    };

/** What stands in `Query`. */
export function propertiesOf({ plan, options, run, planningMs }: Explained): readonly Property[] {
  return [
    group("Plan", nodeProperties(plan, options, run)),
    ...(options.settings ? [group("Settings", [])] : []),
    ...(options.buffers ? [group("Planning", buffers)] : []),
    ...(options.summary ? [number("Planning Time", planningMs.toFixed(3))] : []),
    ...(options.analyze ? [{ kind: "groups", label: "Triggers", item: "Trigger", groups: [] } as const] : []),
    ...(options.summary && run !== undefined ? [number("Execution Time", run.totalMs.toFixed(3))] : []),
  ];
}

function nodeProperties(node: PlanNode, options: ExplainOptions, run: ExplainedRun | undefined): readonly Property[] {
  const { estimate, details, children } = node;
  const isJoin = node.joinType !== undefined;
  return [
    text("Node Type", node.type),
    ...(node.strategy === undefined ? [] : [text("Strategy", node.strategy), text("Partial Mode", "Simple")]),
    ...(node.relationship === undefined ? [] : [text("Parent Relationship", node.relationship)]),
    ...(node.subplan === undefined ? [] : [text("Subplan Name", node.subplan)]),
    flag("Parallel Aware", false),
    flag("Async Capable", false),
    ...targetProperties(node, options),
    ...(node.joinType === undefined ? [] : [text("Join Type", node.joinType)]),
    ...(options.costs
      ? [
          number("Startup Cost", estimate.startup.toFixed(2)),
          number("Total Cost", estimate.total.toFixed(2)),
          number("Plan Rows", String(estimate.rows)),
          number("Plan Width", String(estimate.width)),
        ]
      : []),
    ...(run === undefined ? [] : actualProperties(run, options)),
    ...details.filter(({ label }) => label === "Output").map(detail),
    ...(isJoin ? [flag("Inner Unique", false)] : []),
    ...details.filter(({ label }) => label !== "Output").map(detail),
    ...(node.strategy === "Hashed" && options.costs ? [number("Planned Partitions", "0")] : []),
    ...(options.buffers ? buffers : []),
    ...(options.wal ? written : []),
    ...(node.type === "Append" ? [number("Subplans Removed", "0")] : []),
    ...(children.length === 0
      ? []
      : [
          {
            kind: "groups",
            label: "Plans",
            item: "Plan",
            groups: children.map((child) => nodeProperties(child, options, undefined)),
          } as const,
        ]),
  ];
}

function targetProperties({ target }: PlanNode, { verbose }: ExplainOptions): readonly Property[] {
  if (target === undefined) return [];
  const { kind, name, schema, alias } = target;
  return [
    ...(kind === "Values" ? [] : [text(kind, name)]),
    ...(verbose && schema !== undefined ? [text("Schema", schema)] : []),
    text("Alias", alias),
  ];
}

function actualProperties(
  { rows, firstRowMs, totalMs }: ExplainedRun,
  { timing }: ExplainOptions,
): readonly Property[] {
  return [
    ...(timing
      ? [number("Actual Startup Time", firstRowMs.toFixed(3)), number("Actual Total Time", totalMs.toFixed(3))]
      : []),
    number("Actual Rows", String(rows)),
    number("Actual Loops", "1"),
  ];
}

/** There are no shared buffers here, and nothing is written ahead. */
const buffers: readonly Property[] = [
  ...["Shared Hit", "Shared Read", "Shared Dirtied", "Shared Written"],
  ...["Local Hit", "Local Read", "Local Dirtied", "Local Written", "Temp Read", "Temp Written"],
].map((what) => number(`${what} Blocks`, "0"));
const written: readonly Property[] = ["Records", "FPI", "Bytes"].map((what) => number(`WAL ${what}`, "0"));

function detail({ label, value }: PlanNode["details"][number]): Property {
  return typeof value === "string" ? text(label, value) : { kind: "list", label, items: value };
}

function text(label: string, value: string): Property {
  return { kind: "text", label, value };
}

function number(label: string, value: string): Property {
  return { kind: "number", label, value };
}

function flag(label: string, value: boolean): Property {
  return { kind: "number", label, value: String(value) };
}

function group(label: string, parts: readonly Property[]): Property {
  return { kind: "group", label, parts };
}
