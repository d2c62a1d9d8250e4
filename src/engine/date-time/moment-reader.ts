// Reads moments and times of day from fields, as DecodeDateTime and DecodeTimeOnly of PostgreSQL 15's datetime.c.
import { dateOf, dayOf, daysOf, monthOf, secondsPerDay, usPerDay, usPerSecond, yearOf } from "./calendar.js";
import { fractionAt, type InputFault, type InputField, integerAt } from "./input-fields.js";
import { type FieldOrder, type Found, MomentDraft, part, wholeDate, wholeTime } from "./moment-draft.js";
import { type LabelUnit, momentWordOf, type ReservedWord } from "./moment-words.js";
import { roundHalfEven } from "./rounding.js";
import { offsetOfLocal, type TimeZone, timeZoneOf } from "./time-zone.js";
import { changingAbbreviation, summerAbbreviations, zoneAbbreviations } from "./zone-abbreviations.js";
import { readOffset } from "./zone-offset.js";

export interface Surroundings {
  readonly order: FieldOrder;
  readonly timeZone: TimeZone;
  /** What `now` and `today` mean. */
  readonly now: Date;
}

export interface Moment {
  readonly special: "infinity" | "-infinity" | "epoch" | undefined;
  /** Since 1970-01-01. */
  readonly days: number;
  readonly usOfDay: number;
  /** Seconds east of Greenwich. */
  readonly offset: number;
}

/** There is no such time zone: PostgreSQL says so, and nothing of the text. */
export class UnknownZone {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type ReadFault = InputFault | UnknownZone;

const julianEpochDays = -2_440_588;

export class MomentReader {
  readonly #fields: readonly InputField[];
  readonly #around: Surroundings;
  readonly #isTimeOnly: boolean;
  readonly #draft: MomentDraft;
  #seen = 0;
  #special: Moment["special"];
  #hasMonthName = false;
  /** What the word before said that this field is. */
  #label: LabelUnit | "time" | undefined;
  #offset = 0;
  #place: TimeZone | undefined;

  constructor(fields: readonly InputField[], around: Surroundings, wants: "moment" | "time") {
    this.#fields = fields;
    this.#around = around;
    this.#isTimeOnly = wants === "time";
    this.#draft = new MomentDraft(around.order);
  }

