// Calls of functions: which of PostgreSQL's functions is meant, and what is called in its place.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText, typed } from "./analysis.js";
import { chooseFunction, type ChosenFunction, isPolymorphic, resolvePolymorphic, unknown } from "./candidates.js";
import { aggregateLowering, prepareAggregate, writeAggregate } from "./aggregate-calls.js";
import { requireArrays, resultDimensions, textsOfElements } from "./array-operands.js";
import { arrayFill } from "./array-fill.js";
import { assertClauses, assertDistinct, assertPolymorphic } from "./call-clauses.js";
import { coerce, coerceToBoolean, surround } from "./coercion.js";
import { castToText, jsonOf, outputOf } from "./conversions.js";
import { giveDigitsOfElements, giveDigitsTo, keptByCall, remainderAsText, showArguments } from "./computed-numerics.js";
import { loweringOf } from "./functions.js";
import { datePartField, dateTruncUnit, extractField } from "./functions/date-time/parts.js";
import { keyText } from "./json-keys.js";
import { assertKnownNames } from "./named-arguments.js";
import type { Lowering } from "./lowering.js";
import { functionsNamed, type PostgresFunction } from "./postgres-catalog.js";
import { prettyArray, withRowsAsJson } from "./row-calls.js";
import { rowOfStar } from "./rows.js";
import type { Scope } from "./scope.js";
import { writeSetCall } from "./set-returning.js";
import { sortItems, sortValues } from "./sorting.js";
import { mentions } from "./tree-walk.js";
import { castFunction } from "./type-casts.js";
import { variadicCall } from "./variadic-calls.js";
import { windowDefinition } from "./windows.js";

export function call(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const names = namesIn(body["funcname"]);
  const name = names.at(-1) ?? "";
  analysis.references.noteCall(node, scope.level);
  // DuckDB's own: what is in it must not raise errors of ours, which it would not hold.
  if (name === "try") return { node, type: undefined };
  showArguments(analysis, name, node);
  const written = nodesIn(body["args"]).map(
    (operand) => rowOfStar(analysis, operand, scope) ?? typed(analysis, operand, scope),
  );
  const sort = body["agg_within_group"] === true ? sortValues : sortItems;
  const ordered = sort(analysis, nodesIn(body["agg_order"]), scope, { isList: body["agg_distinct"] !== true });
  if (body["agg_filter"] !== undefined) {
    coerceToBoolean(analysis, typed(analysis, body["agg_filter"] as Node, scope), "FILTER");
  }
  if (body["over"] !== undefined) windowDefinition(analysis, body["over"] as Node, scope);
  const { operands, whole } = withRowsAsJson(analysis, node, name, written);
  if (whole !== undefined) return whole;
  const isForeign = names.length > 2 || (names.length === 2 && names[0] !== "pg_catalog");
  const all = isForeign ? [] : functionsNamed(name);
  const [operand] = operands;
  if (!isForeign && name === "pg_typeof" && operand !== undefined && operands.length === 1) {
    return typeOf(analysis, node, operand);
  }
  if (all.length === 0) {
    analysis.references.noteForeign(name, operands);
    return { node, type: undefined };
  }
  const given = body["agg_within_group"] === true ? [...operands, ...ordered] : operands;
  const results = new Set(all.map(({ result }) => result));
  const [onlyResult] = results;
  const usual = results.size === 1 && !isPolymorphic(onlyResult ?? "") ? onlyResult : undefined;
  const isOpen = given.some(({ type, parameter }) => type === undefined && parameter === undefined);
  const isVariadic = body["func_variadic"] === true;
  assertKnownNames(node, name, given);
  if (isOpen && !isVariadic) return { node, type: usual };
  const types = given.map(({ type = unknown }) => type);
  const choice = chooseFunction(name, types, isVariadic);
  if (choice.kind === "none" || choice.kind === "ambiguous") {
    // Of what is no constant, current_setting() is a function of DuckDB's by another name.
    if (analysis.isOfSession(name) && name !== "current_setting") return { node, type: usual };
    const call = `${name}(${types.map(typeText).join(", ")})`;
    throw choice.kind === "none"
      ? errorAt(node, "42883", `function ${call} does not exist`, {
          hint: "No function matches the given name and argument types. You might need to add explicit type casts.",
        })
      : errorAt(node, "42725", `function ${call} is not unique`, {
          hint: "Could not choose a best candidate function. You might need to add explicit type casts.",
        });
  }
  assertClauses(node, choice.one.one);
  // Which of two is meant comes first.
  if (choice.one.one.name !== "unnest") assertPolymorphic(choice.one.types, given);
  return resolved(analysis, node, given, choice.one);
}

