// Formatting: to_char and its kin: what SQL cannot say.
import { FeatureNotSupported, PgError } from "../../../../errors.js";
import { timeZoneOf } from "../../../date-time/time-zone.js";
import { LeastRecentlyUsed } from "../../least-recently-used.js";
import { momentOf } from "../formatting/calendar.js";
import { dateText } from "../formatting/date-pattern.js";
import { describeNumber, type NumberDescription } from "../formatting/number-description.js";
import { type ReadMoment, momentOfFields } from "../formatting/date-of-fields.js";
import { decimalDigits, floatDigits } from "../formatting/number-digits.js";
import { type Digits, numberText } from "../formatting/number-pattern.js";
import { type PatternNode, readDatePattern, readNumberPattern } from "../formatting/pattern.js";
import { type NumberReader, numberReader, readNumber } from "../formatting/read-number.js";
import { readDate } from "../formatting/read-date.js";
import { type ScalarFunction, scalarFunction } from "../scalar-function.js";

export const formattingScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_to_char_timestamp", ["BIGINT", "VARCHAR"], "VARCHAR", (microseconds, format) =>
    dateText(datePattern(format), { moment: momentOf(microseconds), isInterval: false }),
  ),
  scalarFunction(
    "pg_js_to_char_timestamptz",
    ["BIGINT", "BIGINT", "VARCHAR", "VARCHAR"],
    "VARCHAR",
    (local, universal, zone, format) => {
      const offset = Number((local - universal) / 1_000_000n);
      const clockName = (): string => clockNameIn(zone, Number(universal / 1_000_000n));
      return dateText(datePattern(format), { moment: momentOf(local), isInterval: false, offset, clockName });
    },
  ),
  scalarFunction(
    "pg_js_to_char_interval",
    ["INTEGER", "INTEGER", "BIGINT", "VARCHAR"],
    "VARCHAR",
    (months, day, microseconds, format) => {
      const seconds = microseconds / 1_000_000n;
      const moment = {
        year: Math.trunc(months / 12),
        month: months % 12,
        day,
        hour: Number(seconds / 3600n),
        minute: Number((seconds / 60n) % 60n),
        second: Number(seconds % 60n),
        microsecond: Number(microseconds % 1_000_000n),
      };
      return dateText(datePattern(format), { moment, isInterval: true });
    },
  ),
  scalarFunction("pg_js_to_date", ["VARCHAR", "VARCHAR"], "INTEGER", (text, format) => {
    const { days } = momentRead(text, format);
    if (days < dayMin || days > dayMax) throw new PgError("22008", `date out of range: "${text}"`);
    return days;
  }),
  // Microseconds, and before them whether they are of the session's time zone or of Greenwich.
  scalarFunction("pg_js_to_timestamp", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, format) => {
    const { days, microseconds, offset } = momentRead(text, format);
    if (days < dayMin || days > lastTimestampDay) throw new PgError("22008", "timestamp out of range");
    const total = BigInt(days) * 86_400_000_000n + BigInt(microseconds) - BigInt(offset ?? 0) * 1_000_000n;
    return `${offset === undefined ? "L" : "G"}${total}`;
  }),
  scalarFunction("pg_js_to_number", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, format) => {
    if (format === "") return null;
    const reader = numberReaders.get(format) ?? numberReader(format);
    numberReaders.set(format, reader);
    return readNumber(text, reader);
  }),
  scalarFunction("pg_js_to_char_decimal", ["VARCHAR", "VARCHAR"], "VARCHAR", (value, format) =>
    formatted(format, (about) => decimalDigits(value, about)),
  ),
  scalarFunction("pg_js_to_char_float", ["DOUBLE", "VARCHAR", "INTEGER"], "VARCHAR", (value, format, digits) =>
    formatted(format, (about) => floatDigits(value, about, digits)),
  ),
];

/** @throws FeatureNotSupported (0A000) */
function clockNameIn(zone: string, epochSeconds: number): string {
  const name = timeZoneOf(zone)?.abbreviationAt(epochSeconds);
  if (name !== undefined) return name;
  throw new FeatureNotSupported(`to_char() with TZ is not supported in the time zone "${zone}"`, {
    hint: "Write OF for the zone's offset.",
  });
}

/** From 4713 BC on, and as far as DuckDB's dates go and its timestamps. */
const dayMin = -2_440_588;
const dayMax = 2_145_042_541;
const lastTimestampDay = 106_751_990;

function momentRead(text: string, format: string): ReadMoment {
  return momentOfFields(readDate(text, datePattern(format)), text);
}

const datePatterns = new LeastRecentlyUsed<string, readonly PatternNode[]>(64);

function datePattern(format: string): readonly PatternNode[] {
  const known = datePatterns.get(format) ?? readDatePattern(format);
  datePatterns.set(format, known);
  return known;
}

interface NumberPattern {
  readonly nodes: readonly PatternNode[];
  readonly about: NumberDescription;
}

const numberReaders = new LeastRecentlyUsed<string, NumberReader>(64);
const numberPatterns = new LeastRecentlyUsed<string, NumberPattern>(64);

function formatted(format: string, digits: (about: NumberDescription) => Digits): string {
  let known = numberPatterns.get(format);
  if (known === undefined) {
    const nodes = readNumberPattern(format);
    known = { nodes, about: describeNumber(nodes) };
    numberPatterns.set(format, known);
  }
  return numberText(known.nodes, known.about, digits(known.about));
}
