// FROM: relations, subqueries, functions and joins, with the names that their columns have. src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, namesIn, nodesIn, subqueryColumns, typed, typeText } from "./analysis.js";
import { PgError } from "../../../errors.js";
import { assertJoinedOne } from "./case-clashes.js";
import { commonType } from "./candidates.js";
import { coerceToBoolean } from "./coercion.js";
import { keyOf } from "./equality-keys.js";
import { functionRange } from "./from-functions.js";
import { type Joining, joiningOf } from "./joined-sets.js";
import { assertNamedOnce, assertOwnNames, enter, standingFor, usingColumn } from "./range-names.js";
import { type Column, findQuery, type Range, renamed, type Scope } from "./scope.js";
import { sampled } from "./table-samples.js";
import { nameValues } from "./values-columns.js";

type Body = Readonly<Record<string, unknown>>;

/** What stands further left is known to what is LATERAL. */
export function rangesOf(analysis: Analysis, items: readonly Node[], scope: Scope): readonly Range[] {
  const ranges: Range[] = [];
  for (const node of items) ranges.push(...rangeOf(analysis, node, scope, ranges, ranges.length > 0 ? "," : undefined));
  assertOwnNames(ranges);
  return ranges;
}

function rangeOf(
  analysis: Analysis,
  node: Node,
  scope: Scope,
  left: readonly Range[],
  joining?: Joining,
): readonly Range[] {
  const found = rangesIn(analysis, node, scope, left, joining);
  enter(scope, node, found);
  return found;
}

function rangesIn(
  analysis: Analysis,
  node: Node,
  scope: Scope,
  left: readonly Range[],
  joining?: Joining,
): readonly Range[] {
  const body = bodyOf(node);
  const alias = body["alias"] as Body | undefined;
  const name = alias === undefined ? undefined : String(alias["aliasname"]);
  const columnNames = namesIn(alias?.["colnames"]);
  switch (kindOf(node)) {
    case "RangeVar": {
      const relation = String(body["relname"]);
      const schema = body["schemaname"] === undefined ? undefined : String(body["schemaname"]);
      const query = schema === undefined ? findQuery(scope, relation) : undefined;
      const known = query === undefined ? analysis.relation(schema, relation) : { ...query, isPartial: false };
      const columns = renamed(known?.columns, columnNames);
      const own = name === undefined ? { schema: schema ?? "" } : {};
      return [{ alias: name ?? relation, columns, isPartial: known?.isPartial === true, ...own }];
    }
    case "RangeSubselect": {
      nameValues(analysis, body);
      const outer = body["lateral"] === true ? within(scope, left) : scope;
      return [
        { alias: name, columns: renamed(subqueryColumns(analysis, body["subquery"] as Node, outer), columnNames) },
      ];
    }
    case "RangeFunction": {
      const own: Range = { alias: name ?? functionName(body), columns: undefined };
      return [functionRange(analysis, body, within(scope, left), joining) ?? own];
    }
    case "JoinExpr":
      return joined(analysis, body, scope, left, name, columnNames);
    case "RangeTableSample":
      sampled(analysis, node);
      return rangeOf(analysis, body["relation"] as Node, scope, left);
    default:
      return [{ alias: name, columns: undefined }];
  }
}

function within(scope: Scope, ranges: readonly Range[]): Scope {
  return {
    ranges,
    queries: new Map(),
    outer: scope,
    isLateral: true,
    ...(scope.level === undefined ? {} : { level: scope.level }),
  };
}

