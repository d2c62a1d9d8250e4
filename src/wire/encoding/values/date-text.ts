// Dates as text, in each of PostgreSQL's four styles.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c (EncodeDateOnly)
import { dateOf, dayOf, monthOf, yearOf } from "../../../engine/api.js";
import type { DateStyle } from "../settings.js";
import { writePair, writeUnsigned } from "./digits.js";
import { infinityOfDate } from "./instants.js";
import { type ColumnWriter, fixedView, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const hyphen = 0x2d;

/** Writes the date itself; its era, if it must be said, comes after all else. */
export type WriteDay = (view: DataView, at: number, days: number) => number;

export const dateText: MakeColumnWriter = (_type, { settings }) => dateWriter(writeDayIn(settings.dateStyle));
export const isoDateText: MakeColumnWriter = () => dateWriter(writeIsoDay);

function dateWriter(writeDay: WriteDay): ColumnWriter {
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const days = source.getInt32(4 * row, true);
      const infinity = infinityOfDate(days);
      if (infinity !== 0) return writeInfinity(sink.view, at, infinity);
      return writeEra(sink.view, writeDay(sink.view, at, days), days);
    };
  };
}

export function writeInfinity(view: DataView, at: number, sign: number): number {
  return writeAscii(view, at, sign > 0 ? "infinity" : "-infinity");
}

/** 0001-01-01 */
const firstDay = -719_162;

export function writeEra(view: DataView, at: number, days: number): number {
  return days < firstDay ? writeAscii(view, at, " BC") : at;
}

export function writeYear(view: DataView, at: number, year: number): number {
  const size = year > 0 ? year : 1 - year;
  if (size < 10_000) {
    const century = (size / 100) | 0;
    return writePair(view, writePair(view, at, century), size - century * 100);
  }
  return writeUnsigned(view, at, size);
}

export function writeIsoDay(view: DataView, start: number, days: number): number {
  const date = dateOf(days);
  let at = writeYear(view, start, yearOf(date));
  view.setUint8(at++, hyphen);
  at = writePair(view, at, monthOf(date));
  view.setUint8(at++, hyphen);
  return writePair(view, at, dayOf(date));
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
  return (view, start, days) => {
    const date = dateOf(days);
    let at = writePair(view, start, dayFirst ? dayOf(date) : monthOf(date));
    view.setUint8(at++, mark);
    at = writePair(view, at, dayFirst ? monthOf(date) : dayOf(date));
    view.setUint8(at++, mark);
    return writeYear(view, at, yearOf(date));
  };
}
