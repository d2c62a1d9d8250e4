// The columns that can name a row, and how a text becomes a value of theirs: exactly, or not at all. A cast would round
// `1.7` to 2, and another row would be erased than was asked for.
import type { KeyColumn } from "../../catalog/api.js";
import { quoteLiteral } from "../duckdb/sandbox.js";

const integer = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const decimal = /^DECIMAL\(\d+,(\d+)\)$/;
const time = /^(TIME|TIMESTAMP(_S|_MS|_NS)?)( WITH TIME ZONE)?$/;
const others: ReadonlySet<string> = new Set(["VARCHAR", "BOOLEAN", "UUID", "FLOAT", "DOUBLE"]);

export function canBeKey(type: string): boolean {
  return others.has(type) || type === "DATE" || integer.test(type) || decimal.test(type) || time.test(type);
}

/** SQL that makes a key's value of a text; NULL where it is none. `text` is an SQL expression. */
export function keyValueSql({ type }: Pick<KeyColumn, "type">, text: string): string {
  const pattern = patternOf(type);
  const value = `TRY_CAST(${text} AS ${type})`;
  return pattern === undefined
    ? value
    : `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(pattern)}) THEN ${value} END`;
}

/** What a text must look like, where a cast would take more. */
function patternOf(type: string): string | undefined {
  if (integer.test(type)) return "[+-]?[0-9]+";
  const [, scale] = decimal.exec(type) ?? [];
  if (scale !== undefined) return `[+-]?([0-9]+(\\.[0-9]{0,${scale}}0*)?|\\.[0-9]{1,${Math.max(1, Number(scale))}}0*)`;
  if (type === "DATE") return "[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( \\(BC\\))?|-?infinity";
  // Seconds have at most the digits that are kept.
  if (time.test(type)) return `[^.]*(\\.[0-9]{0,${type === "TIMESTAMP_NS" ? 9 : 6}}([^0-9.].*)?)?`;
  return undefined;
}

/** The names of the columns in side files, and in all tables that are made of them. */
export function keyNames(columns: readonly KeyColumn[], prefix = ""): readonly string[] {
  return columns.map((_, index) => `${prefix}k${index}`);
}