function resolved(analysis: Analysis, node: Node, given: readonly Typed[], chosen: ChosenFunction): Typed {
  const { one, types } = chosen;
  const polymorphic = resolvePolymorphic(
    types,
    given.map(({ type = unknown }) => type),
  );
  if (polymorphic === undefined) return { node, type: undefined };
  const set = writeSetCall(analysis, {
    node,
    one,
    given,
    types: polymorphic.types,
    result: polymorphic.result(one.result),
  });
  if (set !== undefined) return set;
  for (const [index, operand] of given.entries()) {
    // What is told apart becomes text.
    if (types[index] === "any" && bodyOf(node)["agg_distinct"] !== true) analysis.parameters.take(operand);
  }
  if (one.kind === "a") assertDistinct(analysis, node, given);
  const aggregate = aggregateLowering(one);
  const constant = given[1] === undefined ? undefined : textConstant(given[1]);
  const lowering = aggregate === undefined ? loweringOf(analysis, node, one.signature, constant) : undefined;
  if (lowering?.kind === "refused") {
    throw errorAt(node, "0A000", `function ${one.name}(${types.map(typeText).join(", ")}) is not supported`, {
      hint: lowering.hint,
    });
  }
  const variadic = variadicCall(analysis, node, given, chosen, lowering);
  if (variadic !== undefined) return variadic;
  requireArrays(node, one.signature, given);
  if (one.name === "array_to_string" && given[0] !== undefined) textsOfElements(analysis, given[0]);
  const [only] = given;
  const asCast =
    lowering === undefined && only !== undefined && given.length === 1 && one.kind === "f"
      ? castFunction(analysis, one, only.node)
      : undefined;
  const isForced = lowering?.kind === "call" || forcing.has(aggregate?.kind ?? "") || asCast !== undefined;
  if (one.name.startsWith("quote_") && one.parameters[0] === "anyelement" && only !== undefined) {
    const span = analysis.spans.of(only.node);
    if (span !== undefined) surround(analysis, span, castToText(polymorphic.types[0] ?? unknown));
    if (lowering?.kind === "call") rename(analysis, node, given, lowering);
    return { node, type: "text" };
  }
  if (given.length === 0 && /^jsonb?_build_(array|object)\(\)$/.test(one.signature)) {
    const span = analysis.spans.of(node);
    const [type, value] = [one.result, one.name.endsWith("array") ? "[]" : "{}"];
    if (span !== undefined) analysis.rewriting.replace(span, `CAST('${value}' AS JSON)`);
    return { node, type };
  }
  if (one.name === "num_nulls" || one.name === "num_nonnulls") return countOfNulls(analysis, node, given, one);
  if (one.parameters.includes("any") && (lowering?.kind === "call" || printsAll.has(one.name))) {
    return variadicOfAny(analysis, node, given, one, lowering);
  }
  for (const [index, operand] of given.entries()) {
    coerce(analysis, operand, polymorphic.types[index] ?? unknown, { isForced, isValue: true });
  }
  giveDigitsTo(analysis, lowering, given);
  giveDigitsOfElements(analysis, node, one.name, given, polymorphic.types);
  const filled =
    one.name === "array_fill" ? arrayFill(analysis, node, given, polymorphic.result(one.result) ?? "") : undefined;
  if (filled !== undefined) return filled;
  if (asCast !== undefined && only !== undefined) {
    const [whole, argument] = [analysis.spans.of(node), analysis.spans.of(only.node)];
    if (whole !== undefined && argument !== undefined)
      analysis.rewriting.replace(whole, asCast(analysis.rewriting.take(argument)));
    return { node, type: one.result };
  }
  if (one.signature === "array_to_json(anyarray,bool)") return prettyArray(analysis, node, given);
  if (lowering?.kind === "call" && takesJson.has(one.name)) {
    const [value] = given;
    if (value?.type === unknown) {
      throw new PgError("42804", "could not determine polymorphic type because input has type unknown");
    }
    const span = value === undefined ? undefined : analysis.spans.of(value.node);
    if (value?.type === undefined || span === undefined) return { node, type: one.result };
    surround(analysis, span, jsonOf(value.type, one.result === "jsonb" ? "jsonb" : "json", value.dimensions));
  }
  const result = polymorphic.result(one.result);
  if (fieldMacro(analysis, node, given, types)) {
    analysis.texts.delete(node);
    return { node, type: result };
  }
  prepareAggregate(analysis, node, given, one);
  if (aggregate !== undefined) writeAggregate(analysis, node, given, aggregate);
  if (lowering?.kind === "call") rename(analysis, node, given, lowering);
  else if (aggregate === undefined || aggregate.kind === "same") withoutSchema(analysis, node);
  if (result === "void") return { node, type: analysis.selected.has(node) ? "void" : undefined };
  const kept =
    result === "numeric" || result === "_numeric"
      ? keptByCall(one.name, given, (part) => !mentions(part.node, "ColumnRef", "SubLink"))
      : {};
  const dimensions = resultDimensions(one, given);
  remainderAsText(analysis, node, one.signature, given);
  return {
    node,
    type: result === "record" ? undefined : result,
    ...kept,
    ...(dimensions !== undefined && { dimensions }),
  };
}

