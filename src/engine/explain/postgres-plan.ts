// DuckDB's plan of a statement as PostgreSQL would tell it: node by node, by what each does.
import type { EngineNode } from "./stand-ins.js";
import { type EnginePlan, listOf, numberIn } from "./engine-plan.js";
import * as estimates from "./estimates.js";
import { joinOf } from "./join-nodes.js";
import type { PlanNode, Target } from "./plan-node.js";
import { filterDetail, filtersIn, outer, result, type Translated } from "./node-parts.js";
import { shownExpression } from "./shown-expressions.js";

export function postgresPlan(root: EngineNode, plan: EnginePlan): PlanNode {
  return planNodeOf(root, { plan, queries: new Map(), read: planNodeOf });
}

function planNodeOf(node: EngineNode, of: Translated): PlanNode {
  const children = node.children ?? [];
  const [first, second] = children;
  const below = (): PlanNode => (first === undefined ? result() : planNodeOf(first, of));
  switch (node.name.trim()) {
    case "SEQ_SCAN":
      return scan(node, of);
    case "PROJECTION":
      return isGuard(node) && first?.children?.[0] !== undefined ? planNodeOf(first.children[0], of) : below();
    case "FILTER":
      if (first !== undefined && isLimit(node)) return limitOfEach(first, of);
      return filtered(below(), node, children, of);
    case "HASH_JOIN":
    case "NESTED_LOOP_JOIN":
    case "BLOCKWISE_NL_JOIN":
    case "CROSS_PRODUCT":
    case "PIECEWISE_MERGE_JOIN":
    case "IE_JOIN":
    case "POSITIONAL_JOIN":
    case "ASOF_JOIN":
    case "LEFT_DELIM_JOIN":
    case "RIGHT_DELIM_JOIN":
      return joinOf(node, of);
    case "HASH_GROUP_BY":
    case "PERFECT_HASH_GROUP_BY":
    case "PARTITIONED_AGGREGATE":
    case "STREAMING_GROUP_BY":
      return grouped(below(), node, children, of);
    case "UNGROUPED_AGGREGATE":
    case "SIMPLE_AGGREGATE":
      return plainAggregate(below(), node);
    case "ORDER_BY":
      return sorted(below(), node, children, of);
    case "TOP_N":
      return limited(sorted(below(), node, children, of), numberIn(node, "Top"), numberIn(node, "Offset") ?? 0);
    case "LIMIT":
    case "STREAMING_LIMIT":
    case "LIMIT_PERCENT":
      return limited(below(), undefined, 0);
    case "WINDOW":
    case "STREAMING_WINDOW":
      return over("WindowAgg", below(), estimates.passedOn);
    case "UNNEST":
    case "INOUT_FUNCTION":
      return over("ProjectSet", below(), (of) => ({ ...estimates.passedOn(of), rows: of.rows * 10 }));
    case "UNION":
      return appended(children.map((child) => planNodeOf(child, of)));
    case "CTE":
      return withQuery(node, [first, second], of);
    case "REC_CTE":
    case "RECURSIVE_CTE":
    case "REC_KEY_CTE":
      return recursive(node, children, of);
    case "CTE_SCAN":
    case "REC_CTE_SCAN":
    case "RECURSIVE_CTE_SCAN":
      return queryScan(node, of);
    case "COLUMN_DATA_SCAN":
    case "EXPRESSION_SCAN":
    case "CHUNK_SCAN":
      return values(node);
    case "STREAMING_SAMPLE":
    case "RESERVOIR_SAMPLE":
      return sampled(below());
    case "EMPTY_RESULT":
      return { ...result(), details: [{ label: "One-Time Filter", value: "false" }] };
    case "DUMMY_SCAN":
    case "DELIM_SCAN":
      return result();
    default:
      // A function of DuckDB's in FROM, or a step that PostgreSQL has no word for.
      return first === undefined ? functionScan(node) : below();
  }
}

function scan(node: EngineNode, { plan }: Translated): PlanNode {
  const relation = plan.relationOf(node);
  if (relation === undefined) return functionScan(node);
  const { name, alias, schema, columns, rows } = relation;
  const filters = filtersIn(node, "Filters", plan.wordsIn(node));
  const projected = listOf(node, "Projections");
  const width = (names: readonly string[]): number =>
    columns.reduce((sum, column) => sum + (names.includes(column.name) ? estimates.widthOf(column.type) : 0), 0);
  const outputs = plan.outputs(node);
  const output = plan.isVerbose && outputs !== undefined && outputs.length > 0 && !outputs.includes(undefined);
  const isSampled = listOf(node, "Sample Method").length > 0;
  return {
    type: isSampled ? "Sample Scan" : "Seq Scan",
    target: { kind: "Relation Name", name, schema, alias },
    details: [
      ...(output ? [{ label: "Output", value: outputs as readonly string[] }] : []),
      ...filterDetail(filters.shown),
    ],
    estimate: estimates.scanEstimate(rows, width(columns.map((column) => column.name)), width(projected), filters.all),
    children: [],
  };
}

