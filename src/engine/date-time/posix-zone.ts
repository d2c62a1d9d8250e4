// POSIX's time zones with rules of their own, which only AT TIME ZONE takes: `CET-1CEST,M3.5.0,M10.5.0/3`.
// tzparse in src/timezone/localtime.c
import { dateOf, daysInMonth, daysOf, secondsPerDay, weekdayOf, yearOf } from "./calendar.js";
import type { TimeZone } from "./time-zone.js";

/** TZ_STRLEN_MAX */
const lengthMax = 255;
/** Of the United States: where a name has none. */
const usualRules = ",M3.2.0,M11.1.0";
const usualTime = 7200;

/** Seconds from the beginning of a year to when clocks change, by those that were in force. */
type Rule = (year: number) => number;

interface Summer {
  readonly offset: number;
  readonly start: Rule;
  readonly end: Rule;
}

/** Undefined: it is none. */
export function posixZone(name: string): TimeZone | undefined {
  if (name.length > lengthMax) return undefined;
  return new Reader(name.toUpperCase()).zone(name);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  zone(name: string): TimeZone | undefined {
    if (this.#name() === undefined) return undefined;
    const offset = this.#offset();
    if (offset === undefined) return undefined;
    const isAlone = this.#isAtEnd;
    const summer = isAlone ? undefined : this.#summer(-offset);
    if (summer === undefined && !isAlone) return undefined;
    return {
      name,
      isFixed: summer === undefined,
      offsetAt: summer === undefined ? () => -offset : (seconds) => offsetAt(seconds, -offset, summer),
      abbreviationAt: () => undefined,
    };
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #name(): string | undefined {
    return this.#text[this.#at] === "<" ? this.#take(/<[^>]*>/y) : this.#take(/[^\d,+-]*/y);
  }

  /** Seconds, as they are written: west of Greenwich. */
  #offset(): number | undefined {
    const [, sign, hours, minutes = "0", seconds = "0"] =
      /^([+-]?)(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}))?$/.exec(this.#take(/[+-]?\d+(?::\d+)?(?::\d+)?/y) ?? "") ?? [];
    if (hours === undefined || Number(hours) > 167 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -size : size;
  }

  #summer(standard: number): Summer | undefined {
    const name = this.#name();
    if (name === undefined || name === "") return undefined;
    const hasOffset = !this.#isAtEnd && !/[,;]/.test(this.#text[this.#at] ?? "");
    const west = hasOffset ? this.#offset() : -standard - 3600;
    if (west === undefined) return undefined;
    const rules = this.#isAtEnd ? new Reader(usualRules) : this;
    const found = rules.#rules();
    return found && { offset: -west, ...found };
  }

  #rules(): { readonly start: Rule; readonly end: Rule } | undefined {
    if (this.#take(/[,;]/y) === undefined) return undefined;
    const start = this.#rule();
    if (start === undefined || this.#take(/,/y) === undefined) return undefined;
    const end = this.#rule();
    return end === undefined || !this.#isAtEnd ? undefined : { start, end };
  }

  #rule(): Rule | undefined {
    const day = this.#day();
    if (day === undefined) return undefined;
    const time = this.#take(/\//y) === undefined ? usualTime : this.#offset();
    return time === undefined ? undefined : (year) => day(year) * secondsPerDay + time;
  }

  /** The number of the day within its year, from 0. */
  #day(): Rule | undefined {
    const monthly = /^M(\d+)\.(\d+)\.(\d+)$/.exec(this.#take(/M\d{1,2}\.\d\.\d/y) ?? "");
    if (monthly !== null) {
      const [month = 0, week = 0, weekday = 0] = monthly.slice(1).map(Number);
      const isRight = month >= 1 && month <= 12 && week >= 1 && week <= 5 && weekday <= 6;
      return isRight ? (year) => dayOfWeek(year, month, week, weekday) : undefined;
    }
    const counted = this.#take(/J?\d{1,3}/y);
    if (counted === undefined) return undefined;
    const number = Number(counted.replace("J", ""));
    if (!counted.startsWith("J")) return number <= 365 ? () => number : undefined;
    // The twenty-ninth of February is not counted.
    const isRight = number >= 1 && number <= 365;
    return isRight ? (year) => number - 1 + (daysInMonth(year, 2) === 29 && number >= 60 ? 1 : 0) : undefined;
  }
}

/** The fifth is the last of its month. */
function dayOfWeek(year: number, month: number, week: number, weekday: number): number {
  const first = daysOf(year, month, 1);
  let day = first + ((weekday - weekdayOf(first) + 7) % 7) + (week - 1) * 7;
  if (day >= first + daysInMonth(year, month)) day -= 7;
  return day - daysOf(year, 1, 1);
}

function offsetAt(epochSeconds: number, standard: number, { offset, start, end }: Summer): number {
  const year = yearOf(dateOf(Math.floor(epochSeconds / secondsPerDay)));
  const beginning = daysOf(year, 1, 1) * secondsPerDay;
  const from = beginning + start(year) - standard;
  const to = beginning + end(year) - offset;
  if (to < from) return epochSeconds < to || epochSeconds >= from ? offset : standard;
  const length = (daysOf(year + 1, 1, 1) - daysOf(year, 1, 1)) * secondsPerDay;
  // Summer all year round.
  if (to - from >= length + offset - standard) return offset;
  return epochSeconds >= from && epochSeconds < to ? offset : standard;
}