/** The name of a type, which is of type regtype; within an expression, a text. */
function typeOf(analysis: Analysis, node: Node, operand: Typed): Typed {
  const span = analysis.spans.of(node);
  const place = analysis.spans.widest(operand.node);
  const type = kindOf(operand.node) === "RowExpr" ? "record" : operand.type;
  if (span === undefined || place === undefined || type === undefined) return { node, type: undefined };
  const name = quoteLiteral(typeText(type));
  analysis.rewriting.replace(span, `pg.type_name_of(${analysis.rewriting.take(place)}, ${name})`);
  return { node, type: analysis.selected.has(node) ? "regtype" : "text" };
}

/** Their arguments go to macros. */
const forcing = new Set(["combine", "collect", "delimited", "interpolated"]);

const fieldMacros: Readonly<Record<string, (field: string, type: string) => string | undefined>> = {
  extract: extractField,
  date_part: datePartField,
  date_trunc: dateTruncUnit,
};

/** A field or unit that is a constant has a macro of its own. */
function fieldMacro(analysis: Analysis, node: Node, given: readonly Typed[], types: readonly string[]): boolean {
  const [field, value, ...others] = given;
  const find = fieldMacros[namesIn(bodyOf(node)["funcname"]).at(-1) ?? ""];
  const literal = field === undefined ? undefined : textConstant(field);
  const name = literal === undefined || others.length > 0 ? undefined : find?.(literal, types[1] ?? "");
  const span = analysis.spans.of(node);
  const place = analysis.spans.of(value?.node);
  if (name === undefined || span === undefined || place === undefined) return false;
  const argument = analysis.rewriting.take(place);
  analysis.rewriting.take(span);
  analysis.rewriting.replace(span, `${name}(${argument})`);
  return true;
}

/** `'month'`, `'month'::text` */
function textConstant({ literal, type, node }: Typed): string | undefined {
  const { sval } = (kindOf(node) === "TypeCast" ? bodyOf(bodyOf(node)["arg"] as Node) : {}) as {
    readonly sval?: { readonly sval?: string };
  };
  return literal ?? (type === "text" && sval !== undefined ? (sval.sval ?? "") : undefined);
}

/** Their argument comes as JSON in text. */
const takesJson = new Set(["to_json", "to_jsonb", "array_to_json"]);

const printsAll = new Set(["concat", "concat_ws", "format"]);

