// When a password ends: VALID UNTIL, as PostgreSQL reads a timestamp with time zone, in ISO 8601's ways of writing it.
import { InvalidDatetimeFormat } from "../errors.js";

const timestamp =
  /^\s*(\d{4}-\d{2}-\d{2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?\s*$/i;

/**
 * ISO 8601 in UTC, or `infinity`. Without an offset, it is meant in the session's time zone.
 * @throws InvalidDatetimeFormat (22007).
 */
export function validUntilOf(written: string | undefined, timeZone: string): string | undefined {
  if (written === undefined) return undefined;
  if (written.trim().toLowerCase() === "infinity") return "infinity";
  const [, date, hour = "0", minute = "00", second = "00", fraction = "0", zone] = timestamp.exec(written) ?? [];
  if (date === undefined) throw new InvalidDatetimeFormat("timestamp with time zone", written);
  const local = `${date}T${hour.padStart(2, "0")}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}`;
  const asUtc = new Date(`${local}Z`);
  // The 31st of June would become the 1st of July.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== date) {
    throw new InvalidDatetimeFormat("timestamp with time zone", written);
  }
  const offsetMs = zone === undefined ? zoneOffsetMs(asUtc, timeZone) : offsetOf(zone);
  return new Date(asUtc.getTime() - offsetMs).toISOString();
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = "00"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** What a zone's clocks are ahead of UTC by, when they show this time; near a change of clocks, what they are just before. */
function zoneOffsetMs(shown: Date, timeZone: string): number {
  const ahead = (at: number): number => {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }).formatToParts(new Date(at));
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
    const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return wall - Math.floor(at / 1_000) * 1_000;
  };
  return ahead(shown.getTime() - ahead(shown.getTime()));
}
