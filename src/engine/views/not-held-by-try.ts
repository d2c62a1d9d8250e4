// Functions whose errors TRY lets through: DuckDB raises them as "not implemented" or as syntax errors, which TRY does not hold.
// Found by test/engine/try.test.ts, which fails when there are others.
import { timeZoneOf } from "../date-time/time-zone.js";
import { macroSchema } from "../sql/dialect/macro-calls.js";
import { foldCase } from "../sql/qualified-name.js";
import type { TreeNode } from "../sql/walk.js";

const notHeld = new Set([
  "array_length",
  "array_to_string_comma_default",
  "dayofweek",
  "dayofyear",
  "era",
  "ilike_escape",
  "isodow",
  "isoyear",
  "like_escape",
  "not_ilike_escape",
  "not_like_escape",
  "time_bucket",
  "timezone",
  "timezone_hour",
  "timezone_minute",
  "week",
  "weekday",
  "weekofyear",
  "yearweek",
]);

/** Of what stands for PostgreSQL's functions: which argument names a time zone, of which there may be none. */
const zoneArguments: Readonly<Record<string, number>> = {
  date_trunc_timestamptz_zone: 2,
  timezone_timestamp: 0,
  timezone_timestamptz: 0,
  trunc_timestamptz_zone: 3,
};

/** False for a call that may raise an error inside TRY. */
export function isHeldByTry(call: TreeNode): boolean {
  const name = foldCase(String(call["function_name"]));
  if (call["schema"] === macroSchema) {
    const zone = zoneArguments[name];
    return zone === undefined || isZone(constantOf(call, zone));
  }
  if (!notHeld.has(name)) return true;
  // An escape of one character, written out, is a good one.
  const escape = name.endsWith("like_escape") ? constantOf(call, 2) : undefined;
  return escape !== undefined && Buffer.byteLength(escape) === 1;
}

/** A text that is written out. */
function constantOf(call: TreeNode, index: number): string | undefined {
  const argument = (call["children"] as readonly TreeNode[] | undefined)?.[index];
  const constant = (argument?.["value"] as TreeNode | undefined)?.["value"];
  return argument?.["class"] === "CONSTANT" && typeof constant === "string" ? constant : undefined;
}

/** `Europe/Berlin`, which DuckDB knows by the same names. */
function isZone(name: string | undefined): boolean {
  return name !== undefined && /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name) && timeZoneOf(name)?.name === name;
}
