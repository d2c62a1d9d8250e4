// Comparisons by PostgreSQL's rules, as SQL: between operands that stand in the text, and between others that are put there.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, type Typed, typeText } from "./analysis.js";
import { chooseOperator, isArray, resolvePolymorphic, unknown } from "./candidates.js";
import { coerce, coercionOf, surround } from "./coercion.js";
import { type Conversion, over } from "./conversions.js";
import { lowerings } from "./functions.js";
import type { Lowering } from "./lowering.js";
import { type PostgresOperator, typeNamed } from "./postgres-catalog.js";

/** An expression that was taken out of the text, or that never stood there. */
export interface Operand {
  readonly typed: Typed;
  readonly sql: string;
}

/** Which of PostgreSQL's operators is meant, and for which operands. */
export interface Comparison {
  readonly name: string;
  readonly chosen: PostgresOperator;
  /** What its operands are brought to. */
  readonly left: string;
  readonly right: string;
  /** Undefined: DuckDB's own operator of that sign. */
  readonly lowering: (Lowering & { readonly kind: "call" | "operator" }) | undefined;
}

/** DuckDB, or a relation that is not known, has to tell what it is. */
export function isOpen({ type, parameter }: Typed): boolean {
  return type === undefined && parameter === undefined;
}

/** @throws UndefinedFunction (42883), AmbiguousFunction (42725) */
export function chosenOperator(node: Node, name: string, left: Typed | undefined, right: Typed): PostgresOperator {
  const [leftType, rightType] = [left === undefined ? undefined : (left.type ?? unknown), right.type ?? unknown];
  const choice = chooseOperator(name, leftType, rightType);
  if (choice.kind === "found") return choice.one;
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

/** Undefined: DuckDB's own. @throws FeatureNotSupported */
export function operatorLowering(
  node: Node,
  chosen: PostgresOperator,
  lowering = lowerings.get(chosen.signature),
): Comparison["lowering"] {
  if (lowering?.kind !== "refused") return lowering?.kind === "same" ? undefined : lowering;
  const { left, name, right } = chosen;
  const written = [...(left === "" ? [] : [typeText(left)]), name, typeText(right)].join(" ");
  throw errorAt(node, "0A000", `operator ${written} is not supported`, { hint: lowering.hint });
}

/** @throws PgError with the place of the node. */
export function comparisonOf(node: Node, name: string, left: Typed, right: Typed): Comparison {
  const chosen = chosenOperator(node, name, left, right);
  const actual = resolvePolymorphic([chosen.left, chosen.right], [left.type ?? unknown, right.type ?? unknown]);
  if (chosen.result !== "bool" || actual === undefined) {
    throw errorAt(node, "42804", `operator ${name} does not give a boolean`);
  }
  const [leftTarget = unknown, rightTarget = unknown] = actual.types;
  const plainName = name === "!=" ? "<>" : name;
  return {
    name: plainName,
    chosen,
    left: leftTarget,
    right: rightTarget,
    lowering: operatorLowering(node, chosen),
  };
}

/** Both operands stay where they are, and DuckDB's operator stands for PostgreSQL's. */
export function isPlain({ lowering, left, name }: Comparison): boolean {
  return (
    (lowering === undefined || (lowering.kind === "operator" && lowering.sign === name)) &&
    elementKey(left) === undefined
  );
}

/** What DuckDB has to compare in place of values of a type, for the answers to be PostgreSQL's. */
const keys: Readonly<Record<string, string>> = { interval: "pg.interval_key", bpchar: "pg.bpchar_text" };
const equalityKeys: Readonly<Record<string, string>> = { ...keys, jsonb: "pg.jsonb_group_key" };

/** Undefined: the values themselves. */
export function keyOf(type: string, name: string, dimensions = 1): Conversion | undefined {
  const named = name === "=" || name === "<>" ? equalityKeys : keys;
  const key = named[type];
  if (key !== undefined) return (sql) => `${key}(${sql})`;
  const element = isArray(type) ? named[typeNamed(type)?.element ?? ""] : undefined;
  return element === undefined ? undefined : over((sql) => `${element}(${sql})`, dimensions);
}

/** Of an array's elements, if DuckDB compares them in another way than PostgreSQL. */
export function elementKey(type: string): string | undefined {
  return isArray(type) ? equalityKeys[typeNamed(type)?.element ?? ""] : undefined;
}

const usual = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** It is DuckDB's comparison of keys. */
export function keyFor({ name, left, right }: Comparison, dimensions = 1): Conversion | undefined {
  return left === right && usual.has(name) ? keyOf(left, name, dimensions) : undefined;
}

export function coerceBoth(
  analysis: Analysis,
  { left, right, lowering }: Comparison,
  leftTyped: Typed,
  rightTyped: Typed,
): void {
  const isForced = lowering?.kind === "call";
  coerce(analysis, leftTyped, left, { isForced });
  coerce(analysis, rightTyped, right, { isForced });
}

/** The operand's key is compared where the operand was. */
export function surroundKey(analysis: Analysis, { node }: Typed, key: Conversion): void {
  const span = analysis.spans.of(node);
  if (span !== undefined) surround(analysis, span, key);
}

export function taken({ spans, rewriting }: Analysis, typed: Typed): Operand | undefined {
  const span = spans.of(typed.node);
  return span && { typed, sql: rewriting.take(span) };
}

/** Of another type, as a comparison wants it. */
export function textAs(analysis: Analysis, { typed, sql }: Operand, target: string, isForced: boolean): string {
  return coercionOf(analysis, typed, target, { isForced })?.(sql) ?? sql;
}

/** @throws PgError with the place of the node. */
export function compareSql(analysis: Analysis, node: Node, name: string, left: Operand, right: Operand): string {
  if (isOpen(left.typed) || isOpen(right.typed)) return `(${left.sql}) ${name} (${right.sql})`;
  return writeComparison(analysis, node, comparisonOf(node, name, left.typed, right.typed), left, right);
}

export function writeComparison(
  analysis: Analysis,
  node: Node,
  comparison: Comparison,
  left: Operand,
  right: Operand,
): string {
  const { lowering, name } = comparison;
  const isForced = lowering?.kind === "call";
  const texts = [
    textAs(analysis, left, comparison.left, isForced),
    textAs(analysis, right, comparison.right, isForced),
  ];
  const isOfKeys = elementKey(comparison.left) !== undefined;
  const key = isOfKeys ? keyFor(comparison, left.typed.dimensions ?? right.typed.dimensions) : undefined;
  if (isOfKeys && key === undefined) throw refusedOverElements(node, comparison);
  const [first = "", second = ""] = key === undefined ? texts : texts.map(key);
  if (isForced) return `${lowering.name}(${first}, ${second})`;
  return `(${first}) ${lowering?.kind === "operator" ? lowering.sign : name} (${second})`;
}

export function refusedOverElements(node: Node, { name, left }: Pick<Comparison, "name" | "left">): Error {
  return errorAt(node, "0A000", `operator ${typeText(left)} ${name} ${typeText(left)} is not supported`, {
    hint: "Compare their elements one by one, with unnest().",
  });
}

/** DuckDB knows no `OPERATOR(pg_catalog.=)`. */
export function writeSign({ tokens, rewriting }: Analysis, node: Node, sign: string): void {
  const first = tokens.from(Number(bodyOf(node)["location"] ?? 0));
  if (tokens.text(first) === "operator") rewriting.replace({ first, last: tokens.partner(first + 1) }, sign);
}
