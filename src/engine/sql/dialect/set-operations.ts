// UNION, INTERSECT and EXCEPT: what they compare, and how their result is sorted. VALUES is sorted in the same way.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText } from "./analysis.js";
import { commonType, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import { giveDigitsOfSet, keepEachScale, keptOf } from "./computed-numerics.js";
import { isTooWide } from "./decimal-digits.js";
import { keyOf, needsKey, requireOperator } from "./equality-keys.js";
import { sharedShape } from "./rows.js";
import { errorAtStart } from "./error-places.js";
import { shownOfSet } from "./only-shown.js";
import { limits, withTies } from "./limits.js";
import { resultOrder } from "./result-order.js";
import type { Column, Columns, Scope } from "./scope.js";
import type { Target } from "./targets.js";

type Body = Readonly<Record<string, unknown>>;

/** @throws UndefinedFunction (42883), FeatureNotSupported (0A000) */
export function requireEquality(analysis: Analysis, select: Body, columns: Columns): void {
  if (select["all"] === true && select["op"] === "SETOP_UNION") return;
  for (const [index, { type }] of (columns ?? []).entries()) {
    const node = firstItem(select, index);
    if (node === undefined) continue;
    requireOperator(analysis, node, type, "equality");
    if (keyOf(type, "equality") === undefined) continue;
    const name = String(select["op"]).replace("SETOP_", "");
    throw errorAt(node, "0A000", `${name} is not supported over this type`, {
      hint:
        name === "UNION"
          ? "Use UNION ALL in a subquery, and SELECT DISTINCT of it."
          : "Use [NOT] EXISTS, with a condition on each column.",
    });
  }
}

function firstItem(select: Body, index: number): Node | undefined {
  let first = select;
  while (first["larg"] !== undefined) first = first["larg"] as Body;
  const target = nodesIn(first["targetList"])[index];
  return target === undefined ? undefined : (bodyOf(target)["val"] as Node | undefined);
}

/** Only by names and numbers of the result's columns. */
export function orderOfSet(analysis: Analysis, select: Body, scope: Scope, columns: Columns): void {
  const within: Scope = { ...scope, ranges: [{ alias: undefined, columns }] };
  const list = (columns ?? []).map((column): Target => {
    const node: Node = { ColumnRef: { fields: [{ String: { sval: column.name } }], location: -1 } };
    return { node, column, typed: { node, ...column }, isStar: true, hasName: true };
  });
  const targets = { list, ofItems: [columns], isOpen: columns === undefined };
  refuseKeys(select, list);
  const sorted = resultOrder(
    analysis,
    nodesIn(select["sortClause"]),
    { scope: within, targets },
    {
      grouped: [],
      isByValue: true,
    },
  );
  const odd =
    select["op"] === undefined || select["op"] === "SETOP_NONE"
      ? undefined
      : sorted.find(({ isByResult }) => !isByResult);
  if (odd !== undefined) {
    if (kindOf(odd.node) === "ColumnRef" && nodesIn(bodyOf(odd.node)["fields"]).length === 1) {
      throw errorAt(odd.node, "42703", `column "${namesIn(bodyOf(odd.node)["fields"])[0]}" does not exist`);
    }
    throw errorAtStart(analysis, odd.node, "0A000", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause", {
      detail: "Only result column names can be used, not expressions or functions.",
      hint: "Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
    });
  }
  for (const { node, target } of sorted) {
    const [span, place] = [analysis.spans.of(node), target && list.indexOf(target) + 1];
    // DuckDB calls the columns of VALUES otherwise.
    if (kindOf(node) === "ColumnRef" && place !== undefined && span !== undefined) {
      analysis.rewriting.replace(span, String(place));
    }
  }
  const own = sorted.find(({ isByResult }) => !isByResult);
  if (own !== undefined && select["valuesLists"] !== undefined) {
    throw errorAt(own.node, "0A000", "ORDER BY an expression is not supported over VALUES", {
      hint: "Put it into FROM: SELECT * FROM (VALUES ...) AS v ORDER BY ...",
    });
  }
  limits(analysis, select, scope);
  if (select["limitOption"] === "LIMIT_OPTION_WITH_TIES") withTies(analysis, select, sorted);
}

