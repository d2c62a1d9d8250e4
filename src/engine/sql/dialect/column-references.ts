// Names in expressions: columns and whole rows. transformColumnRef in src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, isStar, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { assertOne } from "./case-clashes.js";
import { missingName, missingTable } from "./missing-names.js";
import { wholeRow } from "./rows.js";
import { findColumn, type Scope } from "./scope.js";
import { wholeOf } from "./whole-rows.js";

/** @throws PgError 42703, 42P01, 42702 */
export function columnReference(analysis: Analysis, node: Node, scope: Scope): Typed {
  const fields = nodesIn(bodyOf(node)["fields"]);
  const open = { node, type: undefined };
  if (fields.some((field) => kindOf(field) !== "String") || fields.length > 3) return open;
  const names = namesIn(fields);
  if (names.some((name) => foreignBlanks.test(name))) return open;
  const found = findColumn(scope, names);
  if ("level" in found && found.level !== undefined) {
    if (found.level !== scope.level) found.level.isCorrelated = true;
    analysis.references.isCorrelated ||= found.level !== scope.level || scope.isLateral === true;
  }
  switch (found.kind) {
    case "ambiguous":
      throw errorAt(node, "42702", `column reference "${names.at(-1)}" is ambiguous`);
    case "missing":
      // DuckDB says whether it has such a one.
      if (systemColumns.has(names.at(-1) ?? "") || isField(scope, names)) return open;
      throw missingName(node, names, scope);
    case "column":
      assertOne(analysis, node, names, scope);
      analysis.references.note(node, { column: found.column, row: undefined, level: found.level });
      return {
        node,
        type: found.type,
        ...(found.column.record !== undefined && { record: found.column.record }),
        ...(found.column.dimensions !== undefined && { dimensions: found.column.dimensions }),
        ...(found.column.computed !== undefined && { computed: found.column.computed }),
        ...(found.column.digits !== undefined && { digits: found.column.digits }),
      };
    case "whole":
      analysis.references.note(node, { column: found.column, row: undefined, level: found.level });
      return { node, type: wholeOf(analysis, node, found.column) };
    case "row":
      analysis.references.note(node, { column: undefined, row: found.range, level: found.level });
      return wholeRow(analysis, node, found.range);
    case "open":
      return open;
  }
}

/** Blanks to DuckDB, and letters to PostgreSQL. */
const foreignBlanks = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

const systemColumns = new Set(["ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"]);

/** `a.b` is a field of DuckDB's, where `a` is of a type that only DuckDB has. */
function isField(scope: Scope, [first = "", ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return false;
  const found = findColumn(scope, [first]);
  return found.kind === "open" || (found.kind === "column" && found.type === undefined);
}

/** Of `x.*`. @throws PgError 42P01, or without tables at all 42601. */
export function assertStarHasRelation(node: Node, scope: Scope): void {
  if (!isStar(node)) return;
  const names = namesIn(nodesIn(bodyOf(node)["fields"]).slice(0, -1));
  const [name] = names.slice(-1);
  if (name === undefined) {
    if (scope.ranges.length === 0) throw errorAt(node, "42601", "SELECT * with no tables specified is not valid");
    return;
  }
  if (names.length > 1 || findColumn(scope, [name]).kind !== "missing") return;
  throw missingTable(node, name, scope);
}
