// Operators: which of PostgreSQL's is meant, by the types of its operands, and what stands in its place.
// src/backend/parser/parse_oper.c, https://www.postgresql.org/docs/15/typeconv-oper.html
import type { Node } from "libpg-query";
import { FeatureNotSupported } from "../../../errors.js";
import { regexpForRe2 } from "../regexps.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText, typed } from "./analysis.js";
import { overArray } from "./any-all.js";
import { compareDeepArrays } from "./array-comparisons.js";
import { arrayMacro, coerceElementKeys, joinedDimensions, requireDimensions } from "./array-operands.js";
import { resolvePolymorphic, unknown } from "./candidates.js";
import { coerce, isWider, surround, widen } from "./coercion.js";
import {
  arithmeticOf,
  giveDigits,
  giveDigitsOfElements,
  giveDigitsTo,
  keptByCall,
  remainderAsText,
  showOperands,
  withoutTexts,
} from "./computed-numerics.js";
import { chosenOperator, isOpen, operatorLowering, writeSign } from "./comparisons.js";
import { castToText } from "./conversions.js";
import { loweringOf } from "./functions.js";
import { operatorsNamed, type PostgresOperator } from "./postgres-catalog.js";
import { compareRows, comparedWithNull, isNullRecord, isRow, rowOperands } from "./row-comparisons.js";
import { rowAsText } from "./rows.js";
import type { Scope } from "./scope.js";
import { rowWithSubquery } from "./sublinks.js";
import { between, distinct, inList, nullIf, rewrite } from "./value-lists.js";

export function operation(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const of = (part: unknown): Typed => typed(analysis, part as Node, scope);
  const names = namesIn(body["name"]);
  const name = names.at(-1) ?? "";
  switch (body["kind"]) {
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
      if (kindOf(body["rexpr"] as Node) === "FuncCall" && isEscape(body["rexpr"] as Node)) {
        // DuckDB has LIKE with an ESCAPE, too.
        for (const part of [body["lexpr"] as Node, ...nodesIn(bodyOf(body["rexpr"] as Node)["args"])])
          coerce(analysis, of(part), "text");
        return { node, type: "bool" };
      }
      return binary(analysis, node, name, of(body["lexpr"]), of(body["rexpr"]));
    case "AEXPR_SIMILAR":
      return similar(
        analysis,
        node,
        name,
        [body["lexpr"] as Node, ...nodesIn(bodyOf(body["rexpr"] as Node)["args"])].map(of),
      );
    case "AEXPR_OP":
      return plainOperation(analysis, node, name, scope);
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      return distinct(analysis, node, scope);
    case "AEXPR_NULLIF":
      return rowOrNull(analysis, node, of(body["lexpr"]), of(body["rexpr"]));
    case "AEXPR_IN":
      return inList(analysis, node, scope);
    case "AEXPR_OP_ANY":
    case "AEXPR_OP_ALL":
      return overArray(analysis, node, of(body["lexpr"]), of(body["rexpr"]));
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM":
      return between(analysis, node, scope);
    default:
      return { node, type: undefined };
  }
}

function rowOrNull(analysis: Analysis, node: Node, left: Typed, right: Typed): Typed {
  const result = nullIf(analysis, node, left, right);
  return left.record === undefined ? result : { ...result, record: left.record };
}

