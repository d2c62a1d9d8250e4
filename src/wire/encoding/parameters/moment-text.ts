// Reads a date, a time, a zone, or what stands for them, from text as people and drivers write them.
// https://www.postgresql.org/docs/15/datetime-input-rules.html
import { dateOf, dayOf, daysOf, monthOf, yearOf as yearOfDate } from "../../../engine/api.js";
import type { DateStyle } from "../settings.js";

/** What was found; each part at most once. */
export interface MomentText {
  readonly special: "infinity" | "-infinity" | "epoch" | undefined;
  readonly day: CalendarDay | undefined;
  /** Microseconds since midnight, up to 24 hours and a leap second. */
  readonly us: number | undefined;
  /** Seconds east of Greenwich, or a zone's name. */
  readonly zone: number | string | undefined;
}

/** Year 0 is 1 BC. Not checked against the calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Why text is no moment: it cannot be read, or a field is not within its bounds. */
export type MomentFault = "invalid" | "fieldOverflow";

/** What clocks show where the session is. */
export interface LocalNow {
  readonly day: CalendarDay;
  readonly us: number;
  /** Seconds east of Greenwich. */
  readonly offset: number;
}

/** Gathers the parts while tokens are read. */
interface Draft {
  /** Bare digits are a time, because that is the type. */
  readonly wantsTime: boolean;
  readonly now: () => LocalNow;
  special?: "infinity" | "-infinity" | "epoch";
  numbers: string[];
  month?: number;
  day?: CalendarDay;
  us?: number;
  isAfternoon?: boolean;
  zone?: number | string;
  isBeforeChrist?: boolean;
  sawEra?: boolean;
}

type ReadToken = (match: RegExpExecArray, draft: Draft, order: DateStyle["order"]) => MomentFault | undefined;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Tried in order at each place; each pattern is sticky. */
const tokens: readonly (readonly [RegExp, ReadToken])[] = [
  [/[\s,]+/y, () => undefined],
  [
    /([+-]?)infinity(?![a-z])/iy,
    (match, draft) => {
      draft.special = match[1] === "-" ? "-infinity" : "infinity";
      return undefined;
    },
  ],
  [
    /epoch(?![a-z])/iy,
    (_match, draft) => {
      draft.special = "epoch";
      return undefined;
    },
  ],
  [/(now|today|tomorrow|yesterday|allballs)(?![a-z])/iy, readRelative],
  [/(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d*))?)?/y, readTime],
  [/(\d{3,9})-(\d{1,2})-(\d{1,2})/y, (match, draft) => setDay(draft, match[1], match[2], match[3])],
  [/(\d{1,2})-([a-z]{3,9})-(\d{1,7})/iy, (match, draft) => setDayOfMonthName(draft, match[3], match[2], match[1])],
  [/(\d{3,7})-([a-z]{3,9})-(\d{1,2})/iy, (match, draft) => setDayOfMonthName(draft, match[1], match[2], match[3])],
  [/t?(\d{2})(\d{2})(?:(\d{2})(?:\.(\d*))?)?(?=$|[\s+\-z])/iy, readCompact],
  [/(\d{4,6})(\d{2})(\d{2})(?=$|[\st])/iy, (match, draft) => setDay(draft, match[1], match[2], match[3])],
  [/(\d{3,7})[./](\d{1,2})[./](\d{1,2})/y, (match, draft) => setDay(draft, match[1], match[2], match[3])],
  [/(\d{1,2})([-./])(\d{1,2})\2(\d{1,7})/y, readDayInOrder],
  [/([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?(?!\d)/y, readOffset],
  [/\d{1,7}(?![\d:])/y, (match, draft) => readNumber(match[0], draft)],
  [/t(?=\d)/iy, (_match, draft) => (draft.day === undefined && !draft.wantsTime ? "invalid" : undefined)],
  [/[a-z][a-z_]*(?:[/+-][a-z_\d+-]+)*\d*[a-z\d]*/iy, readWord],
];

export function readMoment(
  text: string,
  order: DateStyle["order"],
  wants: "day" | "time",
  now: () => LocalNow,
): MomentText | MomentFault {
  const draft: Draft = { wantsTime: wants === "time", now, numbers: [] };
  let at = 0;
  while (at < text.length) {
    const [match, read] = nextToken(text, at);
    if (match === undefined || match[0].length === 0) return "invalid";
    const fault = read(match, draft, order);
    if (fault !== undefined) return fault;
    at += match[0].length;
  }
  return finish(draft);
}

function nextToken(text: string, at: number): readonly [RegExpExecArray | undefined, ReadToken] {
  for (const [pattern, read] of tokens) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return [match, read];
  }
  return [undefined, () => "invalid"];
}

function finish(draft: Draft): MomentText | MomentFault {
  const fault = joinNumbers(draft);
  if (fault !== undefined) return fault;
  if (draft.special !== undefined) {
    const isAlone = draft.day === undefined && draft.us === undefined && draft.zone === undefined;
    return isAlone ? { special: draft.special, day: undefined, us: undefined, zone: undefined } : "invalid";
  }
  if (draft.day === undefined && draft.us === undefined) return "invalid";
  return { special: undefined, day: withEra(draft), us: withAfternoon(draft), zone: draft.zone };
}

/** `Jan 2 2024`, `2 January 2024`: the numbers around the month's name. */
function joinNumbers(draft: Draft): MomentFault | undefined {
  const [first, second] = draft.numbers;
  if (draft.month === undefined) return first === undefined ? undefined : "invalid";
  if (first === undefined || second === undefined) return "invalid";
  const [year, day] = first.length > 2 ? [first, second] : [second, first];
  return setDay(draft, year, String(draft.month), day);
}

