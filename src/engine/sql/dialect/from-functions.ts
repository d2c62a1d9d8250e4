// Functions in FROM: each item becomes a subquery over the lists of its rows, with the names that PostgreSQL gives to its columns.
// addRangeTableEntryForFunction in src/backend/parser/parse_relation.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { figureName } from "./figure-names.js";
import { guardSet } from "./guarded-sets.js";
import { functionsNamed } from "./postgres-catalog.js";
import { type Column, columnOf, type Range, type Scope } from "./scope.js";
import { type CallInFrom, isSetReturning, type SetOfRows, unnested } from "./set-returning.js";
import { type JoinedItem, joinedSet, type Joining } from "./joined-sets.js";
import { recordsOf } from "./record-functions.js";
import { rowsQuery } from "./rows-query.js";
import type { Span } from "./spans.js";

type Body = Readonly<Record<string, unknown>>;

/** One of those that an item is made of, and its columns; a value alone is one row. */
export type FromPart =
  | { readonly kind: "rows"; readonly rows: SetOfRows; readonly columns: readonly Column[] }
  | { readonly kind: "value"; readonly sql: string; readonly columns: readonly Column[] };

/** A function, and what `AS (name type, ...)` says of its columns. */
interface Called {
  readonly node: Node;
  readonly definitions: readonly Node[];
}

/** Undefined: it is none of PostgreSQL's, but DuckDB's own or the gateway's. */
export function functionRange(
  analysis: Analysis,
  body: Body,
  scope: Scope,
  joining: Joining | undefined,
): Range | undefined {
  const calls = nodesIn(body["functions"]).map((item): Called => {
    const [node, definitions] = nodesIn((item as unknown as { List: { items: readonly Node[] } }).List.items);
    const list = (definitions as unknown as { List?: { items?: readonly Node[] } } | undefined)?.List?.items;
    return { node: node as Node, definitions: nodesIn(list ?? body["coldeflist"]) };
  });
  const [first] = calls;
  if (first === undefined) return undefined;
  const given = body["alias"] as Body | undefined;
  const alias = given === undefined ? figureName(first.node) : String(given["aliasname"]);
  const single = calls.length === 1 && !isOfSeveralArrays(first.node);
  assertDefinitions(body, calls, first.node);
  const parts: FromPart[] = [];
  for (const called of calls) {
    const found = partsOf(analysis, called, scope, single && given !== undefined ? alias : figureName(called.node));
    if (found === undefined && single) return undefined;
    if (found === undefined) {
      throw errorAt(called.node, "0A000", `function ${figureName(called.node)} is not supported in ROWS FROM`, {
        hint: "Join it as an item of FROM of its own instead.",
      });
    }
    parts.push(...found);
  }
  const isNumbered = body["ordinality"] === true;
  const own = parts.flatMap(({ columns }) => columns);
  const all = isNumbered ? [...own, { name: "ordinality", type: "int8" }] : own;
  const names = namesIn(given?.["colnames"]);
  if (names.length > all.length) {
    throw new PgError(
      "42P10",
      `table "${alias}" has ${all.length} columns available but ${names.length} columns specified`,
    );
  }
  const columns = all.map((column, index) => columnOf(names[index] ?? column.name, column.type));
  const hidden = write(analysis, body, first.node, scope, {
    parts,
    isNumbered,
    joining,
    left: scope.ranges,
    alias: `${quoteIdentifier(alias)}(${columns.map(({ name }) => quoteIdentifier(name)).join(", ")})`,
  });
  const isScalar = all.length === 1 && parts.length === 1 && first.definitions.length === 0;
  return { alias, columns, ...(isScalar && { whole: columns[0] }), hidden };
}

/** @throws SyntaxError (42601) */
function assertDefinitions(body: Body, calls: readonly Called[], node: Node): void {
  if (body["coldeflist"] === undefined) return;
  if (calls.length > 1) {
    throw errorAt(node, "42601", "ROWS FROM() with multiple functions cannot have a column definition list", {
      hint: "Put a separate column definition list for each function inside ROWS FROM().",
    });
  }
  if (isOfSeveralArrays(node)) {
    throw errorAt(node, "42601", "UNNEST() with multiple arguments cannot have a column definition list", {
      hint: "Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each one.",
    });
  }
  if (body["ordinality"] === true) {
    throw errorAt(node, "42601", "WITH ORDINALITY cannot be used with a column definition list", {
      hint: "Put the column definition list inside ROWS FROM().",
    });
  }
}