function joined(
  analysis: Analysis,
  body: Body,
  scope: Scope,
  before: readonly Range[],
  name: string | undefined,
  columnNames: readonly string[],
): readonly Range[] {
  const left = rangeOf(analysis, body["larg"] as Node, scope, before);
  const right = rangeOf(
    analysis,
    body["rarg"] as Node,
    scope,
    [...before, ...left],
    // Under an alias there is no other name for what is hidden.
    name === undefined ? joiningOf(body) : undefined,
  );
  const all = outer(body, left, right);
  assertOwnNames(all);
  if (body["quals"] !== undefined) {
    coerceToBoolean(analysis, typed(analysis, body["quals"] as Node, within(scope, all)), "JOIN/ON");
  }
  const shared = body["isNatural"] === true ? sharedNames(left, right) : namesIn(body["usingClause"]);
  if (shared !== undefined) {
    assertNamedOnce(shared);
    assertJoinedOne(analysis, all, body["isNatural"] === true ? undefined : shared);
  }
  const ranges =
    shared === undefined
      ? all.map((range) => ({ ...range, columns: undefined }))
      : merged(all.slice(0, left.length), all.slice(left.length), shared, String(body["jointype"]));
  if (name === undefined) return ranges;
  // An alias hides what is in the join.
  const columns = ranges.some((range) => range.columns === undefined)
    ? undefined
    : ranges.flatMap((range) =>
        (range.columns ?? []).flatMap((column) =>
          range.merged?.has(column.name) === true ? [] : [standingFor(column)],
        ),
      );
  return [
    { alias: name, columns: columns?.map((column, index) => ({ ...column, name: columnNames[index] ?? column.name })) },
  ];
}

/** A side of an outer join may have no row. */
function outer(body: Body, left: readonly Range[], right: readonly Range[]): readonly Range[] {
  const mark = (ranges: readonly Range[], ...types: readonly string[]): readonly Range[] =>
    types.includes(String(body["jointype"])) ? ranges.map((range) => ({ isNullable: true, ...range })) : ranges;
  return [...mark(left, "JOIN_RIGHT", "JOIN_FULL"), ...mark(right, "JOIN_LEFT", "JOIN_FULL")];
}

/** Columns of USING come first, once. */
function merged(
  left: readonly Range[],
  right: readonly Range[],
  names: readonly string[],
  kind: string,
): readonly Range[] {
  if (names.length === 0) return [...left, ...right];
  const isOpen = [...left, ...right].some(({ columns }) => columns === undefined);
  const columns = names.map((name): Column => {
    const [mine, other] = [usingColumn(left, name, "left"), usingColumn(right, name, "right")];
    const types = [mine?.type, other?.type];
    const type = types.includes(undefined) ? undefined : commonType(types as readonly string[]);
    if (keyOf(type, "equality") !== undefined) {
      throw new PgError("0A000", `a join by USING or NATURAL is not supported over type ${typeText(type)}`, {
        hint: `Use ON with a comparison of both columns "${name}" instead.`,
      });
    }
    const source = kind === "JOIN_FULL" ? undefined : kind === "JOIN_RIGHT" ? other : mine;
    return { name, type, ...(source === undefined ? {} : { source }) };
  });
  const own = new Set(names);
  const rest = [...left, ...right].flatMap((range): Range[] =>
    // What an inner USING has merged is merged once more.
    range.alias === undefined && range.merged === undefined
      ? [{ ...range, columns: range.columns?.filter((column) => !own.has(column.name)) }]
      : [{ ...range, merged: new Set([...(range.merged ?? []), ...own]) }],
  );
  return [{ alias: undefined, columns: isOpen ? undefined : columns }, ...rest];
}

function sharedNames(left: readonly Range[], right: readonly Range[]): readonly string[] | undefined {
  if ([...left, ...right].some(({ columns }) => columns === undefined)) return undefined;
  const names = (ranges: readonly Range[]): readonly string[] =>
    ranges.flatMap(({ columns, merged: hidden }) =>
      (columns ?? []).flatMap(({ name }) => (hidden?.has(name) === true ? [] : [name])),
    );
  const others = new Set(names(right));
  return [...new Set(names(left))].filter((name) => others.has(name));
}

function functionName(body: Body): string | undefined {
  const [item] = nodesIn(body["functions"]);
  const [called] = nodesIn((item as unknown as { List?: { items?: readonly Node[] } } | undefined)?.List?.items);
  return called !== undefined && kindOf(called) === "FuncCall" ? namesIn(bodyOf(called)["funcname"]).at(-1) : undefined;
}