/** Of any types: each argument is made text, as its output function prints it, or JSON. */
function variadicOfAny(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  one: PostgresFunction,
  lowering: Lowering | undefined,
): Typed {
  const isJson = /^jsonb?_build_/.test(one.name);
  const form = one.name.startsWith("jsonb") ? "jsonb" : "json";
  for (const [index, operand] of given.entries()) {
    const span = analysis.spans.of(operand.node);
    const type = operand.type ?? unknown;
    const isFixed = (one.parameters[index] ?? "any") !== "any";
    if (operand.parameter !== undefined && isFixed) analysis.parameters.find(operand.parameter, "text");
    if (span === undefined || isFixed) continue;
    const isKey = isJson && one.name.endsWith("_object") && index % 2 === 0;
    if (isKey) surround(analysis, span, keyText(type));
    else if (isJson && operand.isNull !== true) surround(analysis, span, jsonOf(type, form, operand.dimensions));
    else surround(analysis, span, outputOf(type, operand.dimensions));
  }
  if (lowering?.kind === "call") rename(analysis, node, given, lowering);
  if (isJson) {
    // They take one list.
    const at = analysis.tokens.from(Number(bodyOf(node)["location"] ?? 0));
    let open = at;
    while (analysis.tokens.text(open) !== "(") open++;
    const close = analysis.tokens.partner(open);
    analysis.rewriting.replace({ first: open, last: open }, given.length === 0 ? "([]::VARCHAR[]" : "([");
    analysis.rewriting.replace({ first: close, last: close }, given.length === 0 ? ")" : "])");
  }
  return { node, type: one.result };
}

/** `num_nulls(a, b)` -> `(a IS NULL)::INTEGER + (b IS NULL)::INTEGER` */
function countOfNulls(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  { name, result }: PostgresFunction,
): Typed {
  const span = analysis.spans.of(node);
  const test = name === "num_nulls" ? "IS NULL" : "IS NOT NULL";
  const counts = given.map(({ node: operand }) => {
    const place = analysis.spans.of(operand);
    return place === undefined ? "0" : `CAST((${analysis.rewriting.take(place)}) ${test} AS INTEGER)`;
  });
  if (span !== undefined) analysis.rewriting.replace(span, `CAST((${counts.join(" + ")}) AS INTEGER)`);
  return { node, type: result };
}

/** `initcap(` -> `pg.initcap(`. What the grammar has words for is written as a plain call. */
function rename(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: Lowering & { readonly kind: "call" },
): void {
  const body = bodyOf(node);
  const span = analysis.spans.of(node);
  const at = analysis.tokens.from(Number(body["location"] ?? 0));
  if (span === undefined) return;
  if (body["funcformat"] !== "COERCE_SQL_SYNTAX") {
    let last = at;
    while (analysis.tokens.text(last + 1) === ".") last += 2;
    analysis.rewriting.replace({ first: at, last }, lowering.name);
    return;
  }
  const written = given.map(({ node: operand, literal }) => {
    const place = analysis.spans.of(operand);
    if (place === undefined) return literal === undefined ? implied(analysis, operand) : quoteLiteral(literal);
    const taken = analysis.rewriting.take(place);
    // `month` of EXTRACT is a text without quotes.
    return literal !== undefined && analysis.tokens.at(place.first).kind === "word" ? quoteLiteral(literal) : taken;
  });
  analysis.rewriting.replace(span, `${lowering.name}(${written.join(", ")})`);
}

/** What the grammar puts there: `substring(a FOR b)` begins at 1, and its length is cast. */
function implied(analysis: Analysis, node: Node): string {
  const { ival, arg } = bodyOf(node) as { readonly ival?: { readonly ival?: number }; readonly arg?: Node };
  if (kindOf(node) === "A_Const" && ival !== undefined) return String(ival.ival ?? 0);
  const place = analysis.spans.of(arg);
  if (place === undefined) throw new Error("an argument stands nowhere");
  return `CAST(${analysis.rewriting.take(place)} AS INTEGER)`;
}

/** `pg_catalog.lower(` -> `lower(` */
function withoutSchema(analysis: Analysis, node: Node): void {
  const first = analysis.tokens.from(Number(bodyOf(node)["location"] ?? 0));
  if (analysis.tokens.text(first + 1) === ".") analysis.rewriting.replace({ first, last: first + 1 }, "");
}