  read(): Moment | ReadFault {
    for (const [index, field] of this.#fields.entries()) {
      const found = this.#readField(field, index);
      if (typeof found !== "number") {
        if (found === undefined) continue;
        return found;
      }
      if ((found & this.#seen) !== 0) return "invalid";
      this.#seen |= found;
    }
    const draft = this.#draft;
    const fault = draft.finishDate(this.#seen) ?? draft.finishTime();
    if (fault !== undefined) return fault;
    return this.#isTimeOnly ? this.#finishTime() : this.#finishMoment();
  }

  #finishMoment(): Moment | ReadFault {
    if (this.#special !== undefined) return { special: this.#special, days: 0, usOfDay: 0, offset: 0 };
    if (!this.#has(wholeDate)) return "invalid";
    return this.#finishZone(this.#daysOfDraft());
  }

  #finishTime(): Moment | ReadFault {
    if (this.#draft.timeOverflows) return "fieldOverflow";
    if (!this.#has(wholeTime)) return "invalid";
    if (this.#place !== undefined && !this.#has(wholeDate)) {
      const offset = fixedOffsetOf(this.#place);
      if (offset === undefined) return "invalid";
      return { special: undefined, days: 0, usOfDay: this.#draft.usOfDay, offset };
    }
    if ((this.#seen & wholeDate) !== 0 && !this.#has(wholeDate)) {
      if (this.#place !== undefined || (this.#seen & part.zone) === 0) return "invalid";
    }
    return this.#finishZone(this.#has(wholeDate) ? this.#daysOfDraft() : this.#today());
  }

  #finishZone(days: number): Moment | ReadFault {
    const { usOfDay } = this.#draft;
    const zone = this.#place ?? ((this.#seen & part.zone) === 0 ? this.#around.timeZone : undefined);
    if (zone !== undefined && (this.#seen & part.summerTime) !== 0) return "invalid";
    const local = days * secondsPerDay + Math.floor(usOfDay / usPerSecond);
    return {
      special: undefined,
      days,
      usOfDay,
      offset: zone === undefined ? this.#offset : offsetOfLocal(zone, local),
    };
  }

  #has(parts: number): boolean {
    return (this.#seen & parts) === parts;
  }

  #daysOfDraft(): number {
    return daysOf(this.#draft.year, this.#draft.month, this.#draft.day);
  }

  #localNow(): { readonly days: number; readonly usOfDay: number; readonly offset: number } {
    const ms = this.#around.now.getTime();
    const offset = this.#around.timeZone.offsetAt(Math.floor(ms / 1000));
    const localMs = ms + offset * 1000;
    const days = Math.floor(localMs / (secondsPerDay * 1000));
    return { days, usOfDay: (localMs - days * secondsPerDay * 1000) * 1000, offset };
  }

  #today(): number {
    return this.#localNow().days;
  }

  /** Undefined: the field says nothing. */
  #readField(field: InputField, index: number): Found | UnknownZone | undefined {
    switch (field.kind) {
      case "date":
        return this.#isTimeOnly ? this.#dateInTime(field.text, index) : this.#date(field.text);
      case "time": {
        if (this.#label !== undefined && this.#label !== "time" && !this.#isTimeOnly) return "invalid";
        this.#label = undefined;
        const found = this.#draft.readTime(field.text);
        if (typeof found === "string") return found;
        return !this.#isTimeOnly && this.#draft.timeOverflows ? "fieldOverflow" : found;
      }
      case "offset":
        return this.#zoneOffset(field.text) ?? part.zone;
      case "number":
        return this.#label === undefined ? this.#number(field.text, index) : this.#labelled(field.text, this.#label);
      case "word":
      case "special":
        return this.#word(field.text, index);
    }
  }

  #date(text: string): Found | UnknownZone {
    if (this.#label === "julian") {
      const day = integerAt(text, 0);
      if (day === undefined || day.value < 0) return "fieldOverflow";
      this.#label = undefined;
      this.#setJulian(day.value);
      return this.#zoneOffset(text.slice(day.end)) ?? wholeDate | wholeTime | part.zone;
    }
    if (this.#label === undefined && !this.#has(part.month | part.day)) return this.#draft.readDate(text, this.#seen);
    if (!/^\d/.test(text) && this.#label === undefined) return this.#namedZone(text, "report");
    if (this.#label !== undefined && this.#label !== "time") return "invalid";
    this.#label = undefined;
    return this.#has(wholeTime) ? "invalid" : this.#timeWithOffset(text, this.#seen);
  }

  #dateInTime(text: string, index: number): Found | UnknownZone {
    const kinds = this.#fields.map(({ kind }) => kind);
    if (index === 0 && kinds.length >= 2 && (kinds.at(-1) === "date" || kinds[1] === "time")) {
      return this.#draft.readDate(text, this.#seen);
    }
    if (!/^\d/.test(text)) return this.#namedZone(text, "report");
    return this.#has(wholeTime) ? "invalid" : this.#timeWithOffset(text, this.#seen | wholeDate);
  }

  /** `040506-08`. */
  #timeWithOffset(text: string, seen: number): Found {
    const sign = text.indexOf("-");
    if (sign < 0) return "invalid";
    const fault = this.#zoneOffset(text.slice(sign));
    if (fault !== undefined) return fault;
    const found = this.#draft.readRunTogether(text.slice(0, sign), seen);
    return typeof found === "string" ? found : found | part.zone;
  }

  #number(text: string, index: number): Found {
    const draft = this.#draft;
    const point = text.indexOf(".");
    if (this.#isTimeOnly) {
      const seen = this.#seen | wholeDate;
      if (point >= 0 && index === 0 && this.#fields.length >= 2 && this.#fields.at(-1)?.kind === "date") {
        return draft.readDate(text, this.#seen);
      }
      if (point >= 0) return point > 2 ? draft.readRunTogether(text, seen) : "invalid";
      return text.length > 4 ? draft.readRunTogether(text, seen) : draft.readNumber(text, seen, false);
    }
    if (point >= 0 && (this.#seen & wholeDate) === 0) return draft.readDate(text, this.#seen);
    const isRun = point > 2 || (text.length >= 6 && ((this.#seen & wholeDate) === 0 || (this.#seen & wholeTime) === 0));
    return isRun ? draft.readRunTogether(text, this.#seen) : draft.readNumber(text, this.#seen, this.#hasMonthName);
  }

  #labelled(text: string, label: LabelUnit | "time"): Found {
    const draft = this.#draft;
    this.#label = undefined;
    const read = integerAt(text, 0);
    if (read === undefined) return "fieldOverflow";
    const { value, end } = read;
    if (end < text.length && text[end] !== ".") return "invalid";
    const fraction = end === text.length ? 0 : fractionAt(text, end);
    switch (label) {
      case "time": {
        const found = draft.readRunTogether(text, this.#seen | wholeDate);
        return typeof found === "string" || found === wholeTime ? found : "invalid";
      }
      case "julian":
        if (value < 0) return "fieldOverflow";
        this.#setJulian(value);
        if (end === text.length) return wholeDate;
        if (fraction === undefined) return "invalid";
        draft.setTimeOfDay(Math.trunc(fraction * usPerDay));
        return wholeDate | wholeTime;
      case "month":
        // After a month and an hour, they are minutes.
        if (this.#has(part.month | part.hour)) {
          draft.minute = value;
          return part.minute;
        }
        draft.month = value;
        return part.month;
      case "second":
        if (fraction === undefined) return "invalid";
        draft.second = value;
        draft.us = roundHalfEven(fraction * usPerSecond);
        return part.second;
      case "other":
        return "invalid";
      default:
        draft[label] = value;
        return part[label];
    }
  }

  #setJulian(day: number): void {
    this.#setDays(day + julianEpochDays);
    this.#draft.isJulian = true;
  }

  #setDays(days: number): void {
    const date = dateOf(days);
    this.#draft.year = yearOf(date);
    this.#draft.month = monthOf(date);
    this.#draft.day = dayOf(date);
  }

  #word(text: string, index: number): Found | UnknownZone | undefined {
    const zone = zoneAbbreviations.get(text.slice(0, 10).toUpperCase());
    if (zone !== undefined) return this.#abbreviation(text, zone);
    const word = momentWordOf(text);
    switch (word?.kind) {
      case undefined:
        return this.#namedZone(text, "invalid");
      case "ignored":
        return undefined;
      case "reserved":
        return this.#reserved(word.word);
      case "month":
        return this.#isTimeOnly ? "invalid" : this.#month(word.month);
      case "weekday":
        return this.#isTimeOnly ? "invalid" : part.weekday;
      case "era":
        this.#draft.isBeforeChrist = word.isBeforeChrist;
        return part.era;
      case "half":
        this.#draft.isAfternoon = word.isAfternoon;
        return part.half;
      case "unit":
        this.#label = word.unit;
        return 0;
      case "summerTime":
        this.#offset += 3600;
        return part.summerTime | part.summerZone;
      case "isoTime": {
        const next = this.#fields[index + 1]?.kind;
        if (!this.#isTimeOnly && !this.#has(wholeDate)) return "invalid";
        if (next !== "number" && next !== "time" && next !== "date") return "invalid";
        this.#label = "time";
        return 0;
      }
    }
  }

  /** A name after a number that was taken for the month makes that the day. */
  #month(month: number): Found {
    const draft = this.#draft;
    const isDay =
      (this.#seen & part.month) !== 0 &&
      !this.#hasMonthName &&
      (this.#seen & part.day) === 0 &&
      draft.month >= 1 &&
      draft.month <= 31;
    if (isDay) draft.day = draft.month;
    this.#hasMonthName = true;
    draft.month = month;
    return isDay ? part.day : part.month;
  }

  #reserved(word: ReservedWord): Found {
    const draft = this.#draft;
    const now = (): number => {
      const { days, usOfDay, offset } = this.#localNow();
      draft.setTimeOfDay(usOfDay);
      if (this.#isTimeOnly) return wholeTime;
      this.#setDays(days);
      this.#offset = offset;
      draft.isJulian = true;
      return wholeDate | wholeTime | part.zone;
    };
    if (word === "now") return now();
    if (word === "allballs") {
      draft.setTimeOfDay(0);
      this.#offset = 0;
      return wholeTime | part.zone;
    }
    if (this.#isTimeOnly) return "invalid";
    if (word === "epoch" || word === "infinity" || word === "-infinity") {
      this.#special = word;
      return part.reserved;
    }
    this.#setDays(this.#today() + (word === "tomorrow" ? 1 : word === "yesterday" ? -1 : 0));
    return wholeDate;
  }

  #abbreviation(name: string, zone: number | string): Found {
    if (typeof zone === "string") throw changingAbbreviation(name, zone);
    this.#offset = zone;
    return summerAbbreviations.has(name.slice(0, 10).toUpperCase()) ? part.zone | part.summerZone : part.zone;
  }

  #namedZone(name: string, ifUnknown: "report" | "invalid"): Found | UnknownZone {
    this.#place = timeZoneOf(name);
    if (this.#place !== undefined) return part.zone;
    return ifUnknown === "report" ? new UnknownZone(name) : "invalid";
  }

  #zoneOffset(text: string): InputFault | undefined {
    const offset = readOffset(text);
    if (typeof offset === "string") return offset;
    this.#offset = offset;
    return undefined;
  }
}

/** One that is the same at all times. */
function fixedOffsetOf(zone: TimeZone): number | undefined {
  return zone.isFixed ? zone.offsetAt(0) : undefined;
}