function plainOperation(analysis: Analysis, node: Node, name: string, scope: Scope): Typed {
  const { lexpr, rexpr } = bodyOf(node) as { readonly lexpr?: Node; readonly rexpr: Node };
  if (lexpr !== undefined && isRow(lexpr) && isRow(rexpr)) {
    const [left, right] = [rowOperands(analysis, lexpr, scope), rowOperands(analysis, rexpr, scope)];
    if (left !== undefined && right !== undefined) {
      rewrite(analysis, node, `(${compareRows(analysis, node, name, left, right)})`);
    }
    return { node, type: "bool" };
  }
  const isSubquery = kindOf(rexpr) === "SubLink" && bodyOf(rexpr)["subLinkType"] === "EXPR_SUBLINK";
  if (lexpr !== undefined && isRow(lexpr) && isSubquery) return rowWithSubquery(analysis, node, scope);
  if (lexpr !== undefined) showOperands(analysis, node, name, lexpr, rexpr);
  const left = lexpr === undefined ? undefined : typed(analysis, lexpr, scope);
  const right = typed(analysis, rexpr, scope);
  if (lexpr !== undefined && isRow(lexpr) !== isRow(rexpr)) {
    if (isNullRecord(lexpr) || isNullRecord(rexpr)) return comparedWithNull(analysis, node, name);
    requireNoRow(node, name, left, right);
  }
  return binary(analysis, node, name, left, right);
}

const comparisons = new Set([
  "=",
  "<>",
  "!=",
  "<",
  ">",
  "<=",
  ">=",
  "~~",
  "!~~",
  "~~*",
  "!~~*",
  "~",
  "!~",
  "~*",
  "!~*",
]);

function binary(analysis: Analysis, node: Node, name: string, givenLeft: Typed | undefined, givenRight: Typed): Typed {
  const isJoined = name === "||";
  const left = isJoined && givenLeft?.record?.isList === false ? rowAsText(analysis, givenLeft) : givenLeft;
  const right = isJoined && givenRight.record?.isList === false ? rowAsText(analysis, givenRight) : givenRight;
  const open = { node, type: comparisons.has(name) ? "bool" : undefined } as const;
  if ((left !== undefined && isOpen(left)) || isOpen(right)) {
    withoutTexts(analysis, [left, right]);
    return open;
  }
  // DuckDB's own: `//`.
  if (operatorsNamed(name === "!=" ? "<>" : name).length === 0) return open;
  const [leftType, rightType] = [left === undefined ? undefined : (left.type ?? unknown), right.type ?? unknown];
  const chosen = chosenOperator(node, name, left, right);
  const arithmetic = left === undefined ? undefined : arithmeticOf(analysis, node, chosen, left, right);
  const lowering = isConstantPattern(name, right)
    ? undefined
    : (arithmetic ?? operatorLowering(node, chosen, loweringOf(analysis, node, chosen.signature)));
  requireDimensions(node, chosen.signature, [left, right]);
  coerceOperands(analysis, chosen, left, right, lowering?.kind === "call");
  if (left !== undefined && arithmetic !== undefined) giveDigits(analysis, node, left, right);
  giveDigitsTo(analysis, lowering, [left, right]);
  if (left !== undefined) giveDigitsOfElements(analysis, node, name, [left, right], typesOf(chosen, [left, right]));
  for (const [declared, operand] of [[chosen.left, left] as const, [chosen.right, right] as const]) {
    // `||` with what is no text: its text.
    if (declared !== "anynonarray" || operand?.type === undefined || operand.type === unknown) continue;
    const span = analysis.spans.of(operand.node);
    if (span !== undefined) surround(analysis, span, castToText(operand.type));
  }
  if (compareDeepArrays(analysis, node, chosen, left, right)) return { node, type: "bool" };
  coerceElementKeys(analysis, node, chosen, left, right);
  if (lowering?.kind === "call") asCall(analysis, node, arrayMacro(lowering.name, left, right));
  if (lowering === undefined) writeSign(analysis, node, name);
  remainderAsText(analysis, node, chosen.signature, [left, right]);
  if (lowering?.kind === "operator") {
    const sign = signOf(analysis, node);
    if (sign !== undefined) analysis.rewriting.replace(sign, ` ${lowering.sign} `);
  }
  const types = [...(left === undefined ? [] : [chosen.left]), chosen.right];
  const given = [...(left === undefined ? [] : [leftType ?? unknown]), rightType];
  const dimensions = joinedDimensions(chosen, left, right);
  return {
    node,
    type: resolvePolymorphic(types, given)?.result(chosen.result),
    ...(chosen.result === "numeric" && keptByCall(name, [left, right])),
    ...(dimensions !== undefined && { dimensions }),
  };
}

