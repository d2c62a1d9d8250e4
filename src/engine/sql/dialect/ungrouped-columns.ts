// In a query that groups, its columns stand in GROUP BY or within aggregates: parseCheckAggregates in src/backend/parser/parse_agg.c
// No column depends on a key here: there are none.
import type { Node } from "libpg-query";
import type { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, isStar, kindOf, namesIn, nodesIn } from "./analysis.js";
import { callKind, ownerOf } from "./call-kinds.js";
import { ExpressionIds } from "./expression-ids.js";
import { type GroupKey, groupKeys, type Result } from "./group-keys.js";
import { sourceOf } from "./references.js";
import type { Column, Level, Scope } from "./scope.js";
import { eachNode } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

/** @throws PgError 42803 */
export function assertGrouped(
  analysis: Analysis,
  select: Body,
  scope: Scope & { readonly level: Level },
  results: readonly Result[] | undefined,
): void {
  const groups = nodesIn(select["groupClause"]);
  const keys = groupKeys(analysis, groups, scope, results);
  const roots = rootsOf(select, results);
  const isGrouped =
    groups.length > 0 || select["havingClause"] !== undefined || hasAggregate(analysis, roots, scope.level);
  if (!isGrouped || keys === undefined || results === undefined) return;
  const check = new GroupCheck(analysis, scope.level, keys);
  for (const key of keys) if ("node" in key) assertNoAggregate(analysis, key.node, scope.level);
  for (const { target, columns } of starsOf(select, results)) check.columns(target, columns);
  for (const root of roots) check.look(root, 0);
}

/** In the order in which PostgreSQL looks at them. */
function rootsOf(select: Body, results: readonly Result[] | undefined): readonly Node[] {
  const names = new Set(results?.map(({ name }) => name));
  const sorted = nodesIn(select["sortClause"])
    .map((item) => bodyOf(item)["node"] as Node)
    .filter((node) => !isOfResult(node, names));
  const distinct = nodesIn(select["distinctClause"]).filter(
    (node) => Object.keys(node).length > 0 && !isOfResult(node, names),
  );
  const targets = nodesIn(select["targetList"])
    .map((target) => bodyOf(target)["val"] as Node | undefined)
    .filter((val): val is Node => val !== undefined && !isStar(val));
  const having = select["havingClause"] as Node | undefined;
  const windows = nodesIn(select["windowClause"]);
  return [...targets, ...sorted, ...distinct, ...windows, ...(having === undefined ? [] : [having])];
}

function isOfResult(node: Node, names: ReadonlySet<string>): boolean {
  if (kindOf(node) === "A_Const") return true;
  const fields = kindOf(node) === "ColumnRef" ? namesIn(nodesIn(bodyOf(node)["fields"])) : [];
  return fields.length === 1 && names.has(fields[0] ?? "");
}

function hasAggregate(analysis: Analysis, roots: readonly Node[], level: Level): boolean {
  if (!analysis.survey.hasAggregates) return false;
  let has = false;
  eachNode(roots, (node, kind) => {
    if (kind === "SelectStmt") return level.isCorrelated;
    if (kind === "GroupingFunc") has = true;
    if (kind === "FuncCall" && callKind(node) === "aggregate" && ownerOf(analysis, node) === level) has = true;
    return !has;
  });
  return has;
}

/** What GROUP BY names by a result's number or name. */
function assertNoAggregate(analysis: Analysis, node: Node, level: Level): void {
  eachNode(node, (part, kind) => {
    if (kind === "SelectStmt") return level.isCorrelated;
    if (kind === "FuncCall" && callKind(part) === "aggregate" && ownerOf(analysis, part) === level)
      throw errorAt(part, "42803", "aggregate functions are not allowed in GROUP BY");
    if (kind === "FuncCall" && callKind(part) === "window")
      throw errorAt(part, "42P20", "window functions are not allowed in GROUP BY");
    return true;
  });
}

interface Star {
  readonly target: Node;
  readonly columns: readonly Column[];
}

function starsOf(select: Body, results: readonly Result[]): readonly Star[] {
  const columns = results.flatMap(({ column }) => (column === undefined ? [] : [column]));
  const star = nodesIn(select["targetList"])
    .map((target) => bodyOf(target)["val"] as Node | undefined)
    .find((val) => val !== undefined && isStar(val));
  return star === undefined ? [] : [{ target: star, columns }];
}