/** PostgreSQL has no node for it: each node has a filter of its own. */
function filtered(of: PlanNode, node: EngineNode, below: readonly EngineNode[], { plan }: Translated): PlanNode {
  const [only] = below;
  const isScan = only !== undefined && plan.relationOf(only) !== undefined;
  const { all, shown } = filtersIn(node, "Expression", isScan ? plan.wordsIn(only) : plan.wordsOver(below));
  const known = of.details.find(({ label }) => label === "Filter");
  const both = [...(known === undefined ? [] : [String(known.value)]), ...(shown ?? [])];
  const details = [...of.details.filter((detail) => detail !== known), ...filterDetail(both)];
  // `NOT IN` is a join that marks, and a filter of what it has marked.
  const isAnti = of.joinType === "Semi" && all.some((filter) => /^\(?NOT /.test(filter) && filter.includes("SUBQUERY"));
  const joined: Partial<PlanNode> = isAnti
    ? { joinType: "Anti", ...(of.name === undefined ? {} : { name: of.name.replace("Semi", "Anti") }) }
    : {};
  return { ...of, ...joined, details, estimate: estimates.withFilter(of.estimate, all) };
}

function grouped(of: PlanNode, node: EngineNode, below: readonly EngineNode[], { plan }: Translated): PlanNode {
  const groups = listOf(node, "Groups");
  const aggregates = listOf(node, "Aggregates");
  // What is told apart once need not be once more.
  if (aggregates.length === 0 && of.strategy === "Hashed" && of.details.every(({ label }) => label === "Group Key"))
    return of;
  const words = plan.wordsOver(below);
  const keys = groups.map((group) => shownExpression(group, words));
  return {
    type: "Aggregate",
    name: "HashAggregate",
    strategy: "Hashed",
    details: keys.includes(undefined) ? [] : [{ label: "Group Key", value: keys as readonly string[] }],
    estimate: estimates.groupedEstimate(of.estimate, groups.length, aggregates.length),
    children: [outer(of)],
  };
}

function plainAggregate(of: PlanNode, node: EngineNode): PlanNode {
  const count = listOf(node, "Aggregates").length;
  const estimate = estimates.groupedEstimate(of.estimate, 0, count);
  return { type: "Aggregate", strategy: "Plain", details: [], estimate, children: [outer(of)] };
}

function sorted(of: PlanNode, node: EngineNode, below: readonly EngineNode[], { plan }: Translated): PlanNode {
  const words = plan.wordsOver(below);
  const keys = listOf(node, "Order By").map((written) => {
    const [, expression = written, direction = ""] = /^(.*?)( ASC| DESC)?$/s.exec(written) ?? [];
    const shown = shownExpression(expression, words);
    return shown === undefined ? undefined : `${shown}${direction.replace(" ASC", "")}`;
  });
  return {
    type: "Sort",
    details:
      keys.includes(undefined) || !plan.tellsOrder ? [] : [{ label: "Sort Key", value: keys as readonly string[] }],
    estimate: estimates.sortEstimate(of.estimate),
    children: [outer(of)],
  };
}

function sampled(of: PlanNode): PlanNode {
  return of.type === "Seq Scan" ? { ...of, type: "Sample Scan" } : of;
}

function limited(of: PlanNode, count: number | undefined, skipped: number): PlanNode {
  const estimate = estimates.limitEstimate(of.estimate, count, skipped);
  return { type: "Limit", details: [], estimate, children: [outer(of)] };
}

function over(type: string, of: PlanNode, estimate: (of: PlanNode["estimate"]) => PlanNode["estimate"]): PlanNode {
  return { type, details: [], estimate: estimate(of.estimate), children: [outer(of)] };
}

function appended(parts: readonly PlanNode[]): PlanNode {
  // One below the other, where DuckDB has two at a time.
  const members = parts.flatMap((part) => (part.type === "Append" ? part.children : [part]));
  return {
    type: "Append",
    details: [],
    estimate: estimates.together(members.map(({ estimate }) => estimate)),
    children: members.map((member): PlanNode => ({ ...member, relationship: "Member" })),
  };
}

function withQuery(node: EngineNode, [query, main]: readonly (EngineNode | undefined)[], of: Translated): PlanNode {
  const name = of.plan.nameOf(listOf(node, "CTE Name")[0] ?? "");
  const [index = ""] = listOf(node, "Table Index");
  const made = query === undefined ? result() : planNodeOf(query, of);
  const queries = new Map([...of.queries, [index, { name, rows: made.estimate.rows }]]);
  const read = main === undefined ? result() : planNodeOf(main, { ...of, queries });
  const estimate = {
    ...read.estimate,
    startup: read.estimate.startup + made.estimate.total,
    total: read.estimate.total + made.estimate.total,
  };
  return {
    ...read,
    estimate,
    children: [{ ...made, relationship: "InitPlan", subplan: `CTE ${name}` }, ...read.children],
  };
}

function recursive(node: EngineNode, children: readonly EngineNode[], of: Translated): PlanNode {
  const name = of.plan.nameOf(listOf(node, "CTE Name")[0] ?? "");
  const [index = ""] = listOf(node, "Table Index");
  const rows = numberIn(node, "Estimated Cardinality") ?? 100;
  const within: Translated = { ...of, queries: new Map([...of.queries, [index, { name, rows: 10 }]]) };
  const [first, again] = children.map((child) => planNodeOf(child, within));
  const parts = [
    ...(first === undefined ? [] : [outer(first)]),
    ...(again === undefined ? [] : [{ ...again, relationship: "Inner" as const }]),
  ];
  const union: PlanNode = {
    type: "Recursive Union",
    relationship: "InitPlan",
    subplan: `CTE ${name}`,
    details: [],
    estimate: estimates.together(parts.map(({ estimate }) => ({ ...estimate, rows: rows / 2 }))),
    children: parts,
  };
  const estimate = estimates.passedOn({ ...union.estimate, startup: union.estimate.total });
  return { type: "CTE Scan", target: queryTarget(name), details: [], estimate, children: [union] };
}

function queryScan(node: EngineNode, { queries }: Translated): PlanNode {
  const known = queries.get(listOf(node, "CTE Index")[0] ?? "");
  const type = node.name.trim() === "CTE_SCAN" ? "CTE Scan" : "WorkTable Scan";
  const estimate = estimates.madeEstimate(known?.rows ?? 100, 32);
  return {
    type,
    ...(known === undefined ? {} : { target: queryTarget(known.name) }),
    details: [],
    estimate,
    children: [],
  };
}

function queryTarget(name: string): Target {
  return { kind: "CTE Name", name, alias: name };
}

function values(node: EngineNode): PlanNode {
  const estimate = estimates.madeEstimate(numberIn(node, "Estimated Cardinality") ?? 1, 32);
  return {
    type: "Values Scan",
    target: { kind: "Values", name: "*VALUES*", alias: "*VALUES*" },
    details: [],
    estimate,
    children: [],
  };
}

function functionScan(node: EngineNode): PlanNode {
  const [written = ""] = listOf(node, "Function");
  const name = /^\w+$/.test(written) ? written.toLowerCase() : "function";
  const estimate = estimates.madeEstimate(numberIn(node, "Estimated Cardinality") ?? 1000, 32);
  return {
    type: "Function Scan",
    target: { kind: "Function Name", name, alias: name },
    details: [],
    estimate,
    children: [],
  };
}

/** LIMIT in a correlated subquery: DuckDB numbers the rows of each value, and takes those up to a number. */
function isLimit(node: EngineNode): boolean {
  return listOf(node, "Expression").some((written) => written.includes("limit_rownum"));
}

function limitOfEach(window: EngineNode, of: Translated): PlanNode {
  const numbered = window.name.trim() === "PROJECTION" ? (window.children?.[0] ?? window) : window;
  const isSorted = listOf(numbered, "Projections").some((written) => written.includes("ORDER BY"));
  const [source] = numbered.children ?? [];
  const below = source === undefined ? result() : planNodeOf(source, of);
  return limited(isSorted ? over("Sort", below, estimates.sortEstimate) : below, undefined, 0);
}

/** That a subquery gives one row only is DuckDB's to see to; below it stands what looks at the number of rows. */
function isGuard(node: EngineNode): boolean {
  return listOf(node, "Projections").some((written) => written.includes("More than one row returned by a subquery"));
}
