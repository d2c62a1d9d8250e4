// Values that become keys of JSON objects: as JSON prints them, without quotes.
import { isArray } from "./candidates.js";
import { type Conversion, jsonOf, outputOf } from "./conversions.js";

const dates = new Set(["date", "timestamp", "timestamptz"]);

export function keyText(type: string): Conversion {
  if (type === "bool") return (sql) => `CAST(${sql} AS VARCHAR)`;
  if (dates.has(type)) return (sql) => `trim(${jsonOf(type, "json")(sql)}, '"')`;
  if (type === "json" || type === "jsonb" || isArray(type)) return (sql) => `pg.json_no_key(CAST(${sql} AS VARCHAR))`;
  return outputOf(type);
}
