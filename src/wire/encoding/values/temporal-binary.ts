// The binary forms of dates, times, timestamps and intervals: counted from 2000-01-01.
import { postgresEpochDays, usPerDay } from "../../../engine/api.js";
import type { ByteSink } from "./byte-sink.js";
import {
  infinityOf,
  infinityOfDate,
  instantReader,
  readInt64,
  type TimestampId,
  TimestampOutOfRange,
} from "./instants.js";
import { offsetOfTimeTz, usOfTimeTz } from "./time-text.js";
import { fixedView, type MakeColumnWriter } from "./value-writer.js";

export const dateBinary: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    const days = source.getInt32(4 * row, true);
    sink.view.setInt32(at, dateOf(days));
    return at + 4;
  };
};

function dateOf(days: number): number {
  const infinity = infinityOfDate(days);
  if (infinity !== 0) return infinity > 0 ? 0x7fff_ffff : -0x8000_0000;
  if (days - postgresEpochDays <= -0x8000_0000) throw new TimestampOutOfRange();
  return days - postgresEpochDays;
}

export const timeBinary: MakeColumnWriter = (type) => {
  const unitsPerUs = type.id === "TIME_NS" ? 1000 : 1;
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => writeInt64(sink, at, Math.floor(readInt64(source, 8 * row) / unitsPerUs));
  };
};

export const timeTzBinary: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    const next = writeInt64(sink, at, usOfTimeTz(source, 8 * row));
    // West of Greenwich, as POSIX counts.
    sink.view.setInt32(next, -offsetOfTimeTz(source, 8 * row));
    return next + 4;
  };
};

export const timestampBinary: MakeColumnWriter = (type) => {
  const reader = instantReader(type.id as TimestampId);
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const infinity = infinityOf(source, 8 * row);
      if (infinity !== 0) return writeInfinity(sink, at, infinity);
      const days = reader.days(source, 8 * row);
      const usOfDay = reader.usOfDay(source, 8 * row, days);
      const us = (days - postgresEpochDays) * usPerDay + usOfDay;
      return Number.isSafeInteger(us) ? writeInt64(sink, at, us) : writeFarInstant(sink, at, days, usOfDay);
    };
  };
};

function writeFarInstant(sink: ByteSink, at: number, days: number, usOfDay: number): number {
  const us = BigInt(days - postgresEpochDays) * BigInt(usPerDay) + BigInt(usOfDay);
  if (BigInt.asIntN(64, us) !== us) throw new TimestampOutOfRange();
  sink.view.setBigInt64(at, us);
  return at + 8;
}

function writeInfinity(sink: ByteSink, at: number, sign: number): number {
  sink.view.setInt32(at, sign > 0 ? 0x7fff_ffff : -0x8000_0000);
  sink.view.setInt32(at + 4, sign > 0 ? -1 : 0);
  return at + 8;
}

/** Of a safe integer. */
function writeInt64(sink: ByteSink, at: number, value: number): number {
  const high = Math.floor(value / 0x1_0000_0000);
  sink.view.setInt32(at, high);
  sink.view.setUint32(at + 4, value - high * 0x1_0000_0000);
  return at + 8;
}

/** DuckDB has months, days, microseconds; PostgreSQL sends them the other way round. */
export const intervalBinary: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    sink.view.setInt32(at, source.getInt32(16 * row + 12, true));
    sink.view.setInt32(at + 4, source.getInt32(16 * row + 8, true));
    sink.view.setInt32(at + 8, source.getInt32(16 * row + 4, true));
    sink.view.setInt32(at + 12, source.getInt32(16 * row, true));
    return at + 16;
  };
};