class GroupCheck {
  readonly #analysis: Analysis;
  readonly #level: Level;
  readonly #ids: ExpressionIds;
  readonly #columns = new Set<Column>();
  readonly #keys = new Set<number>();
  /** Of the expressions that are keys: what looks otherwise is none. */
  readonly #looks = new Set<string>();
  #detail: string | undefined;

  constructor(analysis: Analysis, level: Level, keys: readonly GroupKey[]) {
    this.#analysis = analysis;
    this.#level = level;
    this.#ids = new ExpressionIds(analysis.references, level.depth);
    for (const key of keys) {
      const column = "column" in key ? key.column : analysis.references.of(key.node)?.column;
      if (column !== undefined) this.#columns.add(sourceOf(column));
      else if ("node" in key) {
        this.#keys.add(this.#ids.of(key.node));
        this.#looks.add(lookOf(key.node, kindOf(key.node)));
      }
    }
  }

  columns(star: Node, columns: readonly Column[]): void {
    const odd = columns.find((column) => !this.#columns.has(sourceOf(column)));
    if (odd !== undefined) throw this.#error(star, odd, 0);
  }

  look(root: unknown, depth: number): void {
    eachNode(root, (node, kind) => {
      if (this.#looks.size > 0 && this.#looks.has(lookOf(node, kind)) && this.#keys.has(this.#ids.of(node)))
        return false;
      switch (kind) {
        case "SelectStmt":
          if (this.#level.isCorrelated) this.look(bodyOf(node), depth + 1);
          return false;
        case "ColumnRef":
          this.#assertColumn(node, depth);
          return false;
        case "GroupingFunc":
          if (depth === 0) this.#assertGrouping(node);
          return false;
        case "FuncCall":
          return this.#call(node, depth);
        default:
          return true;
      }
    });
  }

  /** Whether what is in it is looked at. */
  #call(node: Node, depth: number): boolean {
    const kind = callKind(node);
    if (kind === "foreign") return false;
    if (kind !== "aggregate") return true;
    const owner = ownerOf(this.#analysis, node);
    if (owner === undefined || owner.depth > this.#level.depth) return true;
    const { args, agg_within_group: isOrdered } = bodyOf(node);
    // What an ordered-set aggregate goes by is one value for each group.
    if (isOrdered === true && owner === this.#level) {
      this.#detail = "Direct arguments of an ordered-set aggregate must use only grouped columns.";
      this.look(args, depth);
      this.#detail = undefined;
    }
    return false;
  }

  #assertColumn(node: Node, depth: number): void {
    const reference = this.#analysis.references.of(node);
    if (reference === undefined || reference.level !== this.#level) return;
    const { column, row } = reference;
    if (column !== undefined) {
      if (!this.#columns.has(sourceOf(column))) throw this.#error(node, column, depth);
    } else if (row?.columns !== undefined && row.columns.some((one) => !this.#columns.has(sourceOf(one)))) {
      throw ungrouped(node, `${row.alias}.*`, depth, this.#detail);
    }
  }

  #assertGrouping(node: Node): void {
    for (const argument of nodesIn(bodyOf(node)["args"])) {
      const column = this.#analysis.references.of(argument)?.column;
      const isKey = column === undefined ? this.#keys.has(this.#ids.of(argument)) : this.#columns.has(sourceOf(column));
      if (!isKey) {
        throw errorAt(
          argument,
          "42803",
          "arguments to GROUPING must be grouping expressions of the associated query level",
        );
      }
    }
  }

  #error(node: Node, column: Column, depth: number): PgError {
    const source = sourceOf(column);
    const entry = this.#level.entries.find(({ columns }) => columns?.includes(source) === true);
    return ungrouped(node, `${entry?.alias ?? "unnamed_join"}.${source.name}`, depth, this.#detail);
  }
}

/** Its kind, and of a call the function's name. */
function lookOf(node: Node, kind: string): string {
  return kind === "FuncCall" ? (namesIn(bodyOf(node)["funcname"]).at(-1) ?? "") : kind;
}

function ungrouped(node: Node, name: string, depth: number, detail: string | undefined): PgError {
  return errorAt(
    node,
    "42803",
    depth === 0
      ? `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`
      : `subquery uses ungrouped column "${name}" from outer query`,
    detail === undefined ? {} : { detail },
  );
}
