// Time zones that ICU does not know, or takes for others: abbreviations and POSIX zones.
import { FeatureNotSupported, InvalidParameterValue } from "../../../../../errors.js";
import { posixZone } from "../../../../date-time/posix-zone.js";
import { readOffset } from "../../../../date-time/zone-offset.js";
import { offsetOfLocal, type TimeZone, timeZoneOf } from "../../../../date-time/time-zone.js";
import { changingAbbreviation, zoneAbbreviations } from "../../../../date-time/zone-abbreviations.js";
import { clockText } from "./intervals.js";

function zoneOf(name: string): TimeZone | number {
  const abbreviation = zoneAbbreviations.get(name.toUpperCase());
  if (typeof abbreviation === "number") return abbreviation;
  if (abbreviation !== undefined) throw changingAbbreviation(name, abbreviation);
  const zone = timeZoneOf(name) ?? posixZone(name);
  if (zone === undefined) throw new InvalidParameterValue(`time zone "${name}" not recognized`);
  return zone;
}

const seconds = (us: bigint): number => Math.floor(Number(us) / 1e6);

/** Seconds east of Greenwich at a moment. */
export function zoneOffsetAt(name: string, us: bigint): bigint {
  const zone = zoneOf(name);
  return BigInt(typeof zone === "number" ? zone : zone.offsetAt(seconds(us)));
}

/** The same, where clocks show a local time. */
export function zoneOffsetOfLocal(name: string, us: bigint): bigint {
  const zone = zoneOf(name);
  return BigInt(typeof zone === "number" ? zone : offsetOfLocal(zone, seconds(us)));
}

/** For make_timestamptz: `+02:30` is east; anything else is a name. */
export function numericOrNamedOffset(name: string, us: bigint): bigint {
  if (/^\d/.test(name)) {
    throw new InvalidParameterValue(`invalid input syntax for type numeric time zone: "${name}"`, {
      hint: 'Numeric time zones must have "-" or "+" as first character.',
    });
  }
  const offset = readOffset(name);
  if (typeof offset === "number") return BigInt(offset);
  if (offset === "zoneOverflow") throw new InvalidParameterValue(`numeric time zone "${name}" out of range`);
  return zoneOffsetOfLocal(name, us);
}

const usPerDay = 86_400_000_000n;
/** Seconds, where DuckDB's end. */
const offsetEnd = 57_600n;

/** As DuckDB reads it. Midnight at the day's end is told from that at its beginning where nothing was added. */
export function timetzText(us: bigint, offset: bigint): string {
  const time = us === usPerDay ? us : ((us % usPerDay) + usPerDay) % usPerDay;
  const size = offset < 0n ? -offset : offset;
  if (size >= offsetEnd) {
    throw new FeatureNotSupported("times of day at 16 hours or more from Greenwich are not supported", {
      hint: "Use a time zone that is nearer.",
    });
  }
  return `${clockText(time)}${offset < 0n ? "-" : "+"}${clockText(size * 1_000_000n)}`;
}