/** A row and a value of a type that is known. @throws UndefinedFunction (42883) */
function requireNoRow(node: Node, name: string, left: Typed | undefined, right: Typed): void {
  const types = [left, right].map((side) => (side !== undefined && isRow(side.node) ? "record" : side?.type));
  if (types.includes(undefined) || types.includes(unknown)) return;
  throw errorAt(node, "42883", `operator does not exist: ${types.map(typeText).join(` ${name} `)}`, {
    hint: "No operator matches the given name and argument types. You might need to add explicit type casts.",
  });
}

function isEscape(node: Node): boolean {
  return /^(like_escape|similar_to_escape)$/.test(namesIn(bodyOf(node)["funcname"]).at(-1) ?? "");
}

/** `x SIMILAR TO pattern ESCAPE '!'`: the pattern is made a regular expression. */
function similar(analysis: Analysis, node: Node, name: string, parts: readonly Typed[]): Typed {
  const [left, ...pattern] = parts;
  const span = analysis.spans.of(node);
  if (left === undefined || span === undefined) return { node, type: "bool" };
  for (const part of parts) coerce(analysis, part, "text");
  const [text = "", ...others] = parts.map((part) => {
    const place = analysis.spans.of(part.node);
    return place === undefined ? "NULL" : analysis.rewriting.take(place);
  });
  const matches = name.startsWith("!") ? "pg.regexp_matches_none" : "pg.regexp_matches_any";
  analysis.rewriting.replace(
    span,
    `${matches}(${text}, pg.similar_to_escape(${others.slice(0, pattern.length).join(", ")}))`,
  );
  return { node, type: "bool" };
}

/** It is written anew where DuckDB's own tree is looked at (sql/patterns.ts), if RE2 can say it. */
function isConstantPattern(name: string, { literal }: Typed): boolean {
  if (literal === undefined || !/[~]/.test(name)) return false;
  if (name.includes("~~")) return true;
  try {
    regexpForRe2(literal);
    return true;
  } catch (thrown) {
    if (thrown instanceof FeatureNotSupported) return false;
    throw thrown;
  }
}

function coerceOperands(
  analysis: Analysis,
  chosen: PostgresOperator,
  left: Typed | undefined,
  right: Typed,
  isForced: boolean,
): void {
  const given = [...(left === undefined ? [] : [left]), right];
  const declared = left === undefined ? [chosen.right] : [chosen.left, chosen.right];
  const actual = resolvePolymorphic(
    declared,
    given.map(({ type = unknown }) => type),
  );
  if (actual === undefined) return;
  for (const [index, operand] of given.entries()) {
    const target = actual.types[index] ?? unknown;
    coerce(analysis, operand, target, { isForced, isValue: chosen.result !== "bool" });
    if (target === "int2" && isWider(chosen.result)) widen(analysis, operand, chosen.result);
  }
}

/** As it takes its operands. */
function typesOf({ left, right }: PostgresOperator, operands: readonly Typed[]): readonly string[] {
  const given = operands.map(({ type = unknown }) => type);
  return resolvePolymorphic([left, right], given)?.types ?? [];
}

/** The operator's own tokens. */
function signOf(analysis: Analysis, node: Node): { readonly first: number; readonly last: number } | undefined {
  const { location, kind } = bodyOf(node);
  if (location === -1) return undefined;
  const first = analysis.tokens.from(Number(location ?? 0));
  return { first, last: analysis.spans.endOfSign(first, String(kind)) };
}

/** `a / b` -> `pg.int4div(a, b)` */
function asCall(analysis: Analysis, node: Node, name: string): void {
  const span = analysis.spans.of(node);
  const sign = signOf(analysis, node);
  if (span === undefined || sign === undefined) return;
  const isPrefix = bodyOf(node)["lexpr"] === undefined;
  analysis.rewriting.replace(sign, isPrefix ? " " : ", ");
  analysis.rewriting.around(span, `${name}(`, ")");
}
