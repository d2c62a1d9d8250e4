// Which casts, written or implied by a comparison, raise no error whatever the value. Tried in test/engine/functions.test.ts.
// Types are written as DuckDB writes them: `DECIMAL(18,3)`, `TIMESTAMP WITH TIME ZONE`.
import type { Verdict } from "./verdicts.js";

export type CastVerdict = Pick<Extract<Verdict, { kind: "allowed" }>, "kind" | "leakproof">;

/** Digits, and whether negative ones are among them. */
const wholeNumbers: Readonly<Record<string, { readonly digits: number; readonly isSigned: boolean }>> = {
  TINYINT: { digits: 3, isSigned: true },
  SMALLINT: { digits: 5, isSigned: true },
  INTEGER: { digits: 10, isSigned: true },
  BIGINT: { digits: 19, isSigned: true },
  UTINYINT: { digits: 3, isSigned: false },
  USMALLINT: { digits: 5, isSigned: false },
  UINTEGER: { digits: 10, isSigned: false },
  UBIGINT: { digits: 20, isSigned: false },
};
const floats = new Set(["DOUBLE", "FLOAT"]);
const decimalDigitsMax = 38;

/** Types whose every value can be written as text. */
const plainTypes = new Set([
  ...Object.keys(wholeNumbers),
  ...floats,
  "BLOB",
  "BOOLEAN",
  "DATE",
  "HUGEINT",
  "INTERVAL",
  "JSON",
  "TIME",
  "TIME WITH TIME ZONE",
  "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE",
  "TIMESTAMP_MS",
  "TIMESTAMP_NS",
  "TIMESTAMP_S",
  "UHUGEINT",
  "UUID",
  "VARCHAR",
]);

/** Other casts to text, and all from text, may raise an error. So may TRY_CAST: between dates, times, bits and bytes it does. */
export function castVerdict(from: string | undefined, to: string | undefined, isTry = false): CastVerdict {
  return { kind: "allowed", leakproof: isLeakproofCast(from, to, isTry) };
}

function isLeakproofCast(from: string | undefined, to: string | undefined, isTry: boolean): boolean {
  if (from === undefined || to === undefined) return false;
  if (from === "NULL" || (from === to && isComparable(from))) return true;
  if (to === "VARCHAR") return isPlain(from);
  if (isTry && (from === "VARCHAR" || from === "BOOLEAN" || isNumber(from))) return isPlain(to);
  if (from === "BOOLEAN") return isNumber(to) && to !== "DECIMAL";
  if (!isNumber(from)) return from === "TIMESTAMP" && to === "DATE";
  if (to === "BOOLEAN" || to === "DOUBLE" || (to === "FLOAT" && from !== "DOUBLE")) return true;
  const [source, target] = [wholeNumbers[from], wholeNumbers[to]];
  if (source !== undefined) {
    if (to === "HUGEINT") return true;
    if (target !== undefined) {
      return source.isSigned === target.isSigned
        ? source.digits <= target.digits
        : target.isSigned && source.digits < target.digits;
    }
  }
  const [have, room] = [digitsOf(from), decimalOf(to)];
  return have !== undefined && room !== undefined && have.whole < room.whole && have.scale <= room.scale;
}

/** Whether a value of the one can be compared, or put in one column, with any of the other. */
export function areComparable(one: string, other: string): boolean {
  if (one === "NULL" || other === "NULL") return true;
  if (one === other) return isComparable(one);
  if (!isNumber(one) || !isNumber(other)) return false;
  if (floats.has(one) || floats.has(other)) return true;
  const [a, b] = [digitsOf(one), digitsOf(other)];
  // HUGEINT takes all whole numbers, and no decimal.
  if (a === undefined || b === undefined)
    return [one, other].every((type) => type === "HUGEINT" || type in wholeNumbers);
  return Math.max(a.whole, b.whole) + Math.max(a.scale, b.scale) <= decimalDigitsMax;
}

/** Whether DuckDB surely reads this text as a value of this type. */
export function isTextOf(text: string, type: string): boolean {
  switch (type) {
    case "VARCHAR":
      return true;
    case "BOOLEAN":
      return /^(t|f|true|false)$/i.test(text);
    case "TINYINT":
      return /^-?\d{1,2}$/.test(text);
    case "SMALLINT":
      return /^-?\d{1,4}$/.test(text);
    case "INTEGER":
      return /^-?\d{1,9}$/.test(text);
    case "BIGINT":
      return /^-?\d{1,18}$/.test(text);
    case "DOUBLE":
    case "FLOAT":
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text);
    case "DATE":
      return isDate(text);
    case "TIMESTAMP":
    case "TIMESTAMP WITH TIME ZONE":
      return isTimestamp(text);
    case "INTERVAL":
      return /^\d{1,4} (year|month|week|day|hour|minute|second)s?$/i.test(text);
    case "UUID":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
    default: {
      const decimal = decimalOf(type);
      // One digit is kept free: 9.99 may be rounded to 10.
      const digits = /^-?(\d{1,38})(\.\d{1,38})?$/.exec(text)?.[1]?.length;
      return decimal !== undefined && digits !== undefined && digits < decimal.whole;
    }
  }
}

/** Whether all values of it may be compared with each other. */
function isComparable(type: string): boolean {
  return (
    isPlain(type) || /^(ENUM\(|BIT$)/.test(type) || (/\[\d*\]$/.test(type) && isPlain(type.replace(/\[\d*\]$/, "")))
  );
}

function isPlain(type: string): boolean {
  return plainTypes.has(type) || decimalOf(type) !== undefined;
}

export function isNumber(type: string): boolean {
  return type in wholeNumbers || floats.has(type) || type === "HUGEINT" || decimalOf(type) !== undefined;
}

export function decimalOf(type: string): { readonly whole: number; readonly scale: number } | undefined {
  const [, width, scale] = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(type) ?? [];
  return width === undefined ? undefined : { whole: Number(width) - Number(scale), scale: Number(scale) };
}

function digitsOf(type: string): { readonly whole: number; readonly scale: number } | undefined {
  const whole = wholeNumbers[type]?.digits;
  return whole === undefined ? decimalOf(type) : { whole, scale: 0 };
}

function isDate(text: string): boolean {
  const match = /^([1-9]\d{3})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTimestamp(text: string): boolean {
  const [date = "", time] = text.split(/[ T]/, 2);
  if (!isDate(date) || (time === undefined && text !== date)) return false;
  return (
    time === undefined ||
    (text.length === date.length + 1 + time.length &&
      /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|\+00)?$/.test(time))
  );
}