function isOfSeveralArrays(node: Node): boolean {
  const body = bodyOf(node);
  return (
    kindOf(node) === "FuncCall" && namesIn(body["funcname"]).join(".") === "unnest" && nodesIn(body["args"]).length > 1
  );
}

function partsOf(
  analysis: Analysis,
  { node, definitions }: Called,
  scope: Scope,
  columnName: string,
): readonly FromPart[] | undefined {
  const records = recordsOf(analysis, node, definitions, scope);
  if (records !== undefined) return [records];
  if (definitions.length > 0) {
    throw errorAt(node, "42601", 'a column definition list is only allowed for functions returning "record"');
  }
  if (isOfSeveralArrays(node)) return severalArrays(analysis, node, scope);
  const inFrom: CallInFrom = { node };
  const found = typed({ ...analysis, inFrom }, node, scope);
  const { rows } = inFrom;
  if (rows !== undefined) {
    const columns = rows.isNamed ? rows.columns : rows.columns.map(({ type }) => ({ name: columnName, type }));
    return [{ kind: "rows", rows, columns }];
  }
  if (!isValue(node)) return undefined;
  const span = analysis.spans.of(node);
  if (span === undefined) return undefined;
  return [{ kind: "value", sql: analysis.rewriting.take(span), columns: [columnOf(columnName, found.type)] }];
}

/** unnest(a, b): each array is one of ROWS FROM. */
function severalArrays(analysis: Analysis, node: Node, scope: Scope): readonly FromPart[] | undefined {
  const given = nodesIn(bodyOf(node)["args"]).map((operand): Typed => typed(analysis, operand, scope));
  return given.map((operand): FromPart => {
    const rows = unnested(analysis, node, operand);
    if (rows === undefined) {
      throw errorAt(
        operand.node,
        "0A000",
        "unnest() of what is no array of PostgreSQL's is not supported beside others",
        {
          hint: "Cast it to an array, for example x::text[].",
        },
      );
    }
    return { kind: "rows", rows, columns: rows.columns };
  });
}

/** A function of PostgreSQL's that gives one value. @throws GroupingError (42803) */
function isValue(node: Node): boolean {
  if (kindOf(node) !== "FuncCall") return true;
  const names = namesIn(bodyOf(node)["funcname"]);
  const name = names.at(-1) ?? "";
  if (names.length > 2 || (names.length === 2 && names[0] !== "pg_catalog")) return false;
  const all = functionsNamed(name);
  if (all.some(({ kind }) => kind === "a")) {
    throw errorAt(node, "42803", "aggregate functions are not allowed in functions in FROM");
  }
  return (
    all.length > 0 &&
    !isSetReturning(name) &&
    all.every(({ columns, result }) => columns.length <= 1 && result !== "record")
  );
}

/** Gives the name of a column that is to be hidden. */
function write(
  analysis: Analysis,
  body: Body,
  first: Node,
  scope: Scope,
  item: JoinedItem & { readonly alias: string },
): string | undefined {
  const span = spanOf(analysis, body, first);
  analysis.rewriting.take(span);
  const joined = joinedSet(analysis, body, span, item);
  const written = (condition: string | undefined): void => {
    const guarded =
      condition === undefined ? (list: string) => list : (list: string) => `CASE WHEN ${condition} THEN ${list} END`;
    const query = joined?.sql(guarded) ?? rowsQuery(item.parts, item.isNumbered, guarded);
    analysis.rewriting.take(span);
    analysis.rewriting.replace(span, `${query} AS ${item.alias}`);
  };
  written(undefined);
  guardSet(analysis, body["functions"], scope, span, written);
  return joined?.hidden;
}

/** From the function's name, or ROWS, to the end of the alias. */
function spanOf({ tokens, spans }: Analysis, body: Body, node: Node): Span {
  const call = spans.of(node);
  if (call === undefined) throw errorAt(node, "0A000", "this way to write a function in FROM is not supported");
  const isRows = body["is_rowsfrom"] === true;
  const first = isRows ? call.first - 3 : call.first;
  let last = isRows ? tokens.partner(call.first - 1) : call.last;
  if (body["ordinality"] === true) last += 2;
  if (tokens.text(last + 1) === "as") last++;
  if (body["alias"] !== undefined) last++;
  if (body["alias"] !== undefined || body["coldeflist"] !== undefined) {
    if (tokens.text(last + 1) === "(") last = tokens.partner(last + 1);
  }
  return { first, last };
}
