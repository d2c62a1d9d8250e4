// Casts that the text asks for: CAST(x AS type), x::type, type 'x'.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText } from "./analysis.js";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { isArray, unknown } from "./candidates.js";
import { hasCast } from "./cast-pathways.js";
import { beforeNumericOfPrecision, castLowerings } from "./casts.js";
import { numericParameter, surround } from "./coercion.js";
import { shownText } from "./computed-numerics.js";
import { digitsOf } from "./decimal-digits.js";
import { type Conversion, conversionOf, modified, plainCast } from "./conversions.js";
import { duckDBType, isOfBits } from "./duckdb-types.js";
import { constantOf } from "./constants.js";
import { textOfRecord } from "./rows.js";
import { numericTexts } from "./array-constants.js";
import { castBetween, type PostgresFunction, typeNamed } from "./postgres-catalog.js";

type Body = Readonly<Record<string, unknown>>;

export function cast(analysis: Analysis, node: Node, argument: Typed): Typed {
  const typeName = bodyOf(node)["typeName"] as Body;
  const target = targetOf(typeName);
  if (target === undefined) return { node, type: undefined };
  const modifiers = nodesIn(typeName["typmods"]).map(numberOf);
  if (argument.parameter !== undefined && argument.type === undefined) {
    analysis.parameters.find(argument.parameter, target);
  }
  if (argument.type !== undefined && !hasCast(argument.type, target)) {
    throw errorAt(node, "42846", `cannot cast type ${typeText(argument.type)} to ${typeText(target)}`);
  }
  const { record } = argument;
  if (target === "record" && record === undefined && argument.isNull !== true) {
    throw errorAt(node, "0A000", "input of anonymous composite types is not implemented", {
      hint: "Write the row as ROW(...).",
    });
  }
  if (record !== undefined && target === "record") {
    writeCast(analysis, node, argument, (sql) => sql);
    return { ...argument, node };
  }
  if (record !== undefined && target === "text") {
    writeCast(analysis, node, argument, textOfRecord(record));
    return { node, type: target };
  }
  const conversion =
    (modifiers.length === 0 ? ofDigits(analysis, node, argument, target) : undefined) ??
    castOf(analysis, argument, target, modifiers);
  if (conversion !== undefined) writeCast(analysis, node, argument, conversion);
  else withoutSchema(analysis, typeName);
  return { node, type: target, ...(target === "numeric" && keptByCast(argument, modifiers)) };
}

/** To numerics without a scale, of what has digits of its own. Undefined: it is another cast. */
function ofDigits(analysis: Analysis, node: Node, argument: Typed, target: string): Conversion | undefined {
  const ofParameter = numericParameter(analysis, argument, target);
  if (ofParameter !== undefined || !analysis.shown.has(node)) return ofParameter;
  const ofText: Conversion | undefined =
    target === "numeric" && argument.type === "text" ? (sql) => `pg.numeric_digits(${sql})` : undefined;
  const { literal } = argument;
  const texts = target === "_numeric" && literal !== undefined ? numericTexts(literal, argument.node) : undefined;
  const conversion = texts === undefined ? ofText : () => texts;
  if (conversion !== undefined) analysis.texts.add(node);
  return conversion;
}

/** Without a scale of its own, a whole number has none, and a constant its own. */
function keptByCast(argument: Typed, modifiers: readonly (number | undefined)[]): Pick<Typed, "computed" | "digits"> {
  const [precision, scale = 0] = modifiers;
  if (modifiers.length > 0) {
    return precision === undefined || scale < 0 ? {} : { digits: { whole: precision - scale, fraction: scale } };
  }
  const { type, literal, computed } = argument;
  const digits = digitsOf(argument);
  if (literal !== undefined || /^(int[248]|oid|bool)$/.test(type ?? "")) return { digits };
  return { computed: type === "numeric" ? computed : 20, digits };
}

/** Of a text, to a type that is written there. */
export function castOfText(analysis: Analysis, node: Node, typeName: Body, target: string): Conversion {
  const modifiers = nodesIn(typeName["typmods"]).map(numberOf);
  return castOf(analysis, { node, type: "text" }, target, modifiers) ?? plainCast(target, "text");
}

/** `pg_catalog.int4` -> `int4` */
function withoutSchema({ tokens, rewriting }: Analysis, { location }: Body): void {
  if (location === -1) return;
  const first = tokens.from(Number(location ?? 0));
  if (tokens.text(first) === "pg_catalog") rewriting.replace({ first, last: first + 1 }, "");
}

