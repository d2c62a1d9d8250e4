// The names of fields and units that extract, date_part and date_trunc take.
import { FeatureNotSupported, InvalidParameterValue, PgError } from "../../../../../errors.js";
import { unitOf } from "../../../../date-time/unit-names.js";

const dayFields: Readonly<Record<string, string>> = {
  dow: "dow",
  doy: "doy",
  isodow: "isodow",
  isoyear: "isoyear",
  julian: "julian",
  jd: "julian",
  j: "julian",
  epoch: "epoch",
};
/** Words for moments, which name no field of any. */
const reserved = new Set(["infinity", "-infinity", "now", "today", "tomorrow", "yesterday", "allballs"]);

const calendar = ["year", "month", "day", "quarter", "week", "decade", "century", "millennium", "isoyear"];
const days = ["dow", "isodow", "doy", "julian", "epoch"];
const clock = ["hour", "minute", "second", "milliseconds", "microseconds"];
const zone = ["timezone", "timezone_hour", "timezone_minute"];
const ofTimestamp = [...calendar, ...days, ...clock];
const fields: Readonly<Record<string, readonly string[]>> = {
  date: [...calendar, ...days],
  "time without time zone": [...clock, "epoch"],
  "time with time zone": [...clock, "epoch", ...zone],
  "timestamp without time zone": ofTimestamp,
  "timestamp with time zone": [...ofTimestamp, ...zone],
  interval: ["year", "month", "day", "quarter", "decade", "century", "millennium", ...clock, "epoch"],
};

function folded(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).slice(0, 63);
}

/** The field's plain name. @throws PgError 22023: it is none; 0A000: values of the type have none. */
export function fieldOf(name: string, type: string): string {
  const field = unitOf(folded(name)) ?? dayFields[folded(name)];
  if (field !== undefined && fields[type]?.includes(field) === true) return field;
  const isOfMoments = type === "date" || type.startsWith("timestamp");
  if (field === undefined && !(isOfMoments && reserved.has(folded(name)))) throw notRecognized(name, type);
  throw notSupported(name, type);
}

const truncated = [...calendar.filter((unit) => unit !== "isoyear"), ...clock];

/** The same for date_trunc. */
export function truncatedUnitOf(name: string, type: string): string {
  const unit = unitOf(folded(name));
  if (unit === undefined) throw notRecognized(name, type);
  if (type === "interval" && unit === "week") {
    throw new PgError("0A000", `unit "${folded(name)}" not supported for type interval`, {
      detail: "Months usually have fractional weeks.",
    });
  }
  if (!truncated.includes(unit)) throw notSupported(name, type);
  return unit;
}

/** Why `extract` cannot say it. */
export function extractFailure(name: string, type: string): PgError {
  const field = fieldOf(name, type);
  return new FeatureNotSupported(
    field === "julian"
      ? "extract(julian from ...) is not supported, except of a date"
      : "extract of a field that is no constant is not supported",
    { hint: "Use date_part, which returns double precision." },
  );
}

function notRecognized(name: string, type: string): PgError {
  return new InvalidParameterValue(`unit "${folded(name)}" not recognized for type ${type}`);
}

function notSupported(name: string, type: string): PgError {
  return new FeatureNotSupported(`unit "${folded(name)}" not supported for type ${type}`);
}