function withEra({ day, isBeforeChrist }: Draft): CalendarDay | undefined {
  return day !== undefined && isBeforeChrist === true ? { ...day, year: 1 - day.year } : day;
}

const usPerHour = 3_600_000_000;

function withAfternoon({ us, isAfternoon }: Draft): number | undefined {
  if (us === undefined || isAfternoon === undefined) return us;
  const hours = Math.floor(us / usPerHour);
  if (isAfternoon) return hours === 12 ? us : us + 12 * usPerHour;
  return hours === 12 ? us - 12 * usPerHour : us;
}

/** As C's rint. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - Math.trunc(value)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function readTime(match: RegExpExecArray, draft: Draft): MomentFault | undefined {
  const [, hours, minutes, seconds = "0", fraction = ""] = match;
  if (draft.us !== undefined) return "invalid";
  const us =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000 +
    roundHalfEven(Number(`0.${fraction || "0"}`) * 1_000_000);
  if (Number(minutes) > 59 || Number(seconds) > 60 || us > 24 * usPerHour) return "fieldOverflow";
  draft.us = us;
  return undefined;
}

const dayShifts = new Map([
  ["yesterday", -1],
  ["today", 0],
  ["tomorrow", 1],
]);

/** `now` is a day, a time and an offset; `allballs` is midnight in Greenwich. */
function readRelative(match: RegExpExecArray, draft: Draft): MomentFault | undefined {
  const word = match[0].toLowerCase();
  if (word !== "allballs") {
    if (draft.day !== undefined) return "invalid";
    const { year, month, day } = draft.now().day;
    const shifted = dateOf(daysOf(year, month, day) + (dayShifts.get(word) ?? 0));
    draft.day = { year: yearOfDate(shifted), month: monthOf(shifted), day: dayOf(shifted) };
  }
  if (dayShifts.has(word)) return undefined;
  if (draft.us !== undefined || draft.zone !== undefined) return "invalid";
  draft.us = word === "now" ? draft.now().us : 0;
  draft.zone = word === "now" ? draft.now().offset : 0;
  return undefined;
}

/** `hhmmss` or `hhmm` where a time is to come; otherwise `YYMMDD`, or a year beside a month's name. */
function readCompact(match: RegExpExecArray, draft: Draft): MomentFault | undefined {
  const [digits, first, second, third, fraction] = match;
  if (draft.day !== undefined || draft.wantsTime) return readTime(match, draft);
  if (fraction !== undefined || /^t/i.test(digits)) return "invalid";
  return third === undefined || draft.month !== undefined
    ? readNumber(digits, draft)
    : setDay(draft, first, second, third);
}

function readNumber(digits: string, draft: Draft): MomentFault | undefined {
  draft.numbers.push(digits);
  return draft.numbers.length > 2 ? "invalid" : undefined;
}

function readDayInOrder(match: RegExpExecArray, draft: Draft, order: DateStyle["order"]): MomentFault | undefined {
  const [, first, , second, third] = match;
  switch (order) {
    case "ymd":
      return setDay(draft, first, second, third);
    case "dmy":
      return setDay(draft, third, second, first);
    case "mdy":
      return setDay(draft, third, first, second);
  }
}

function setDayOfMonthName(
  draft: Draft,
  year: string | undefined,
  monthName: string | undefined,
  day: string | undefined,
): MomentFault | undefined {
  const month = months.indexOf((monthName ?? "").slice(0, 3).toLowerCase());
  return month < 0 ? "invalid" : setDay(draft, year, String(month + 1), day);
}

function setDay(
  draft: Draft,
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): MomentFault | undefined {
  if (draft.day !== undefined || year === undefined) return "invalid";
  draft.day = { year: yearOf(year), month: Number(month), day: Number(day) };
  // There is no year 0, in either era.
  return draft.day.year === 0 ? "fieldOverflow" : undefined;
}

/** Two digits are a year from 1970 to 2069. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? year + 2000 : year + 1900;
}

function readOffset(match: RegExpExecArray, draft: Draft): MomentFault | undefined {
  const [, sign, hours, minutes = "0", seconds = "0"] = match;
  if ((draft.us === undefined && draft.day === undefined) || draft.zone !== undefined) return "invalid";
  if (Number(minutes) > 59 || Number(seconds) > 59) return "fieldOverflow";
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  draft.zone = sign === "-" ? 0 - size : size;
  return undefined;
}

function readWord(match: RegExpExecArray, draft: Draft): MomentFault | undefined {
  const word = match[0].toLowerCase();
  if (word === "bc" || word === "ad") {
    if (draft.sawEra === true) return "invalid";
    draft.sawEra = true;
    draft.isBeforeChrist = word === "bc";
    return undefined;
  }
  if (word === "am" || word === "pm") {
    draft.isAfternoon = word === "pm";
    return draft.us === undefined || draft.us >= 13 * usPerHour ? "fieldOverflow" : undefined;
  }
  if (/^(sun|mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?)(day)?$/.test(word)) return undefined;
  const month = months.findIndex((name) => word.startsWith(name));
  if (month >= 0 && /^[a-z]{3,9}$/.test(word) && draft.month === undefined && draft.day === undefined) {
    draft.month = month + 1;
    return undefined;
  }
  if (draft.us === undefined || draft.zone !== undefined) return "invalid";
  draft.zone = word === "z" ? 0 : match[0];
  return undefined;
}
