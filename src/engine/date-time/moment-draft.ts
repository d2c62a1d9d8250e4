// A date and a time while they are read from fields: numbers find their places by what is there already.
// As DecodeDate, DecodeNumber, DecodeNumberField, DecodeTime and ValidateDate of PostgreSQL 15's datetime.c.
import { daysInMonth, secondsPerDay, usPerDay, usPerSecond } from "./calendar.js";
import { fractionAt, type InputFault, integerAt } from "./input-fields.js";
import { momentWordOf } from "./moment-words.js";
import { roundHalfEven } from "./rounding.js";

export type FieldOrder = "mdy" | "dmy" | "ymd";

/** Parts that may be given once. */
export const part = {
  year: 1,
  month: 2,
  day: 4,
  dayOfYear: 8,
  hour: 16,
  minute: 32,
  second: 64,
  zone: 128,
  era: 256,
  half: 512,
  weekday: 1024,
  summerTime: 2048,
  summerZone: 4096,
  reserved: 8192,
} as const;
export const wholeDate = part.year | part.month | part.day;
export const wholeTime = part.hour | part.minute | part.second;

/** The parts that a field gave, or what is wrong with it. */
export type Found = number | InputFault;

export class MomentDraft {
  readonly #order: FieldOrder;
  year = 0;
  month = 0;
  day = 0;
  dayOfYear = 0;
  hour = 0;
  minute = 0;
  second = 0;
  us = 0;
  /** Its year has two digits. */
  isShortYear = false;
  /** It came as a Julian day. */
  isJulian = false;
  isBeforeChrist = false;
  isAfternoon: boolean | undefined;

  constructor(order: FieldOrder) {
    this.#order = order;
  }

  get usOfDay(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * usPerSecond + this.us;
  }

  get timeOverflows(): boolean {
    return this.hour > 24 || this.minute > 59 || this.second > 60 || this.usOfDay > usPerDay;
  }

  setSeconds(seconds: number): void {
    this.hour = Math.floor(seconds / 3600);
    this.minute = Math.floor(seconds / 60) % 60;
    this.second = seconds % 60;
  }

  setTimeOfDay(us: number): void {
    this.setSeconds(Math.floor(us / usPerSecond) % secondsPerDay);
    this.us = us % usPerSecond;
  }

  /** `2024-01-02`, `1/2/2024`, `2-Jan-2024`. `seen`: the parts that are there. */
  readDate(text: string, seen: number): Found {
    const pieces: string[] = [];
    for (let at = 0; at < text.length; ) {
      while (at < text.length && !/[a-z\d]/i.test(text[at] as string)) at++;
      if (at >= text.length) return "invalid";
      const piece = /^(\d+|[a-z]+)/i.exec(text.slice(at))?.[0] ?? "";
      pieces.push(piece);
      // Whatever follows a piece is taken for what parts it from the next.
      at += piece.length + 1;
    }
    let found = 0;
    let hasMonthName = false;
    for (const piece of pieces.filter((text) => /^[a-z]/i.test(text))) {
      const word = momentWordOf(piece);
      if (word?.kind === "ignored") continue;
      if (word?.kind !== "month" || ((seen | found) & part.month) !== 0) return "invalid";
      this.month = word.month;
      hasMonthName = true;
      found |= part.month;
    }
    for (const piece of pieces.filter((text) => /^\d/.test(text))) {
      const more = this.readNumber(piece, seen | found, hasMonthName);
      if (typeof more === "string") return more;
      if (((seen | found) & more) !== 0) return "invalid";
      found |= more;
    }
    return ((seen | found) & ~(part.dayOfYear | part.zone)) === wholeDate ? found : "invalid";
  }

  /** One number, whose place is the next one. */
  readNumber(text: string, seen: number, hasMonthName: boolean): Found {
    const read = integerAt(text, 0);
    if (read === undefined) return "fieldOverflow";
    const { value, end } = read;
    if (end === 0) return "invalid";
    if (text[end] === ".") {
      if (end > 2) return this.readRunTogether(text, seen | wholeDate);
      const fraction = fractionAt(text, end);
      if (fraction === undefined) return "invalid";
      this.us = roundHalfEven(fraction * usPerSecond);
    } else if (end < text.length) return "invalid";
    if (text.length === 3 && (seen & wholeDate) === part.year && value >= 1 && value <= 366) {
      this.dayOfYear = value;
      return part.dayOfYear | part.month | part.day;
    }
    const isYear = text.length >= 3 || this.#order === "ymd";
    switch (seen & wholeDate) {
      case 0:
        if (isYear) return this.#setYear(value, text);
        return this.#order === "dmy" ? this.#setDay(value) : this.#setMonth(value);
      case part.year:
        return this.#setMonth(value);
      case part.month:
        return hasMonthName && isYear ? this.#setYear(value, text) : this.#setDay(value);
      case part.year | part.month:
        if (hasMonthName && text.length >= 3 && this.isShortYear) {
          // The first number was the day after all.
          this.day = this.year;
          this.year = value;
          this.isShortYear = false;
          return part.day;
        }
        return this.#setDay(value);
      case part.day:
        return this.#setMonth(value);
      case part.month | part.day:
        return this.#setYear(value, text);
      case wholeDate:
        return this.readRunTogether(text, seen);
      default:
        return "invalid";
    }
  }

