// Whether a string in quotes stands for a value of a type that DuckDB reads: what is none is told with its place, as PostgreSQL does.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { errorAt } from "./analysis.js";
import { checkJson } from "./scalars/json/parse.js";

/** Arrays: array-constants.ts. @throws PgError 22P02 with the literal's place. */
export function assertReadable(type: string, value: string, node: Node): void {
  switch (type) {
    case "uuid":
      if (!isUuid(value)) throw errorAt(node, "22P02", `invalid input syntax for type uuid: "${value}"`);
      return;
    case "json":
    case "jsonb":
      try {
        checkJson(value);
      } catch (thrown) {
        if (!(thrown instanceof PgError)) throw thrown;
        const { sqlstate, message, detail } = thrown;
        throw errorAt(node, sqlstate, message, detail === undefined ? {} : { detail });
      }
      return;
    case "bit":
    case "varbit":
      assertBits(value, node);
      return;
    default:
  }
}

/** Hyphens may stand behind any four digits, and braces around all. */
function isUuid(value: string): boolean {
  return /^(\{)?([0-9a-f]{4}-?){7}[0-9a-f]{4}(?:\})?$/i.test(value) && value.startsWith("{") === value.endsWith("}");
}

/** Of `101`, `b101` or `x5`. */
export function digitsOfBits(value: string): string {
  const digits = value.replace(/^[bx]/i, "");
  if (!/^x/i.test(value)) return digits;
  return Array.from(digits, (digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
}

/** @throws PgError 22P02 */
export function assertBits(value: string, node: Node): void {
  const isHex = /^x/i.test(value);
  const wrong = (isHex ? /[^0-9a-f]/iu : /[^01]/u).exec(value.replace(/^[bx]/i, ""));
  if (wrong !== null)
    throw errorAt(node, "22P02", `"${wrong[0]}" is not a valid ${isHex ? "hexadecimal" : "binary"} digit`);
}
