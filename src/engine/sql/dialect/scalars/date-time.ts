// Dates, times and intervals: what SQL cannot say.
import { type DateTimeType, readDateTime } from "../../../date-time/literals.js";
import { type ScalarFunction, scalarFunction, volatileFunction } from "../scalar-function.js";
import { clockUs, timeOfDay } from "./date-time/clock.js";
import { ageText, lastZoneUs } from "./date-time/age.js";
import { extractFailure, fieldOf, truncatedUnitOf } from "./date-time/fields.js";
import {
  divideInterval,
  justifyDays,
  justifyHours,
  justifyInterval,
  makeInterval,
  multiplyInterval,
  zoneIntervalMessage,
} from "./date-time/intervals.js";
import { timeFieldMessage, timestampRangeMessage } from "./date-time/messages.js";
import { numericOrNamedOffset, timetzText, zoneOffsetAt, zoneOffsetOfLocal } from "./date-time/zones.js";

const parts = ["INTEGER", "INTEGER", "BIGINT"] as const;

export const dateTimeScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_justify_days", parts, "VARCHAR", justifyDays),
  scalarFunction("pg_js_justify_hours", parts, "VARCHAR", justifyHours),
  scalarFunction("pg_js_justify_interval", parts, "VARCHAR", justifyInterval),
  scalarFunction(
    "pg_js_make_interval",
    ["INTEGER", "INTEGER", "INTEGER", "INTEGER", "INTEGER", "INTEGER", "DOUBLE"],
    "VARCHAR",
    makeInterval,
  ),
  scalarFunction("pg_js_interval_mul", [...parts, "DOUBLE"], "VARCHAR", multiplyInterval),
  scalarFunction("pg_js_interval_div", [...parts, "DOUBLE"], "VARCHAR", divideInterval),
  scalarFunction("pg_js_zone_interval_message", parts, "VARCHAR", zoneIntervalMessage),
  scalarFunction("pg_js_time_field_message", ["INTEGER", "INTEGER", "DOUBLE"], "VARCHAR", timeFieldMessage),
  scalarFunction("pg_js_timestamp_range_message", ["DOUBLE"], "VARCHAR", timestampRangeMessage),
  volatileFunction("pg_js_clock_us", [], "BIGINT", clockUs),
  volatileFunction("pg_js_time_of_day", ["VARCHAR"], "VARCHAR", timeOfDay),
  scalarFunction("pg_js_age", ["VARCHAR", "VARCHAR"], "VARCHAR", ageText),
  scalarFunction("pg_js_last_zone_us", ["VARCHAR"], "BIGINT", lastZoneUs),
  scalarFunction("pg_js_zone_offset_at", ["VARCHAR", "BIGINT"], "BIGINT", zoneOffsetAt),
  scalarFunction("pg_js_zone_offset_of_local", ["VARCHAR", "BIGINT"], "BIGINT", zoneOffsetOfLocal),
  scalarFunction("pg_js_numeric_or_named_offset", ["VARCHAR", "BIGINT"], "BIGINT", numericOrNamedOffset),
  scalarFunction(
    "pg_js_date_time",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BIGINT"],
    "VARCHAR",
    (type, text, timeZone, us) =>
      readDateTime(type as DateTimeType, text, { timeZone, now: new Date(Number(us / 1000n)) }),
  ),
  scalarFunction("pg_js_timetz_text", ["BIGINT", "BIGINT"], "VARCHAR", timetzText),
  scalarFunction("pg_js_trunc_unit", ["VARCHAR", "VARCHAR"], "VARCHAR", truncatedUnitOf),
  scalarFunction("pg_js_field", ["VARCHAR", "VARCHAR"], "VARCHAR", fieldOf),
  scalarFunction("pg_js_extract_error", ["VARCHAR", "VARCHAR"], "VARCHAR", (name, type) => {
    throw extractFailure(name, type);
  }),
];
