// Subqueries in expressions: EXISTS, scalar ones, ARRAY(...), and comparisons with each row: IN, ANY and ALL.
// transformSubLink in src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, namesIn, nodesIn, subqueryColumns, type Typed, typed } from "./analysis.js";
import { callKind } from "./call-kinds.js";
import { arrayOf, isArray } from "./candidates.js";
import { coerce } from "./coercion.js";
import {
  type Comparison,
  comparisonOf,
  compareSql,
  isOpen,
  isPlain,
  keyFor,
  type Operand,
  surroundKey,
  taken,
  writeSign,
} from "./comparisons.js";
import { conversionOf, plainCast } from "./conversions.js";
import { allTaken, compareRows, isRow, rowOperands } from "./row-comparisons.js";
import type { Column, Scope } from "./scope.js";
import type { Span } from "./spans.js";
import { assertSubqueryColumns } from "./subquery-columns.js";
import { onlyShown } from "./only-shown.js";
import { eachNode } from "./tree-walk.js";
import { rewrite } from "./value-lists.js";

export function subquery(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  let isCorrelated = false;
  const watched: Scope = {
    get ranges() {
      isCorrelated = true;
      return scope.ranges;
    },
    queries: scope.queries,
    outer: scope.outer,
    ...(scope.level !== undefined && { level: scope.level }),
  };
  const isShown = body["subLinkType"] === "EXPR_SUBLINK" && analysis.shown.has(node);
  if (isShown) for (const item of onlyShown(bodyOf(body["subselect"] as Node))) analysis.shown.add(item);
  const columns = subqueryColumns(analysis, body["subselect"] as Node, watched);
  assertSubqueryColumns(node, columns);
  const only = columns?.length === 1 ? columns[0] : undefined;
  if (isShown && only?.typed !== undefined && analysis.texts.has(only.typed.node)) analysis.texts.add(node);
  switch (body["subLinkType"]) {
    case "EXPR_SUBLINK":
      return {
        node,
        type: only?.type,
        computed: only?.computed,
        digits: only?.digits,
        ...(only?.record !== undefined && { record: only.record }),
      };
    case "ARRAY_SUBLINK": {
      if (only?.record !== undefined) return { node, type: undefined, record: { ...only.record, isList: true } };
      if (only?.type === undefined) return { node, type: undefined };
      return isArray(only.type)
        ? { node, type: only.type, dimensions: (only.dimensions ?? 1) + 1 }
        : { node, type: arrayOf(only.type), dimensions: 1 };
    }
    case "EXISTS_SUBLINK":
      return { node, type: "bool" };
    default: {
      const tested = body["testexpr"] as Node;
      if (columns === undefined) {
        if (isRow(tested)) for (const part of nodesIn(bodyOf(tested)["args"])) typed(analysis, part, scope);
        else typed(analysis, tested, scope);
      } else if (isRow(tested)) rowInSubquery(analysis, node, columns, scope, isCorrelated);
      else inSubquery(analysis, node, typed(analysis, tested, scope), columns);
      return { node, type: "bool" };
    }
  }
}

function operatorOf(node: Node): string {
  const names = namesIn(bodyOf(node)["operName"]);
  return names.at(-1) ?? "=";
}

function requireCount(node: Node, columns: readonly Column[], wanted: number): void {
  if (columns.length === wanted) return;
  throw errorAt(node, "42601", `subquery has too ${columns.length < wanted ? "few" : "many"} columns`);
}

function inSubquery(analysis: Analysis, node: Node, left: Typed, columns: readonly Column[]): void {
  requireCount(node, columns, 1);
  const right: Typed = { node, type: columns[0]?.type };
  if (isOpen(left) || isOpen(right)) return;
  const comparison = comparisonOf(node, operatorOf(node), left, right);
  const key = keyFor(comparison);
  if (usual.has(comparison.name) && (isPlain(comparison) || key !== undefined)) {
    const isForced = key !== undefined;
    coerce(analysis, left, comparison.left, { isForced });
    const written = rightColumn(right.type ?? "", comparison, isForced)("pg_c1");
    const compared = key?.(written) ?? written;
    if (key !== undefined) surroundKey(analysis, left, key);
    writeSign(analysis, node, comparison.name);
    const inner = innerOf(analysis, node);
    if (compared !== "pg_c1" && inner !== undefined) {
      const query = analysis.rewriting.take(inner);
      analysis.rewriting.replace(inner, `SELECT ${compared} FROM (${query}) AS pg_q(pg_c1)`);
    }
    return;
  }
  const subject = taken(analysis, left);
  if (subject === undefined) return;
  each(analysis, node, 1, ([column = ""]) =>
    compareSql(analysis, node, operatorOf(node), subject, { typed: right, sql: column }),
  );
}

/** DuckDB has these over subqueries. */
const usual = new Set(["=", "<>", "<", "<=", ">", ">="]);

function rightColumn(type: string, { right }: Comparison, isForced: boolean): (sql: string) => string {
  const conversion = conversionOf(type, right);
  if (conversion !== "plain" && conversion !== undefined) return conversion;
  return isForced && type !== right ? plainCast(right, type) : (sql) => sql;
}