  #setYear(value: number, text: string): number {
    this.year = value;
    this.isShortYear = text.length <= 2;
    return part.year;
  }

  #setMonth(value: number): number {
    this.month = value;
    return part.month;
  }

  #setDay(value: number): number {
    this.day = value;
    return part.day;
  }

  /** `20240102`, `040506`, `0405`, `040506.789`. */
  readRunTogether(text: string, seen: number): Found {
    const point = text.indexOf(".");
    const digits = point < 0 ? text : text.slice(0, point);
    if (point >= 0) {
      this.us = roundHalfEven(Number(`0${/^\.\d*/.exec(text.slice(point))?.[0] ?? ""}`) * usPerSecond);
    } else if ((seen & wholeDate) !== wholeDate && digits.length >= 6) {
      const end = digits.length;
      this.day = Number(digits.slice(end - 2));
      this.month = Number(digits.slice(end - 4, end - 2));
      this.year = Math.min(Number(digits.slice(0, end - 4)), 0x7fff_ffff);
      if (end === 6) this.isShortYear = true;
      return wholeDate;
    }
    if ((seen & wholeTime) === wholeTime || (digits.length !== 6 && digits.length !== 4)) return "invalid";
    this.hour = Number(digits.slice(0, 2));
    this.minute = Number(digits.slice(2, 4));
    this.second = Number(digits.slice(4));
    return wholeTime;
  }

  /** `04:05`, `04:05:06.789`, and `05:06.789`. */
  readTime(text: string): Found {
    const hour = integerAt(text, 0);
    const minute = hour && integerAt(text, hour.end + 1);
    if (minute === undefined) return "fieldOverflow";
    let { end } = minute;
    let fields = [hour?.value ?? 0, minute.value, 0];
    if (text[end] === ":") {
      const second = integerAt(text, end + 1);
      if (second === undefined) return "fieldOverflow";
      fields[2] = second.value;
      end = second.end;
    } else if (text[end] === ".") {
      fields = [0, ...fields.slice(0, 2)];
    }
    const fraction = end === text.length ? 0 : fractionAt(text, end);
    if (fraction === undefined) return "invalid";
    [this.hour, this.minute, this.second] = fields as [number, number, number];
    this.us = roundHalfEven(fraction * usPerSecond);
    return this.minute > 59 || this.second > 60 ? "fieldOverflow" : wholeTime;
  }

  /** The year as it is meant, and whether there is such a day. */
  finishDate(seen: number): InputFault | undefined {
    if ((seen & part.year) !== 0 && !this.isJulian) {
      if (this.isBeforeChrist) {
        if (this.year <= 0) return "fieldOverflow";
        this.year = 1 - this.year;
      } else if (this.isShortYear) {
        if (this.year < 100) this.year += this.year < 70 ? 2000 : 1900;
      } else if (this.year <= 0) return "fieldOverflow";
    }
    if ((seen & part.dayOfYear) !== 0) this.#setDayOfYear();
    if ((seen & part.month) !== 0 && (this.month < 1 || this.month > 12)) return "monthOrDay";
    if ((seen & part.day) !== 0 && (this.day < 1 || this.day > 31)) return "monthOrDay";
    if ((seen & wholeDate) === wholeDate && this.day > daysInMonth(this.year, this.month)) return "fieldOverflow";
    return undefined;
  }

  #setDayOfYear(): void {
    this.month = 1;
    this.day = this.dayOfYear;
    while (this.day > daysInMonth(this.year, this.month)) {
      this.day -= daysInMonth(this.year, this.month);
      this.month++;
      if (this.month > 12) {
        this.month = 1;
        this.year++;
      }
    }
  }

  /** AM and PM. */
  finishTime(): InputFault | undefined {
    if (this.isAfternoon === undefined) return undefined;
    if (this.hour > 12) return "fieldOverflow";
    if (this.hour === 12) this.hour = this.isAfternoon ? 12 : 0;
    else if (this.isAfternoon) this.hour += 12;
    return undefined;
  }
}
