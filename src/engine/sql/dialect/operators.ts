// Operators: which of PostgreSQL's is meant, by the types of its operands, and what stands in its place.
// src/backend/parser/parse_oper.c, https://www.postgresql.org/docs/15/typeconv-oper.html
import type { Node } from "libpg-query";
import { FeatureNotSupported } from "../../../errors.js";
import { regexpForRe2 } from "../regexps.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText, typed } from "./analysis.js";
import { chooseOperator, resolvePolymorphic, unknown } from "./candidates.js";
import { coerce, common, surround } from "./coercion.js";
import { castToText } from "./conversions.js";
import { loweringOf } from "./functions.js";
import { operatorSignature, operatorsNamed, type PostgresOperator, typeNamed } from "./postgres-catalog.js";
import type { Scope } from "./scope.js";

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
      return binary(
        analysis,
        node,
        name,
        body["lexpr"] === undefined ? undefined : of(body["lexpr"]),
        of(body["rexpr"]),
      );
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      alike(analysis, of(body["lexpr"]), of(body["rexpr"]));
      return { node, type: "bool" };
    case "AEXPR_NULLIF": {
      const left = of(body["lexpr"]);
      alike(analysis, left, of(body["rexpr"]));
      return { node, type: left.type === unknown ? "text" : left.type };
    }
    case "AEXPR_IN": {
      const left = of(body["lexpr"]);
      const items = nodesIn((body["rexpr"] as { List?: { items?: readonly Node[] } }).List?.items).map(of);
      if ([left, ...items].every(({ type, parameter }) => type !== undefined || parameter !== undefined)) {
        common(analysis, [left, ...items], "IN");
      }
      return { node, type: "bool" };
    }
    case "AEXPR_OP_ANY":
    case "AEXPR_OP_ALL":
      return overArray(analysis, node, of(body["lexpr"]), of(body["rexpr"]));
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM": {
      const left = of(body["lexpr"]);
      for (const bound of nodesIn((body["rexpr"] as { List?: { items?: readonly Node[] } }).List?.items)) {
        alike(analysis, left, of(bound));
      }
      return { node, type: "bool" };
    }
    default:
      return { node, type: undefined };
  }
}

/** Both sides of a comparison that the text writes in another way. */
function alike(analysis: Analysis, left: Typed, right: Typed): void {
  const chosen = resolved(left, right, "=");
  if (chosen === undefined) return;
  coerceOperands(analysis, chosen, left, right, false);
}

function isOpen({ type, parameter }: Typed): boolean {
  return type === undefined && parameter === undefined;
}

function resolved(left: Typed, right: Typed, name: string): PostgresOperator | undefined {
  if (isOpen(left) || isOpen(right)) return undefined;
  const choice = chooseOperator(name, left.type ?? unknown, right.type ?? unknown);
  return choice.kind === "found" ? choice.one : undefined;
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

function binary(analysis: Analysis, node: Node, name: string, left: Typed | undefined, right: Typed): Typed {
  const open = { node, type: comparisons.has(name) ? "bool" : undefined } as const;
  if ((left !== undefined && isOpen(left)) || isOpen(right)) return open;
  // DuckDB's own: `//`.
  if (operatorsNamed(name === "!=" ? "<>" : name).length === 0) return open;
  // Of two parameters that are not known DuckDB has to find out.
  if (left?.parameter !== undefined && right.parameter !== undefined) return open;
  const [leftType, rightType] = [left === undefined ? undefined : (left.type ?? unknown), right.type ?? unknown];
  const choice = chooseOperator(name, leftType, rightType);
  if (choice.kind !== "found") {
    const written = [...(leftType === undefined ? [] : [typeText(leftType)]), name, typeText(rightType)].join(" ");
    throw choice.kind === "none"
      ? errorAt(node, "42883", `operator does not exist: ${written}`, {
          hint:
            left === undefined
              ? "No operator matches the given name and argument type. You might need to add an explicit type cast."
              : "No operator matches the given name and argument types. You might need to add explicit type casts.",
        })
      : errorAt(node, "42725", `operator is not unique: ${written}`, {
          hint: "Could not choose a best candidate operator. You might need to add explicit type casts.",
        });
  }
  const chosen = choice.one;
  const lowering = isConstantPattern(name, right) ? undefined : loweringOf(analysis, node, operatorSignature(chosen));
  if (lowering?.kind === "refused") {
    const written = [...(chosen.left === "" ? [] : [typeText(chosen.left)]), name, typeText(chosen.right)].join(" ");
    throw errorAt(node, "0A000", `operator ${written} is not supported`, { hint: lowering.hint });
  }
  coerceOperands(analysis, chosen, left, right, lowering?.kind === "call");
  for (const [declared, operand] of [[chosen.left, left] as const, [chosen.right, right] as const]) {
    // `||` with what is no text: its text.
    if (declared !== "anynonarray" || operand?.type === undefined || operand.type === unknown) continue;
    const span = analysis.spans.of(operand.node);
    if (span !== undefined) surround(analysis, span, castToText(operand.type));
  }
  if (lowering?.kind === "call") asCall(analysis, node, lowering.name);
  if (lowering?.kind === "operator") {
    const sign = signOf(analysis, node);
    if (sign !== undefined) analysis.rewriting.replace(sign, ` ${lowering.sign} `);
  }
  const types = [...(left === undefined ? [] : [chosen.left]), chosen.right];
  const given = [...(left === undefined ? [] : [leftType ?? unknown]), rightType];
  return { node, type: resolvePolymorphic(types, given)?.result(chosen.result) };
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
  for (const [index, operand] of given.entries())
    coerce(analysis, operand, actual.types[index] ?? unknown, { isForced });
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

/** `x = ANY (array)` */
function overArray(analysis: Analysis, node: Node, left: Typed, right: Typed): Typed {
  if (kindOf(right.node) !== "SubLink") {
    const element = right.type === undefined ? undefined : typeNamed(right.type)?.element;
    if (right.literal !== undefined && left.type !== undefined && left.type !== unknown) {
      coerce(analysis, right, `_${left.type}`);
    } else if (right.parameter !== undefined && left.type !== undefined && left.type !== unknown) {
      coerce(analysis, right, `_${left.type === "varchar" ? "text" : left.type}`);
    } else if (element !== undefined) {
      const chosen = resolved(left, { node, type: element }, namesIn(bodyOf(node)["name"]).at(-1) ?? "=");
      if (chosen !== undefined) coerce(analysis, left, chosen.left);
    }
  }
  return { node, type: "bool" };
}
