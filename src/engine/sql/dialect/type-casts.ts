// Casts that the text asks for: CAST(x AS type), x::type, type 'x'.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText } from "./analysis.js";
import { isArray, unknown } from "./candidates.js";
import { castLowerings } from "./casts.js";
import { constantOf } from "./constants.js";
import { typeNamed } from "./postgres-catalog.js";
import type { Span } from "./spans.js";

type Body = Readonly<Record<string, unknown>>;

export function cast(analysis: Analysis, node: Node, argument: Typed): Typed {
  const typeName = bodyOf(node)["typeName"] as Body;
  const target = targetOf(typeName);
  if (target === undefined) return { node, type: undefined };
  const modifiers = nodesIn(typeName["typmods"]).map(numberOf);
  if (argument.parameter !== undefined && argument.type === undefined) {
    analysis.parameters.find(argument.parameter, target);
  } else if (argument.literal !== undefined && modifiers.length === 0) {
    const written = constantOf(target, argument.literal, argument.node);
    if (written !== undefined && keepsItsCast.has(target)) replaceArgument(analysis, argument, written);
  } else if (argument.type !== undefined && argument.type !== unknown && modifiers.length === 0) {
    const lowering = castLowerings[`${argument.type}:${target}`];
    if (lowering?.kind === "refused") {
      throw errorAt(node, "0A000", `a cast from ${typeText(argument.type)} to ${typeText(target)} is not supported`, {
        hint: lowering.hint,
      });
    }
    if (lowering?.kind === "call") writeCast(analysis, node, argument, `${lowering.name}(`, ")");
  }
  return { node, type: target };
}

/** Types whose literals are read here, and then cast by DuckDB to the type of the same name. */
const keepsItsCast = new Set(["bool", "int2", "int4", "int8", "float4", "float8"]);

function replaceArgument(analysis: Analysis, { node }: Typed, written: string): void {
  const span = analysis.spans.of(node);
  // `type 'x'` takes nothing but a string.
  if (span !== undefined && analysis.tokens.text(span.first - 1) !== "" && isBehindCast(analysis, span)) {
    analysis.rewriting.replace(span, written);
  }
}

function isBehindCast({ tokens }: Analysis, { first, last }: Span): boolean {
  return tokens.text(last + 1) === "::" || tokens.text(last + 1) === "as" || tokens.text(first - 1) === "(";
}

/** The cast's own words make room for others; the argument stays where it is. */
function writeCast(analysis: Analysis, node: Node, { node: argument }: Typed, before: string, after: string): void {
  const whole = analysis.spans.of(node);
  const inner = analysis.spans.of(argument);
  const { location } = bodyOf(node);
  if (whole === undefined || inner === undefined || location === -1) return;
  const at = analysis.tokens.from(Number(location ?? 0));
  if (analysis.tokens.text(at) === "::") {
    analysis.rewriting.replace({ first: at, last: whole.last }, "");
    analysis.rewriting.around({ first: whole.first, last: at - 1 }, before, after);
    return;
  }
  const operand = analysis.rewriting.take(inner);
  analysis.rewriting.replace(whole, before + operand + after);
}

/** PostgreSQL's type by its internal name; undefined: DuckDB's own, or of no kind that is served. */
export function targetOf(typeName: Body): string | undefined {
  const names = namesIn(typeName["names"]);
  const name = names.at(-1) ?? "";
  if (names.length > 2 || (names.length === 2 && names[0] !== "pg_catalog")) return undefined;
  // Unqualified, `char` is character(1) to the grammar already; quoted, it is a type of its own.
  if (typeNamed(name) === undefined || typeName["setof"] === true) return undefined;
  const isList = nodesIn(typeName["arrayBounds"]).length > 0;
  if (!isList) return name;
  return isArray(name) ? name : typeNamed(`_${name}`)?.name;
}

function numberOf(node: Node): number | undefined {
  const { ival } = bodyOf(node);
  return kindOf(node) === "A_Const" && ival !== undefined ? ((ival as { ival?: number }).ival ?? 0) : undefined;
}
