// Subscripts and slices of arrays, and subscripts of jsonb. src/backend/parser/parse_node.c, src/backend/utils/adt/arraysubs.c, jsonbsubs.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typed, typeText } from "./analysis.js";
import { isArray, isCoercible, unknown } from "./candidates.js";
import { keptOf } from "./computed-numerics.js";
import { type Operand, taken, textAs } from "./comparisons.js";
import { castBetween, typeNamed } from "./postgres-catalog.js";
import type { Scope } from "./scope.js";
import { fieldType } from "./set-returning.js";
import { rewrite } from "./value-lists.js";

interface Step {
  readonly isSlice: boolean;
  readonly lower: Typed | undefined;
  readonly upper: Typed | undefined;
}

/** Fields of rows are DuckDB's. */
export function indirection(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const argument = typed(analysis, body["arg"] as Node, scope);
  const written = nodesIn(body["indirection"]);
  const steps = written.map((step): Step => {
    const { lidx, uidx, is_slice: isSlice } = bodyOf(step);
    const [lower, upper] = [lidx, uidx].map((index) =>
      index === undefined ? undefined : typed(analysis, index as Node, scope),
    );
    return { isSlice: isSlice === true, lower, upper };
  });
  const [first, ...others] = written;
  if (written.some((step) => kindOf(step) === "A_Star")) {
    throw errorAt(node, "0A000", "(...).* is not supported", {
      hint: "Name the fields one by one, or call the function in FROM.",
    });
  }
  if (first !== undefined && others.length === 0 && kindOf(first) === "String") {
    const [name = ""] = namesIn([first]);
    const field = argument.record?.fields.find((one) => one.name === name);
    return { node, type: fieldType(argument.node, name) ?? field?.type };
  }
  const type = argument.parameter === undefined ? argument.type : (argument.type ?? unknown);
  if (written.some((step) => kindOf(step) !== "A_Indices") || type === undefined) return { node, type: undefined };
  if (type === "jsonb") return jsonSubscripts(analysis, node, argument, steps);
  if (!isArray(type)) {
    throw errorAt(
      argument.node,
      "42804",
      `cannot subscript type ${typeText(type)} because it does not support subscripting`,
    );
  }
  return arraySubscripts(analysis, node, argument, steps);
}

function arraySubscripts(analysis: Analysis, node: Node, argument: Typed, steps: readonly Step[]): Typed {
  const type = argument.type ?? unknown;
  const isSlice = steps.some((step) => step.isSlice);
  const element = typeNamed(type)?.element;
  const { dimensions } = argument;
  const result: Typed = isSlice
    ? { node, type, ...keptOf([argument]), ...(dimensions !== undefined && { dimensions }) }
    : { node, type: element, ...keptOf([argument]) };
  const bounds = steps.map((step) => [bound(analysis, step.lower), bound(analysis, step.upper)] as const);
  const array = taken(analysis, argument);
  if (array === undefined) return result;
  const sql = isSlice
    ? sliced(node, array.sql, steps, bounds, dimensions)
    : picked(
        array.sql,
        bounds.map(([, upper]) => upper ?? "NULL"),
        dimensions,
      );
  rewrite(analysis, node, sql);
  return result;
}

/** An element: where there are fewer or more subscripts than dimensions, there is none. */
function picked(array: string, at: readonly string[], dimensions: number | undefined): string {
  if (dimensions === undefined || dimensions === at.length) {
    return at.length === 1 || at.length === 2
      ? `pg.array_get(${[array, ...at].join(", ")})`
      : at.reduce((inner, index) => `pg.array_get_inner(${inner}, ${index})`, array);
  }
  const innermost = `${"flatten(".repeat(dimensions - 1)}${array}${")".repeat(dimensions - 1)}`;
  return `pg.array_get_none(${innermost})`;
}

/** Where one step is a slice, all are: of a single subscript, from 1 on. */
function sliced(
  node: Node,
  array: string,
  steps: readonly Step[],
  bounds: readonly (readonly [string | undefined, string | undefined])[],
  dimensions: number | undefined,
): string {
  const given = bounds.map(([lower, upper], index) => {
    const from = steps[index]?.isSlice === true ? (lower ?? "1") : "1";
    return `${from}, ${upper ?? "2147483647"}`;
  });
  if (dimensions !== undefined && given.length > dimensions)
    return `pg.array_slice_none(${array}, [${given.join(", ")}])`;
  if (given.length <= 2) return `pg.array_slice(${[array, ...given].join(", ")})`;
  throw errorAt(node, "0A000", "slices of more than two dimensions are not supported", {
    hint: "Take a slice of one or two dimensions, and unnest() it.",
  });
}

/** @throws DatatypeMismatch (42804) */
function bound(analysis: Analysis, index: Typed | undefined): string | undefined {
  if (index === undefined) return undefined;
  const operand = taken(analysis, index);
  const { type = unknown } = index;
  if (operand === undefined) return undefined;
  if (!isCoercible(type, "int4") && castBetween(type, "int4") !== "a") {
    throw errorAt(index.node, "42804", "array subscript must have type integer");
  }
  return textAs(analysis, operand, "int4", true);
}

/** Each is a key or a number, of which the value itself tells which is meant. */
function jsonSubscripts(analysis: Analysis, node: Node, argument: Typed, steps: readonly Step[]): Typed {
  const result: Typed = { node, type: "jsonb" };
  const slice = steps.find((step) => step.isSlice);
  if (slice !== undefined) {
    throw errorAt((slice.lower ?? slice.upper ?? argument).node, "42804", "jsonb subscript does not support slices");
  }
  const keys = steps.map(({ upper }) => {
    const operand = upper && taken(analysis, upper);
    return operand === undefined ? "NULL" : keyText(analysis, operand);
  });
  const value = taken(analysis, argument);
  if (value !== undefined) rewrite(analysis, node, `pg.jsonb_subscript(${value.sql}, [${keys.join(", ")}])`);
  return result;
}

function keyText(analysis: Analysis, operand: Operand): string {
  const { type = unknown, node } = operand.typed;
  if (type === unknown || type === "text") return textAs(analysis, operand, "text", true);
  if (isCoercible(type, "int4")) return `CAST(${textAs(analysis, operand, "int4", true)} AS VARCHAR)`;
  if (isCoercible(type, "text")) return textAs(analysis, operand, "text", true);
  throw errorAt(node, "42804", `subscript type ${typeText(type)} is not supported`, {
    hint: "jsonb subscript must be coercible to either integer or text.",
  });
}
