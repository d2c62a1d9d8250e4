// Timestamps as text, those with a time zone in the session's.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c (EncodeDateTime)
import {
  dateOf,
  dayOf,
  monthOf,
  secondsPerDay,
  usPerDay,
  usPerSecond,
  weekdayOf,
  yearOf,
} from "../../../engine/api.js";
import type { DateStyle } from "../settings.js";
import type { TimeZone } from "../../../engine/api.js";
import { type WriteDay, writeDayIn, writeEra, writeInfinity, writeIsoDay, writeYear } from "./date-text.js";
import { writePair } from "./digits.js";
import { infinityOf, instantReader, type TimestampId } from "./instants.js";
import { writeOffset, writeTimeOfDay } from "./time-text.js";
import { type ColumnWriter, fixedView, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const space = 0x20;
const letterT = 0x54;

export const timestampText: MakeColumnWriter = (type, { settings }) =>
  localWriter(type.id as TimestampId, writeMomentIn(settings.dateStyle));

export const timestampTzText: MakeColumnWriter = (_type, { settings, timeZone }) =>
  zonedWriter(timeZone, writeMomentIn(settings.dateStyle), writeZoneIn(settings.dateStyle, timeZone));

/** As XML Schema and so JSON have it: with a T, and an offset that always has minutes. */
export const xsdTimestampText: MakeColumnWriter = (type) => localWriter(type.id as TimestampId, xsdMoment);

export const xsdTimestampTzText: MakeColumnWriter = (_type, { timeZone }) =>
  zonedWriter(timeZone, xsdMoment, (view, at, offset) => writeOffset(view, at, offset, true));

type WriteMoment = (view: DataView, at: number, days: number, usOfDay: number) => number;
type WriteZone = (view: DataView, at: number, offset: number, epochSeconds: number) => number;

function localWriter(id: TimestampId, writeMoment: WriteMoment): ColumnWriter {
  const reader = instantReader(id);
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const infinity = infinityOf(source, 8 * row);
      if (infinity !== 0) return writeInfinity(sink.view, at, infinity);
      const days = reader.days(source, 8 * row);
      const next = writeMoment(sink.view, at, days, reader.usOfDay(source, 8 * row, days));
      return writeEra(sink.view, next, days);
    };
  };
}

function zonedWriter(timeZone: TimeZone, writeMoment: WriteMoment, writeZone: WriteZone): ColumnWriter {
  const reader = instantReader("TIMESTAMPTZ");
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const infinity = infinityOf(source, 8 * row);
      if (infinity !== 0) return writeInfinity(sink.view, at, infinity);
      const utcDays = reader.days(source, 8 * row);
      const utcUs = reader.usOfDay(source, 8 * row, utcDays);
      const epochSeconds = utcDays * secondsPerDay + Math.floor(utcUs / usPerSecond);
      const offset = timeZone.offsetAt(epochSeconds);
      const localUs = utcUs + offset * usPerSecond;
      const dayShift = Math.floor(localUs / usPerDay);
      const days = utcDays + dayShift;
      let next = writeMoment(sink.view, at, days, localUs - dayShift * usPerDay);
      next = writeZone(sink.view, next, offset, epochSeconds);
      return writeEra(sink.view, next, days);
    };
  };
}

const xsdMoment: WriteMoment = momentOf(writeIsoDay, letterT);

function writeMomentIn(style: DateStyle): WriteMoment {
  return style.format === "postgres" ? postgresMoment(style.order === "dmy") : momentOf(writeDayIn(style), space);
}

function momentOf(writeDay: WriteDay, separator: number): WriteMoment {
  return (view, start, days, usOfDay) => {
    const at = writeDay(view, start, days);
    view.setUint8(at, separator);
    return writeTimeOfDay(view, at + 1, usOfDay);
  };
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Tue Jan 02 03:04:05 2024` */
function postgresMoment(dayFirst: boolean): WriteMoment {
  return (view, start, days, usOfDay) => {
    const date = dateOf(days);
    const month = months[monthOf(date) - 1] ?? "";
    let at = writeAscii(view, start, `${weekdays[weekdayOf(days)] ?? ""} `);
    if (!dayFirst) at = writeAscii(view, at, `${month} `);
    at = writePair(view, at, dayOf(date));
    at = writeAscii(view, at, dayFirst ? ` ${month} ` : " ");
    at = writeTimeOfDay(view, at, usOfDay);
    view.setUint8(at, space);
    return writeYear(view, at + 1, yearOf(date));
  };
}

/** Styles other than ISO name the zone where they can. */
function writeZoneIn(style: DateStyle, timeZone: TimeZone): WriteZone {
  if (style.format === "iso") return (view, at, offset) => writeOffset(view, at, offset, false);
  return (view, at, offset, epochSeconds) => {
    const name = timeZone.abbreviationAt(epochSeconds);
    if (name !== undefined) return writeAscii(view, at, ` ${name}`);
    const next = style.format === "postgres" ? writeAscii(view, at, " ") : at;
    return writeOffset(view, next, offset, false);
  };
}
