// VARIADIC: an array whose elements are the call's last arguments; and arguments that a function takes as one array.
// https://www.postgresql.org/docs/15/xfunc-sql.html#XFUNC-SQL-VARIADIC-FUNCTIONS
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, type Typed } from "./analysis.js";
import { flatArray } from "./array-operands.js";
import { type ChosenFunction, isArray, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import { type Conversion, jsonOf, outputOf, over } from "./conversions.js";
import { keyText } from "./json-keys.js";
import type { Lowering } from "./lowering.js";
import { typeNamed } from "./postgres-catalog.js";

/** Undefined: its arguments are as many as its parameters. @throws PgError 42804, 0A000 */
export function variadicCall(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  { one, types, isExpanded }: ChosenFunction,
  lowering: Lowering | undefined,
): Typed | undefined {
  const ofAny = one.parameters.at(-1) === "any";
  const isOfArray = bodyOf(node)["func_variadic"] === true && one.isVariadic;
  const isOfElements = isExpanded && !ofAny && lowering?.kind === "call";
  if (!isOfArray && !isOfElements) return undefined;
  const fixed = one.parameters.length - 1;
  const list = given.slice(fixed);
  if (isOfArray && ofAny) requireArray(list[0]);
  for (const [index, operand] of given.entries()) {
    if (ofAny && index >= fixed) continue;
    coerce(analysis, operand, types[index] ?? unknown, { isForced: true });
  }
  const span = analysis.spans.of(node);
  const written = given.map(({ node: operand }) => taken(analysis, operand));
  if (span === undefined) return { node, type: one.result };
  const first = written.slice(0, fixed);
  const rest = written.slice(fixed);
  const whole = list[0]?.dimensions === undefined ? rest[0] : flatArray(list[0], rest[0] ?? "NULL");
  const call =
    ofAny && list[0] !== undefined
      ? ofElements(one.name, first, list[0], rest[0] ?? "NULL")
      : `${lowering?.kind === "call" ? lowering.name : one.name}(${[...first, isOfElements ? `[${rest.join(", ")}]` : whole].join(", ")})`;
  if (call === undefined) {
    throw errorAt(node, "0A000", `VARIADIC is not supported in ${one.name}()`, {
      hint: "Write its arguments one by one.",
    });
  }
  analysis.rewriting.take(span);
  analysis.rewriting.replace(span, call);
  return { node, type: one.result };
}

function requireArray(given: Typed | undefined): void {
  if (given === undefined || isArray(given.type ?? unknown)) return;
  throw errorAt(given.node, "42804", "VARIADIC argument must be an array");
}

function taken({ spans, rewriting }: Analysis, node: Node): string {
  const span = spans.widest(node);
  return span === undefined ? "NULL" : rewriting.take(span);
}

/** `first`: what stands before it. Undefined: nobody knows how. */
function ofElements(name: string, first: readonly string[], given: Typed, sql: string): string | undefined {
  const element = typeNamed(given.type ?? "")?.element ?? "text";
  const list = flatArray(given, sql);
  const texts = over(outputOf(element))(list);
  const form = name.startsWith("jsonb") ? "jsonb" : "json";
  const json = jsonOf(element, form);
  switch (name) {
    case "concat":
      return `pg.array_to_string(${texts}, '')`;
    case "concat_ws":
      return `pg.array_to_string(${texts}, ${first[0]})`;
    case "format":
      return `pg.format_list(${first[0]}, ${texts})`;
    case "num_nulls":
    case "num_nonnulls":
      return `pg.${name}_of_list(${list})`;
    case "json_build_array":
    case "jsonb_build_array":
      return `pg.json_build_array(${over(json)(list)})`;
    case "json_build_object":
    case "jsonb_build_object":
      return objectOf(name, keyText(element), json)(list);
    default:
      return undefined;
  }
}

/** Keys and values by turns. */
function objectOf(name: string, key: Conversion, value: Conversion): Conversion {
  const part = `CASE WHEN pg_at % 2 = 1 THEN ${key("pg_part")} ELSE ${value("pg_part")} END`;
  const parts = `list_transform(pg_given, lambda pg_part, pg_at: ${part})`;
  return (sql) =>
    `list_transform([${sql}], lambda pg_given: CASE WHEN pg_given IS NOT NULL THEN pg.${name}(${parts}) END)[1]`;
}
