// Dates as text, in each of PostgreSQL's four styles.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c (EncodeDateOnly)
import { dateOf, dayOf, monthOf, yearOf } from "../calendar.js";
import type { DateStyle } from "../settings.js";
import { digitCount, writeDigits, writePair } from "./digits.js";
import { infinityOfDate } from "./instants.js";
import { type ColumnWriter, fixedView, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const hyphen = 0x2d;

/** Writes the date itself; its era, if it must be said, comes after all else. */
export type WriteDay = (bytes: Uint8Array, at: number, days: number) => number;

export const dateText: MakeColumnWriter = (_type, { settings }) => dateWriter(writeDayIn(settings.dateStyle));
export const isoDateText: MakeColumnWriter = () => dateWriter(writeIsoDay);

function dateWriter(writeDay: WriteDay): ColumnWriter {
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const days = source.getInt32(4 * row, true);
      const infinity = infinityOfDate(days);
      if (infinity !== 0) return writeInfinity(sink.bytes, at, infinity);
      return writeEra(sink.bytes, writeDay(sink.bytes, at, days), days);
    };
  };
}

export function writeInfinity(bytes: Uint8Array, at: number, sign: number): number {
  return writeAscii(bytes, at, sign > 0 ? "infinity" : "-infinity");
}

/** 0001-01-01 */
const firstDay = -719_162;

export function writeEra(bytes: Uint8Array, at: number, days: number): number {
  return days < firstDay ? writeAscii(bytes, at, " BC") : at;
}

export function writeYear(bytes: Uint8Array, at: number, year: number): number {
  const size = year > 0 ? year : 1 - year;
  if (size < 10_000) {
    const century = (size / 100) | 0;
    return writePair(bytes, writePair(bytes, at, century), size - century * 100);
  }
  const end = at + digitCount(size);
  writeDigits(bytes, at, end, size);
  return end;
}

export function writeIsoDay(bytes: Uint8Array, start: number, days: number): number {
  const date = dateOf(days);
  let at = writeYear(bytes, start, yearOf(date));
  bytes[at++] = hyphen;
  at = writePair(bytes, at, monthOf(date));
  bytes[at++] = hyphen;
  return writePair(bytes, at, dayOf(date));
}

export function writeDayIn(style: DateStyle): WriteDay {
  const dayFirst = style.order === "dmy";
  switch (style.format) {
    case "iso":
      return writeIsoDay;
    case "sql":
      return writeDayWith("/", dayFirst);
    case "postgres":
      return writeDayWith("-", dayFirst);
    case "german":
      return writeDayWith(".", true);
  }
}

function writeDayWith(separator: string, dayFirst: boolean): WriteDay {
  const mark = separator.charCodeAt(0);
  return (bytes, start, days) => {
    const date = dateOf(days);
    let at = writePair(bytes, start, dayFirst ? dayOf(date) : monthOf(date));
    bytes[at++] = mark;
    at = writePair(bytes, at, dayFirst ? monthOf(date) : dayOf(date));
    bytes[at++] = mark;
    return writeYear(bytes, at, yearOf(date));
  };
}
