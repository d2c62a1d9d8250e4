// Reads intervals from text: PostgreSQL's own forms, the SQL standard's, and ISO 8601's durations.
// https://www.postgresql.org/docs/15/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
import { roundHalfEven } from "./moment-text.js";
import { trimmed } from "./parameter-decoder.js";

export interface IntervalText {
  readonly months: number;
  readonly days: number;
  readonly us: bigint;
}

export type IntervalFault = "invalid" | "fieldOverflow" | "outOfRange";

/** In numbers: what is not an integer at the end was a fraction of a microsecond. */
interface Sum {
  months: number;
  days: number;
  us: number;
}

interface Unit {
  readonly of: keyof Sum;
  readonly size: number;
  /** An interval may name each once. */
  readonly name: string;
}

const usPer = { second: 1e6, minute: 60e6, hour: 3600e6, day: 86_400e6 } as const;
const daysPerMonth = 30;

const day: Unit = { of: "days", size: 1, name: "day" };
const second: Unit = { of: "us", size: usPer.second, name: "second" };

const units: readonly (readonly [RegExp, Unit])[] = [
  [/^(microseconds?|microsecon|usecs?|us)$/, { of: "us", size: 1, name: "microsecond" }],
  [/^(milliseconds?|millisecon|msecs?|ms)$/, { of: "us", size: 1000, name: "millisecond" }],
  [/^(seconds?|secs?|s)$/, second],
  [/^(minutes?|mins?|m)$/, { of: "us", size: usPer.minute, name: "minute" }],
  [/^(hours?|hrs?|h)$/, { of: "us", size: usPer.hour, name: "hour" }],
  [/^(days?|d)$/, day],
  [/^(weeks?|w)$/, { of: "days", size: 7, name: "week" }],
  [/^(months?|mons?)$/, { of: "months", size: 1, name: "month" }],
  [/^(years?|yrs?|y)$/, { of: "months", size: 12, name: "year" }],
  [/^(decades?|decs?)$/, { of: "months", size: 120, name: "decade" }],
  [/^(century|centuries|cent|c)$/, { of: "months", size: 1200, name: "century" }],
  [/^(millenni(um|a)|mils?)$/, { of: "months", size: 12_000, name: "millennium" }],
];

export function readInterval(text: string): IntervalText | IntervalFault {
  const spelling = trimmed(text);
  const sum = /^p/i.test(spelling) ? readIso(spelling) : readWords(spelling);
  if (typeof sum === "string") return sum;
  const us = roundHalfEven(sum.us);
  if (!isInt32(sum.days)) return "fieldOverflow";
  if (!isInt32(sum.months) || Math.abs(us) >= 2 ** 63) return "outOfRange";
  return { months: sum.months, days: sum.days, us: BigInt(us) };
}

function isInt32(value: number): boolean {
  return value >= -0x8000_0000 && value <= 0x7fff_ffff;
}

/** A fraction of a month is days, and a fraction of a day is time. */
function add(sum: Sum, amount: number, unit: Unit): void {
  const size = amount * unit.size;
  const whole = Math.trunc(size);
  switch (unit.of) {
    case "us":
      sum.us += size;
      return;
    case "days":
      sum.days += whole;
      sum.us += roundHalfEven((size - whole) * usPer.day);
      return;
    case "months":
      sum.months += whole;
      // A fraction of a year is whole months.
      if (unit.size === 1) add(sum, withoutNoise((size - whole) * daysPerMonth), day);
  }
}

/** What multiplying a fraction leaves in its last bits is no time. */
function withoutNoise(value: number): number {
  return Math.round(value * 1e10) / 1e10;
}

const space = /\s*/y;
const clock = /([+-]?)(\d+):(\d+)(?::(\d+)(\.\d*)?|(\.\d+))?(?=\s|$)/y;
const yearsAndMonths = /([+-]?)(\d+)-(\d+)(?=\s|$)/y;
const amountAndUnit = /([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z]*)/iy;

