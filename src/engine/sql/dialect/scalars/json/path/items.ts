// What the steps and predicates of SQL/JSON paths do with single items.
import { FeatureNotSupported, PgError } from "../../../../../../errors.js";
import { canonicalNumber, compareNumbers, isZero } from "../number-text.js";
import { compareText, isArray, isObject, JsonNumber, type JsonValue, typeName } from "../value.js";
import type { Comparison } from "./nodes.js";

export type Truth = boolean | "unknown";

/** Those of paths themselves: not what is refused, nor limits. */
export function isPathError(thrown: unknown): thrown is PgError {
  return thrown instanceof PgError && thrown.sqlstate.startsWith("22");
}

export function single(items: readonly JsonValue[], side: "left" | "right", sign: string): string {
  const [item] = items;
  if (items.length === 1 && item instanceof JsonNumber) return item.text;
  throw new PgError("22038", `${side} operand of jsonpath operator ${sign} is not a single numeric value`);
}

export function compareItems(sign: Comparison, left: JsonValue, right: JsonValue): Truth {
  if (typeName(left) !== typeName(right)) {
    return left === null || right === null ? sign === "!=" : "unknown";
  }
  if (isArray(left) || isObject(left)) return "unknown";
  const order = orderOf(left, right);
  switch (sign) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function orderOf(left: JsonValue, right: JsonValue): number {
  if (typeof left === "string") return compareText(left, right as string);
  if (left instanceof JsonNumber) return compareNumbers(left.text, (right as JsonNumber).text);
  return Number(left) - Number(right);
}

/** A number stays what it is, if a double can hold it. A text becomes a double, of which numeric keeps 15 digits. */
export function double(value: JsonValue): JsonValue {
  if (value instanceof JsonNumber) {
    const number = Number(value.text);
    if (Number.isFinite(number) && (number !== 0 || isZero(value.text))) return value;
    throw new PgError(
      "22036",
      "numeric argument of jsonpath item method .double() is out of range for type double precision",
    );
  }
  if (typeof value !== "string") {
    throw new PgError("22036", "jsonpath item method .double() can only be applied to a string or numeric value");
  }
  const trimmed = value.replaceAll(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
  if (/^[-+]?0x/i.test(trimmed)) {
    throw new FeatureNotSupported("hexadecimal digits in the method .double() of SQL/JSON paths are not supported");
  }
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isFinite(number) || (number === 0 && !isZero(trimmed.replace(/[eE].*/, "")))) {
    throw new PgError(
      "22036",
      "string argument of jsonpath item method .double() is not a valid representation of a double precision number",
    );
  }
  return new JsonNumber(canonicalNumber(shortest(number.toPrecision(15))));
}

/** As %g writes it: without zeros at the end of a fraction. */
function shortest(text: string): string {
  return text.replace(/\.(\d*?)0*(?=$|e)/, (_, kept: string) => (kept === "" ? "" : `.${kept}`));
}