/** DuckDB sorts what is put together by its columns only. */
function refuseKeys(select: Body, list: readonly Target[]): void {
  const [first] = nodesIn(select["sortClause"]);
  if (first === undefined || !list.some(({ column }) => needsKey(column.type))) return;
  throw errorAt(bodyOf(first)["node"] as Node, "0A000", "ORDER BY over this type is not supported here", {
    hint: "Put the query into FROM, and sort what comes of it: SELECT * FROM (...) AS q ORDER BY ...",
  });
}

/** @throws PgError 42601, 42804 */
export function matched(analysis: Analysis, operation: string, left: Columns, right: Columns): Columns {
  if (left === undefined || right === undefined) return left;
  const word = operation.replace(/^SETOP_/, "");
  if (left.length !== right.length) {
    const message = `each ${word} query must have the same number of columns`;
    throw errorAtStart(analysis, right[0]?.typed?.node, "42601", message);
  }
  return left.map((column, index): Column => {
    const other = right[index] ?? column;
    const type = columnType(analysis, word, column, other);
    const [mine, others] = [partsOf(column), partsOf(other)];
    const parts = mine === undefined || others === undefined ? undefined : [...mine, ...others];
    return { name: column.name, type, parts, ...keptOf([column, other]), ...sharedShape([column, other]) };
  });
}

function partsOf({ typed, parts }: Column): readonly Typed[] | undefined {
  return parts ?? (typed === undefined ? undefined : [typed]);
}

/** Numerics of several scales in one column. `isOutermost`: the client sees what comes of it. */
export function scalesOfSet(analysis: Analysis, select: Body, columns: Columns, isOutermost: boolean): Columns {
  const isShown = isOutermost && isAll(select) ? shownOfSet(select) : () => false;
  return columns?.map((column, index) => {
    const { type, parts } = column;
    if (type !== "numeric") return column;
    if (parts === undefined) return assertRoom(select, column);
    if (!isShown(column.name, index + 1)) return { ...column, ...keepEachScale(analysis, parts) };
    giveDigitsOfSet(analysis, parts);
    return column;
  });
}

/** What `*` stands for has no place in which it could be brought to another type. */
function assertRoom(select: Body, column: Column): Column {
  const node = firstItem(select, 0);
  if (column.computed !== undefined || column.digits === undefined || !isTooWide(column.digits) || node === undefined)
    return column;
  throw errorAt(node, "0A000", `numerics of more than 38 digits in column "${column.name}" are not supported`, {
    hint: "Name the columns instead of *, and cast this one to numeric(38, n).",
  });
}

/** Of queries of which each gives its rows as they come. */
function isAll(select: Body): boolean {
  if (select["op"] !== "SETOP_UNION" || select["all"] !== true) return false;
  return [select["larg"] as Body, select["rarg"] as Body].every((part) => {
    if (nodesIn(part["sortClause"]).length > 0) return false;
    return part["targetList"] === undefined ? isAll(part) : nodesIn(part["distinctClause"]).length === 0;
  });
}

function columnType(analysis: Analysis, word: string, left: Column, right: Column): string | undefined {
  const [mine, other] = [typeOf(left), typeOf(right)];
  if (mine === undefined || other === undefined) return undefined;
  const type = commonType([mine, other]);
  if (type === undefined) {
    const message = `${word} types ${typeText(mine)} and ${typeText(other)} cannot be matched`;
    throw errorAtStart(analysis, right.typed?.node, "42804", message);
  }
  for (const { typed } of [left, right]) if (typed !== undefined) coerce(analysis, typed, type, { isValue: true });
  return type;
}

function typeOf({ type, typed }: Column): string | undefined {
  const isOpenParameter = typed?.parameter !== undefined && typed.type === undefined;
  return isOpenParameter || typed?.type === unknown ? unknown : type;
}
