// jsonb as a number or a boolean.
import { InvalidParameterValue, NumericValueOutOfRange } from "../../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { isZero } from "./number-text.js";

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^\{/, "object"],
  [/^\[/, "array"],
  [/^"/, "string"],
  [/^[tf]/, "boolean"],
  [/^n/, "null"],
];

const wholeNumbers: ReadonlyMap<string, bigint> = new Map([
  ["smallint", 2n ** 15n],
  ["integer", 2n ** 31n],
  ["bigint", 2n ** 63n],
]);

/** The text of a number of that type, rounded. Canonical text comes in. */
function numberText(json: string, type: string): string {
  const kind = kinds.find(([pattern]) => pattern.test(json))?.[1];
  if (kind !== undefined) throw new InvalidParameterValue(`cannot cast jsonb ${kind} to type ${type}`);
  if (type === "boolean") throw new InvalidParameterValue(`cannot cast jsonb numeric to type ${type}`);
  const limit = wholeNumbers.get(type);
  if (limit !== undefined) return rounded(json, type, limit);
  if (type === "numeric") return json;
  const value = type === "real" ? Math.fround(Number(json)) : Number(json);
  if (!Number.isFinite(value) || (value === 0 && !isZero(json))) {
    throw new NumericValueOutOfRange(`"${json}" is out of range for type ${type}`);
  }
  return json;
}

/** Halves go away from zero. */
function rounded(json: string, type: string, limit: bigint): string {
  const [whole = "", fraction = ""] = json.split(".");
  if (whole.length <= 20) {
    const up = fraction >= "5" ? (json.startsWith("-") ? -1n : 1n) : 0n;
    const value = BigInt(whole) + up;
    if (value >= -limit && value < limit) return String(value);
  }
  throw new NumericValueOutOfRange(`${type} out of range`);
}

export const castScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonb_number", ["VARCHAR", "VARCHAR"], "VARCHAR", numberText),
];