/** Undefined: the text's own cast is DuckDB's, too. */
function castOf(
  analysis: Analysis,
  argument: Typed,
  target: string,
  modifiers: readonly (number | undefined)[],
): Conversion | undefined {
  const isModified = modifiers.length > 0;
  const modifier = modified(target, modifiers, argument.dimensions);
  const { literal, type, node } = argument;
  if (target === "interval" && isModified) {
    if (type === "interval") return ofFields(modifiers);
    return undefined;
  }
  if (target === "bit" && (type === "int4" || type === "int8"))
    return (sql) => `pg.bit_of_${type}(${sql}, ${modifiers[0] ?? 1})`;
  if (target === "numeric" && isModified && !fitsDecimal(modifiers)) {
    throw errorAt(node, "0A000", `numeric(${modifiers.join()}) is not supported`, {
      hint: "There are numerics of up to 38 digits, with a scale from 0 to their precision.",
    });
  }
  if (argument.parameter !== undefined && type === undefined && isOfBits(target)) {
    const plain = plainCast(target, undefined);
    return (sql) => (modifier === undefined ? plain(sql) : modifier(plain(sql)));
  }
  if (literal !== undefined) {
    const written = constantOf(target, literal, node, analysis.moment);
    if (written === undefined && !isModified && !needsOwnCast.has(target)) return undefined;
    const value = written ?? quoteLiteral(literal);
    const isWhole = target === "numeric" || target === "json" || target === "jsonb" || isArray(target);
    const plain = isWhole && written !== undefined ? value : `CAST(${value} AS ${duckDBType(target)})`;
    return () => (modifier === undefined ? plain : modifier(plain));
  }
  if (argument.isNull === true) return () => `CAST(NULL AS ${duckDBType(target)})`;
  if (type === undefined || type === unknown) return undefined;
  const lowering = castLowerings[`${type}:${target}`];
  if (lowering?.kind === "refused") {
    throw errorAt(node, "0A000", `a cast from ${typeText(type)} to ${typeText(target)} is not supported`, {
      hint: lowering.hint,
    });
  }
  const before = target === "numeric" && isModified ? beforeNumericOfPrecision[type] : undefined;
  if (before?.kind === "call") return (sql) => (modifier as Conversion)(`${before.name}(${sql})`);
  const isShown = type === "numeric" && (target === "text" || target === "varchar");
  const digits = shownText(analysis.texts.has(node) ? {} : argument);
  const ofParameter = isShown ? numericParameter(analysis, argument, "numeric") : undefined;
  const shown: Conversion | undefined = isShown ? (sql) => digits(ofParameter?.(sql) ?? sql) : undefined;
  const conversion = shown ?? conversionOf(type, target, argument.dimensions);
  const isPlain = conversion === "plain" || conversion === undefined;
  if (isPlain && modifier === undefined && !needsOwnCast.has(target) && target !== "numeric") return undefined;
  const inner: Conversion = isPlain
    ? target === "numeric" && isModified
      ? (sql) => sql
      : plainCast(target, type, argument.dimensions)
    : conversion;
  return modifier === undefined ? inner : (sql) => modifier(inner(sql));
}

/** `interval day to minute`, `interval(2)`: the fields are bits. AdjustIntervalForTypmod, src/backend/utils/adt/timestamp.c */
function ofFields([fields = 0, precision]: readonly (number | undefined)[]): Conversion {
  const bits = { SECOND: 1 << 12, MINUTE: 1 << 11, HOUR: 1 << 10, DAY: 1 << 3, MONTH: 1 << 1, YEAR: 1 << 2 };
  const rounded: Conversion =
    precision === undefined ? (sql) => sql : (sql) => `pg.interval_round(${sql}, ${Math.min(6, precision)})`;
  if (fields === 0x7fff || (fields & bits.SECOND) !== 0) return rounded;
  const last = (["MINUTE", "HOUR", "DAY", "MONTH", "YEAR"] as const).find((field) => (fields & bits[field]) !== 0);
  return last === undefined ? rounded : (sql) => `pg.interval_to_${last.toLowerCase()}(${sql})`;
}

/** Their names mean nothing to DuckDB, or something else. */
const needsOwnCast = new Set(["jsonb", "name", "bpchar", "oid", "char", "varbit"]);

function fitsDecimal([precision = 0, scale = 0]: readonly (number | undefined)[]): boolean {
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision;
}

/** `int4(x)`: the function that a cast calls, which has the name of its type. Undefined: it is none. */
export function castFunction(
  analysis: Analysis,
  { name, parameters: [from = "", ...others], result }: PostgresFunction,
  operand: Node,
): Conversion | undefined {
  if (others.length > 0 || name !== result || castBetween(from, result) === undefined) return undefined;
  return castOf(analysis, { node: operand, type: from }, result, []) ?? plainCast(result, from);
}

/** The cast's own words make room for others; the argument stays where it is. */
function writeCast(
  analysis: Analysis,
  node: Node,
  { node: argument, literal, isNull }: Typed,
  conversion: Conversion,
): void {
  const whole = analysis.spans.of(node);
  const inner = analysis.spans.of(argument);
  const { location } = bodyOf(node);
  if (whole === undefined || inner === undefined) return;
  if (literal !== undefined || isNull === true) {
    analysis.rewriting.replace(whole, conversion(""));
    return;
  }
  const at = location === -1 ? whole.first : analysis.tokens.from(Number(location ?? 0));
  if (analysis.tokens.text(at) === "::") {
    analysis.rewriting.replace({ first: at, last: whole.last }, "");
    surround(analysis, { first: whole.first, last: at - 1 }, conversion);
    return;
  }
  analysis.rewriting.replace(whole, conversion(analysis.rewriting.take(inner)));
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