class WordReader {
  readonly #text: string;
  readonly #sum: Sum = { months: 0, days: 0, us: 0 };
  readonly #seen = new Set<string>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Sum | IntervalFault {
    this.#take(/@\s*/y);
    while (this.#at < this.#text.length) {
      if (this.#seen.size > 0 && this.#take(/ago$/iy) !== undefined) {
        const { months, days, us } = this.#sum;
        return { months: 0 - months, days: 0 - days, us: 0 - us };
      }
      const fault = this.#part();
      if (fault !== undefined) return fault;
      this.#take(space);
    }
    return this.#seen.size === 0 ? "invalid" : this.#sum;
  }

  #part(): IntervalFault | undefined {
    const time = this.#take(clock);
    if (time !== undefined) return this.#clock(time);
    const standard = this.#take(yearsAndMonths);
    if (standard !== undefined) {
      const [, sign, years, months] = standard;
      if (Number(months) > 11) return "fieldOverflow";
      const size = Number(years) * 12 + Number(months);
      this.#sum.months += sign === "-" ? 0 - size : size;
      return this.#see("year", "month");
    }
    const [, amount = "", name = ""] = this.#take(amountAndUnit) ?? [];
    const unit = amount === "" ? undefined : this.#unitOf(name);
    if (unit === undefined) return "invalid";
    add(this.#sum, Number(amount), unit);
    const isFraction = unit === second && amount.includes(".");
    return isFraction ? this.#see("second", "millisecond", "microsecond") : this.#see(unit.name);
  }

  /** `hh:mm`, `hh:mm:ss.ffffff`, and `mm:ss.ffffff`. */
  #clock([, sign, first, middle, last = "0", fraction = "", shortFraction]: RegExpExecArray):
    | IntervalFault
    | undefined {
    if (Number(middle) > 59 || Number(last) > 59) return "fieldOverflow";
    const us =
      shortFraction === undefined
        ? Number(first) * usPer.hour + Number(middle) * usPer.minute + Number(`${last}${fraction}`) * usPer.second
        : Number(first) * usPer.minute + Number(`${middle}${shortFraction}`) * usPer.second;
    this.#sum.us += sign === "-" ? 0 - us : us;
    return this.#see("hour", "minute", "second");
  }

  /** A number without a unit is seconds at the end, and days before a time. */
  #unitOf(name: string): Unit | undefined {
    if (name !== "") return units.find(([spelling]) => spelling.test(name.toLowerCase()))?.[1];
    if (this.#at === this.#text.length) return second;
    return /^\s*[+-]?\d+:/.test(this.#text.slice(this.#at)) ? day : undefined;
  }

  #see(...names: readonly string[]): IntervalFault | undefined {
    if (names.some((name) => this.#seen.has(name))) return "invalid";
    for (const name of names) this.#seen.add(name);
    return undefined;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }
}

function readWords(text: string): Sum | IntervalFault {
  return new WordReader(text).read();
}

const isoPart = /([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([ymwdhs])/iy;

/** `P1Y2M3DT4H5M6S`, and `P0001-02-03T04:05:06`. */
function readIso(text: string): Sum | IntervalFault {
  const sum: Sum = { months: 0, days: 0, us: 0 };
  const alternative = /^p(\d+)-(\d+)-(\d+)(?:t(\d+):(\d+):(\d+(?:\.\d*)?))?$/i.exec(text);
  if (alternative !== null) {
    const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = alternative
      .slice(1)
      .map((part: string | undefined) => Number(part ?? 0));
    return {
      months: years * 12 + months,
      days,
      us: hours * usPer.hour + minutes * usPer.minute + seconds * usPer.second,
    };
  }
  let half: "date" | "time" = "date";
  for (let at = 1; at < text.length; at = isoPart.lastIndex) {
    if (half === "date" && /t/i.test(text[at] ?? "")) {
      half = "time";
      isoPart.lastIndex = at + 1;
      continue;
    }
    isoPart.lastIndex = at;
    const [, amount, letter = ""] = isoPart.exec(text) ?? [];
    const unit = isoUnits[half][letter.toUpperCase()];
    if (unit === undefined) return "invalid";
    add(sum, Number(amount), unit);
  }
  return text.length === 1 ? "invalid" : sum;
}

const isoUnits: Readonly<Record<"date" | "time", Readonly<Record<string, Unit>>>> = {
  date: {
    Y: { of: "months", size: 12, name: "year" },
    M: { of: "months", size: 1, name: "month" },
    W: { of: "days", size: 7, name: "week" },
    D: day,
  },
  time: {
    H: { of: "us", size: usPer.hour, name: "hour" },
    M: { of: "us", size: usPer.minute, name: "minute" },
    S: second,
  },
};
