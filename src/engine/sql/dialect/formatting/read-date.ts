// to_date() and to_timestamp(): text is read by a pattern, field by field.
import { FeatureNotSupported, PgError } from "../../../../errors.js";
import { months, romanMonths, weekdays } from "./date-pattern.js";
import type { PatternNode } from "./pattern.js";

/** 0: it was not given. */
export interface ReadFields {
  hour: number;
  minute: number;
  second: number;
  secondOfDay: number;
  millisecond: number;
  microsecond: number;
  isTwelveHours: boolean;
  isAfternoon: number;
  year: number;
  yearDigits: number;
  isBeforeChrist: number;
  century: number;
  month: number;
  day: number;
  dayOfYear: number;
  /** Sunday is 1. */
  weekday: number;
  week: number;
  weekOfMonth: number;
  julian: number;
  isIso: boolean | undefined;
  zoneSign: number;
  zoneHour: number;
  zoneMinute: number;
}

type NumberField = { [K in keyof ReadFields]: ReadFields[K] extends number ? K : never }[keyof ReadFields];
type Key = PatternNode & { kind: "key" };

interface NumberKey {
  readonly field: NumberField;
  /** How many digits, where another number follows at once. */
  readonly length: number;
  readonly isIso?: boolean;
}

const numberKeys: Readonly<Record<string, NumberKey>> = {
  HH24: { field: "hour", length: 2 },
  HH12: { field: "hour", length: 2 },
  HH: { field: "hour", length: 2 },
  MI: { field: "minute", length: 2 },
  SS: { field: "second", length: 2 },
  SSSS: { field: "secondOfDay", length: 4 },
  SSSSS: { field: "secondOfDay", length: 5 },
  MM: { field: "month", length: 2, isIso: false },
  DDD: { field: "dayOfYear", length: 3, isIso: false },
  IDDD: { field: "dayOfYear", length: 3, isIso: true },
  DD: { field: "day", length: 2, isIso: false },
  D: { field: "weekday", length: 1, isIso: false },
  WW: { field: "week", length: 2, isIso: false },
  IW: { field: "week", length: 2, isIso: true },
  CC: { field: "century", length: 2 },
  W: { field: "weekOfMonth", length: 1, isIso: false },
  J: { field: "julian", length: 1 },
};

const yearKeys = /^(?:(I)?Y{0,3}|Y{1,4})$/;
const namelessDigits = /^(?:HH(?:12|24)?|MI|SS{1,4}|MS|US|I?D{1,3}|ID|I?W|WW|CC|J|Q|MM|I?Y{1,4}|I|Y,YYY|TZM)$/;
const bcNames = ["A.D.", "B.C."];
const afternoonNames = ["A.M.", "P.M."];

export function readDate(text: string, nodes: readonly PatternNode[]): ReadFields {
  return new Reader(text, nodes).read();
}