/** `(a, b) IN (SELECT c, d ...)` */
function rowInSubquery(
  analysis: Analysis,
  node: Node,
  columns: readonly Column[],
  scope: Scope,
  isCorrelated: boolean,
): void {
  const row = bodyOf(node)["testexpr"] as Node;
  const parts = nodesIn(bodyOf(row)["args"]);
  requireCount(node, columns, parts.length);
  const operator = operatorOf(node);
  const rights = columns.map((column): Typed => ({ node, type: column.type }));
  const isFilter = analysis.filters.has(node) && operator === "=" && bodyOf(node)["subLinkType"] === "ANY_SUBLINK";
  const lefts = parts.map((part) => typed(analysis, part, scope));
  const isKnown = ![...lefts, ...rights].some(isOpen);
  if (isFilter && !isCorrelated && isKnown) {
    // Where NULL is as good as false, DuckDB's join by hash does.
    const comparisons = lefts.map((left, index) => comparisonOf(node, "=", left, rights[index] as Typed));
    if (comparisons.every(isPlain)) {
      for (const [index, left] of lefts.entries()) coerce(analysis, left, comparisons[index]?.left ?? "unknown");
      return;
    }
  }
  const operands = allTaken(analysis, lefts);
  const inner = innerOf(analysis, node);
  if (operands === undefined || inner === undefined) return;
  if (!isFilter) {
    eachRow(analysis, node, operator, operands, rights);
    return;
  }
  // What refers to the query around it is no IN over several columns to DuckDB.
  requireNoAggregate(node, row);
  const names = rights.map((_, index) => `pg_c${index + 1}`);
  const others = rights.map((right, index): Operand => ({ typed: right, sql: names[index] ?? "" }));
  const test = compareRows(analysis, node, operator, operands, others);
  const query = analysis.rewriting.take(inner);
  rewrite(analysis, node, `EXISTS (SELECT 1 FROM (${query}) AS pg_q(${names.join(", ")}) WHERE ${test})`);
}

function eachRow(
  analysis: Analysis,
  node: Node,
  operator: string,
  lefts: readonly Operand[],
  rights: readonly Typed[],
): void {
  each(analysis, node, rights.length, (columns) => {
    const others = rights.map((right, index): Operand => ({ typed: right, sql: columns[index] ?? "" }));
    return compareRows(analysis, node, operator, lefts, others);
  });
}

/** Every row is compared, and what came of it counted. */
function each(analysis: Analysis, node: Node, count: number, compare: (columns: readonly string[]) => string): void {
  const body = bodyOf(node);
  const inner = innerOf(analysis, node);
  if (inner === undefined) return;
  requireNoAggregate(node, body["testexpr"]);
  const columns = Array.from({ length: count }, (_, index) => `pg_c${index + 1}`);
  const test = compare(columns);
  const query = analysis.rewriting.take(inner);
  const rows = `(SELECT ${test} AS pg_r FROM (${query}) AS pg_q(${columns.join(", ")})) AS pg_t`;
  const found =
    body["subLinkType"] === "ANY_SUBLINK"
      ? "CASE WHEN bool_or(pg_r) THEN true WHEN count(*) > count(pg_r) THEN NULL ELSE false END"
      : "CASE WHEN NOT bool_and(pg_r) THEN false WHEN count(*) > count(pg_r) THEN NULL ELSE true END";
  const isDenied = analysis.tokens.text(analysis.tokens.from(Number(body["location"] ?? 0))) === "not";
  const denial = isDenied && operatorOf(node) === "=" && body["operName"] === undefined ? "NOT " : "";
  rewrite(analysis, node, `(${denial}(SELECT ${found} FROM ${rows}))`);
}

/** `(a, b) = (SELECT c, d ...)`: of one row. */
export function rowWithSubquery(analysis: Analysis, node: Node, scope: Scope): Typed {
  const { lexpr, rexpr, name } = bodyOf(node);
  const result: Typed = { node, type: "bool" };
  const link = rexpr as Node;
  const columns = subqueryColumns(analysis, bodyOf(link)["subselect"] as Node, scope);
  const lefts = rowOperands(analysis, lexpr as Node, scope);
  const inner = innerOf(analysis, link);
  if (columns === undefined || lefts === undefined || inner === undefined) {
    throw errorAt(node, "0A000", "a row compared with this subquery is not supported", {
      hint: "Compare each column with a subquery of its own.",
    });
  }
  requireCount(link, columns, lefts.length);
  requireNoAggregate(node, lexpr);
  const names = columns.map((_, index) => `pg_c${index + 1}`);
  const rights = columns.map(({ type }, index): Operand => ({ typed: { node, type }, sql: names[index] ?? "" }));
  const test = compareRows(analysis, node, namesIn(name).at(-1) ?? "=", lefts, rights);
  const query = analysis.rewriting.take(inner);
  rewrite(analysis, node, `(SELECT ${test} FROM (${query}) AS pg_q(${names.join(", ")}))`);
  return result;
}

/** What stands in the subquery's parentheses. */
function innerOf({ spans, tokens }: Analysis, node: Node): Span | undefined {
  const span = spans.of(node);
  if (span === undefined) return undefined;
  return { first: tokens.partner(span.last) + 1, last: span.last - 1 };
}

/** Put into a query of its own, an aggregate would count that one's rows. */
function requireNoAggregate(node: Node, value: unknown): void {
  eachNode(value, (part, kind) => {
    if (kind !== "FuncCall" || !["aggregate", "window"].includes(callKind(part))) return true;
    throw errorAt(node, "0A000", "an aggregate compared with a subquery in this way is not supported", {
      hint: "Give the aggregate a name in a subquery in FROM, and compare that.",
    });
  });
}
