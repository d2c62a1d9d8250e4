// Reads intervals from text: PostgreSQL's own forms, the SQL standard's, and ISO 8601's durations.
// https://www.postgresql.org/docs/15/datatype-datetime.html#DATATYPE-INTERVAL-INPUT

export interface IntervalText {
  readonly months: number;
  readonly days: number;
  readonly us: bigint;
}

/** Sums in numbers; what is not an integer at the end was a fraction of a microsecond. */
interface Sum {
  months: number;
  days: number;
  us: number;
}

type Unit = { readonly of: keyof Sum; readonly size: number };

const usPer = { second: 1e6, minute: 60e6, hour: 3600e6, day: 86_400e6 } as const;
const daysPerMonth = 30;

const units: readonly (readonly [RegExp, Unit])[] = [
  [/^(microseconds?|microsecon|usecs?|us)$/, { of: "us", size: 1 }],
  [/^(milliseconds?|millisecon|msecs?|ms)$/, { of: "us", size: 1000 }],
  [/^(seconds?|secs?|s)$/, { of: "us", size: usPer.second }],
  [/^(minutes?|mins?|m)$/, { of: "us", size: usPer.minute }],
  [/^(hours?|hrs?|h)$/, { of: "us", size: usPer.hour }],
  [/^(days?|d)$/, { of: "days", size: 1 }],
  [/^(weeks?|w)$/, { of: "days", size: 7 }],
  [/^(months?|mons?)$/, { of: "months", size: 1 }],
  [/^(years?|yrs?|y)$/, { of: "months", size: 12 }],
  [/^(decades?|decs?)$/, { of: "months", size: 120 }],
  [/^(century|centuries|cent|c)$/, { of: "months", size: 1200 }],
  [/^(millenni(um|a)|mils?)$/, { of: "months", size: 12_000 }],
];

/** Undefined: that is no interval. "overflow": more than one can hold. */
export function readInterval(text: string): IntervalText | "overflow" | undefined {
  const spelling = text.replace(/^\s+|\s+$/g, "");
  const sum = /^-?p/i.test(spelling) ? readIso(spelling) : readWords(spelling);
  if (sum === undefined) return undefined;
  const us = Math.round(sum.us);
  if (!isInt32(sum.months) || !isInt32(sum.days) || Math.abs(us) >= 2 ** 63) return "overflow";
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
      sum.us += Math.round((size - whole) * usPer.day);
      return;
    case "months":
      sum.months += whole;
      // A year's fraction is whole months.
      if (unit.size === 1) add(sum, roundedFraction(size - whole) * daysPerMonth, { of: "days", size: 1 });
  }
}

function roundedFraction(fraction: number): number {
  return Math.round(fraction * 1e12) / 1e12;
}

const token =
  /\s*(?:(@)|([+-]?)(\d+):(\d+)(?::(\d+)(\.\d*)?|(\.\d+))?|([+-]?)(\d+)-(\d+)(?=\s|$)|([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z]*)|([a-z]+))\s*/iy;

function readWords(text: string): Sum | undefined {
  const sum: Sum = { months: 0, days: 0, us: 0 };
  let isAgo = false;
  let parts = 0;
  let sawTime = false;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [
      ,
      at,
      timeSign,
      hours,
      minutes,
      seconds,
      fraction,
      shortFraction,
      monthSign,
      years,
      months,
      amount,
      unitName,
      word,
    ] = match;
    if (isAgo) return undefined;
    if (at !== undefined) {
      if (parts > 0) return undefined;
    } else if (hours !== undefined) {
      if (sawTime) return undefined;
      sawTime = true;
      const time = readClock(hours, minutes, seconds, fraction, shortFraction);
      if (time === undefined) return undefined;
      sum.us += timeSign === "-" ? -time : time;
      parts++;
    } else if (years !== undefined) {
      if (Number(months) > 11) return undefined;
      const size = Number(years) * 12 + Number(months);
      sum.months += monthSign === "-" ? -size : size;
      parts++;
    } else if (amount !== undefined) {
      const unit = unitOf(unitName ?? "", text.slice(token.lastIndex));
      if (unit === undefined) return undefined;
      add(sum, Number(amount), unit);
      parts++;
    } else if (word?.toLowerCase() === "ago" && parts > 0) {
      isAgo = true;
    } else {
      return undefined;
    }
  }
  if (parts === 0) return undefined;
  return isAgo ? { months: 0 - sum.months, days: 0 - sum.days, us: 0 - sum.us } : sum;
}

/** `hh:mm`, `hh:mm:ss.ffffff`, and `mm:ss.ffffff`. */
function readClock(
  first: string,
  second: string | undefined,
  third: string | undefined,
  fraction: string | undefined,
  shortFraction: string | undefined,
): number | undefined {
  if (Number(second) > 59 || Number(third ?? 0) > 59) return undefined;
  if (shortFraction !== undefined) {
    return Number(first) * usPer.minute + Math.round(Number(`${second}${shortFraction}`) * usPer.second);
  }
  const seconds = Number(`${third ?? "0"}${fraction ?? ""}`);
  return Number(first) * usPer.hour + Number(second) * usPer.minute + Math.round(seconds * usPer.second);
}

/** A number without a unit is seconds at the end, days before a time. */
function unitOf(name: string, rest: string): Unit | undefined {
  if (name !== "") return units.find(([spelling]) => spelling.test(name.toLowerCase()))?.[1];
  if (rest === "") return { of: "us", size: usPer.second };
  return /^[+-]?\d+:/.test(rest) ? { of: "days", size: 1 } : undefined;
}

const isoPart = /([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([ymwdhs])/iy;

function readIso(text: string): Sum | undefined {
  const alternative = /^p(\d+)-(\d+)-(\d+)(?:t(\d+):(\d+):(\d+(?:\.\d*)?))?$/i.exec(text);
  if (alternative !== null) {
    const [years, months, days, hours = 0, minutes = 0, seconds = 0] = alternative
      .slice(1)
      .map((part) => Number(part ?? 0));
    const us = hours * usPer.hour + minutes * usPer.minute + Math.round(seconds * usPer.second);
    return { months: (years ?? 0) * 12 + (months ?? 0), days: days ?? 0, us };
  }
  const sum: Sum = { months: 0, days: 0, us: 0 };
  let isTime = false;
  let parts = 0;
  let at = text.toLowerCase().indexOf("p") + 1;
  if (at !== 1) return undefined;
  while (at < text.length) {
    if (!isTime && /t/i.test(text[at] ?? "")) {
      isTime = true;
      at++;
      continue;
    }
    isoPart.lastIndex = at;
    const match = isoPart.exec(text);
    const unit = match === null ? undefined : isoUnit(match[2] ?? "", isTime);
    if (match === null || unit === undefined) return undefined;
    add(sum, Number(match[1]), unit);
    parts++;
    at = isoPart.lastIndex;
  }
  return parts === 0 ? undefined : sum;
}

const isoUnits: Readonly<Record<string, Unit>> = {
  dateY: { of: "months", size: 12 },
  dateM: { of: "months", size: 1 },
  dateW: { of: "days", size: 7 },
  dateD: { of: "days", size: 1 },
  timeH: { of: "us", size: usPer.hour },
  timeM: { of: "us", size: usPer.minute },
  timeS: { of: "us", size: usPer.second },
};

function isoUnit(letter: string, isTime: boolean): Unit | undefined {
  return isoUnits[`${isTime ? "time" : "date"}${letter.toUpperCase()}`];
}