class Reader {
  readonly #text: string;
  readonly #nodes: readonly PatternNode[];
  #at = 0;
  /** Blanks and separators that were passed, and that the pattern has none for yet. */
  #skipped = 0;
  readonly #fields: ReadFields = {
    hour: 0,
    minute: 0,
    second: 0,
    secondOfDay: 0,
    millisecond: 0,
    microsecond: 0,
    isTwelveHours: false,
    isAfternoon: 0,
    year: 0,
    yearDigits: 0,
    isBeforeChrist: 0,
    century: 0,
    month: 0,
    day: 0,
    dayOfYear: 0,
    weekday: 0,
    week: 0,
    weekOfMonth: 0,
    julian: 0,
    isIso: undefined,
    zoneSign: 0,
    zoneHour: 0,
    zoneMinute: 0,
  };

  constructor(text: string, nodes: readonly PatternNode[]) {
    this.#text = text;
    this.#nodes = nodes;
  }

  read(): ReadFields {
    let isExact = false;
    for (const [index, node] of this.#nodes.entries()) {
      if (this.#at >= this.#text.length) break;
      const isSwitch = node.kind === "key" && node.key === "FX";
      if (!isExact && !isSwitch && (node.kind === "key" || index === 0)) this.#skipBlanks();
      if (node.kind === "text") {
        this.#pass(node.of, isExact);
        continue;
      }
      if (isSwitch) {
        isExact = true;
        continue;
      }
      if (this.#key(node, this.#isAlone(node, index)) && node.ordinal !== undefined) this.#at += 2;
      if (isExact) continue;
      this.#skipped = 0;
      this.#skipBlanks();
    }
    return this.#fields;
  }

  #skipBlanks(): void {
    for (; isBlank(this.#next()); this.#at++) this.#skipped++;
  }

  #next(): string {
    return this.#text.charAt(this.#at);
  }

  /** A character of the pattern stands for one of the text, whichever that is. */
  #pass(of: "letter" | "blank" | "separator", isExact: boolean): void {
    const length = (this.#text.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1;
    if (isExact) this.#at += length;
    else if (of !== "letter") {
      if (isBlank(this.#next()) || isSeparator(this.#next())) this.#at++;
      else this.#skipped--;
    } else if (this.#skipped > 0) this.#skipped--;
    else this.#at += length;
  }

  /** What comes after is no digit: it may have as many as it likes. */
  #isAlone(node: Key, index: number): boolean {
    if (node.prefix === "FM" || node.ordinal !== undefined) return true;
    const next = this.#nodes[index + 1];
    if (next === undefined) return true;
    return next.kind === "key" ? !namelessDigits.test(next.key) : !/^\d$/.test(next.text);
  }

  /** Whether `th` may follow. */
  #key(node: Key, isAlone: boolean): boolean {
    const key = node.key.toUpperCase();
    const number = numberKeys[key];
    if (number !== undefined) {
      if (number.isIso !== undefined) this.#convention(number.isIso);
      if (key === "HH" || key === "HH12") this.#fields.isTwelveHours = true;
      this.#set(number.field, this.#number(node, number.length, isAlone), node);
      return true;
    }
    if (yearKeys.test(key)) {
      this.#year(node, isAlone);
      return true;
    }
    switch (key) {
      case "MS":
        this.#fraction("millisecond", 3, node, isAlone);
        return true;
      case "US":
        this.#fraction("microsecond", 6, node, isAlone);
        return true;
      case "ID": {
        this.#convention(true);
        const weekday = this.#number(node, 1, isAlone) + 1;
        this.#set("weekday", weekday > 7 ? 1 : weekday, node);
        return true;
      }
      case "Q":
        this.#number(node, 1, isAlone);
        return true;
      case "Y,YYY":
        this.#yearWithComma(node);
        return true;
      default:
        if (/^FF[1-6]$/.test(key)) {
          this.#fraction("microsecond", Number(key.charAt(2)), node, isAlone);
          return true;
        }
        this.#named(key, node, isAlone);
        return false;
    }
  }

  #named(key: string, node: Key, isAlone: boolean): void {
    const isDotted = key.includes(".");
    switch (key.replaceAll(".", "")) {
      case "AM":
      case "PM":
        this.#set("isAfternoon", this.#name(isDotted ? afternoonNames : ["AM", "PM"], node), node);
        this.#fields.isTwelveHours = true;
        return;
      case "AD":
      case "BC":
        this.#set("isBeforeChrist", this.#name(isDotted ? bcNames : ["AD", "BC"], node), node);
        return;
      case "MONTH":
        this.#convention(false);
        this.#set("month", this.#name(months, node) + 1, node);
        return;
      case "MON":
        this.#convention(false);
        this.#set("month", this.#name(months.map(ofThree), node) + 1, node);
        return;
      case "RM":
        this.#convention(false);
        this.#set("month", this.#roman(node) + 1, node);
        return;
      case "DAY":
        this.#set("weekday", this.#name(weekdays, node) + 1, node);
        return;
      case "DY":
        this.#set("weekday", this.#name(weekdays.map(ofThree), node) + 1, node);
        return;
      case "TZH": {
        const sign = this.#next();
        if (/[+ -]/.test(sign)) this.#at++;
        const isNegative =
          sign === "-" || (!/[+ ]/.test(sign) && this.#skipped > 0 && this.#text.charAt(this.#at - 1) === "-");
        this.#fields.zoneSign = isNegative ? -1 : 1;
        this.#set("zoneHour", this.#number(node, 2, isAlone), node);
        return;
      }
      case "TZM":
        this.#fields.zoneSign ||= 1;
        this.#set("zoneMinute", this.#number(node, 2, isAlone), node);
        return;
      default:
        throw new FeatureNotSupported(`formatting field "${node.key}" is only supported in to_char`);
    }
  }

  #convention(isIso: boolean): void {
    if (this.#fields.isIso === !isIso) {
      throw new PgError("22007", "invalid combination of date conventions", {
        hint: "Do not mix Gregorian and ISO week date conventions in a formatting template.",
      });
    }
    this.#fields.isIso = isIso;
  }

  #set(field: NumberField, value: number, node: Key): void {
    if (this.#fields[field] !== 0 && this.#fields[field] !== value) {
      throw new PgError("22007", `conflicting values for "${node.key}" field in formatting string`, {
        detail: "This value contradicts a previous setting for the same field type.",
      });
    }
    this.#fields[field] = value;
  }

  #fraction(field: NumberField, length: number, node: Key, isAlone: boolean): void {
    const before = this.#at;
    const value = this.#number(node, length, isAlone);
    const digits = this.#at - before;
    const places = field === "millisecond" ? 3 : 6;
    this.#set(field, value, node);
    this.#fields[field] = value * 10 ** Math.max(places - digits, 0);
  }

  #year(node: Key, isAlone: boolean): void {
    this.#convention(node.key.startsWith("I"));
    const before = this.#at;
    const year = this.#number(node, node.key.length, isAlone);
    const isPartial = node.key.length < 4 && this.#at - before < 4;
    this.#set("year", year, node);
    this.#fields.year = isPartial ? near2020(year) : year;
    this.#fields.yearDigits = node.key.length;
  }

  #yearWithComma(node: Key): void {
    this.#convention(false);
    const found = /^\s*([+-]?\d+),\s*([+-]?\d{1,3})/.exec(this.#text.slice(this.#at, this.#at + 30));
    if (found === null) throw new PgError("22007", 'invalid input string for "Y,YYY"');
    this.#set("year", Number(found[1]) * 1000 + Number(found[2]), node);
    this.#fields.yearDigits = 4;
    this.#at += found[0].length;
  }

  #number(node: Key, length: number, isAlone: boolean): number {
    while (isBlank(this.#next())) this.#at++;
    const rest = Array.from(this.#text.slice(this.#at, this.#at + (isAlone ? 30 : length)));
    const copy = rest.slice(0, length).join("");
    const found = /^\s*[+-]?\d+/.exec(rest.join(""))?.[0] ?? "";
    const hint = 'If your source string is not fixed-width, try using the "FM" modifier.';
    if (!isAlone && copy.length < length) {
      throw new PgError("22007", `source string too short for "${node.key}" formatting field`, {
        detail: `Field requires ${length} characters, but only ${copy.length} remain.`,
        hint,
      });
    }
    if (!isAlone && found !== "" && found.length < length) {
      throw new PgError("22007", `invalid value "${copy}" for "${node.key}"`, {
        detail: `Field requires ${length} characters, but only ${found.length} could be parsed.`,
        hint,
      });
    }
    if (found === "") {
      throw new PgError("22007", `invalid value "${copy}" for "${node.key}"`, { detail: "Value must be an integer." });
    }
    const value = Number(found);
    if (value > 2147483647 || value < -2147483648) {
      throw new PgError("22008", `value for "${node.key}" in source string is out of range`, {
        detail: "Value must be in the range -2147483648 to 2147483647.",
      });
    }
    this.#at += found.length;
    return value;
  }

  /** Which of them comes next. */
  #name(names: readonly string[], node: Key): number {
    const rest = this.#text.slice(this.#at, this.#at + 16).toLowerCase();
    const index = names.findIndex((name) => rest.startsWith(name.toLowerCase()));
    if (index < 0) {
      const shown = /^[^ \t\n\r\f]*/.exec(this.#text.slice(this.#at))?.[0] ?? "";
      throw new PgError("22007", `invalid value "${shown}" for "${node.key}"`, {
        detail: "The given value did not match any of the allowed values for this field.",
      });
    }
    this.#at += names[index]?.length ?? 0;
    return index;
  }

  /** The longer before what they begin with. */
  #roman(node: Key): number {
    const reversed = romanMonths.toReversed();
    return 11 - this.#name(reversed, node);
  }
}

function ofThree(name: string): string {
  return name.slice(0, 3);
}

/** Years of less than four digits are those nearest to 2020. */
function near2020(year: number): number {
  if (year < 70) return year + 2000;
  if (year < 100) return year + 1900;
  if (year < 520) return year + 2000;
  return year < 1000 ? year + 1000 : year;
}

function isBlank(character: string): boolean {
  return character !== "" && " \t\n\v\f\r".includes(character);
}

function isSeparator(character: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(character);
}
