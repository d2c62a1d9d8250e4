// Reads timestamps of any unit as days since 1970 and microseconds of the day, which numbers hold exactly.
import type { TypeId } from "../../../engine/api.js";
import { PgError } from "../../../errors.js";
import { secondsPerDay } from "../../../engine/api.js";

export type TimestampId = Extract<TypeId, `TIMESTAMP${string}`>;

const unitsPerSecond = {
  TIMESTAMP_S: 1,
  TIMESTAMP_MS: 1e3,
  TIMESTAMP: 1e6,
  TIMESTAMPTZ: 1e6,
  TIMESTAMP_NS: 1e9,
} as const satisfies Record<TimestampId, number>;

export interface InstantReader {
  days(source: DataView, offset: number): number;
  /** PostgreSQL has no nanoseconds: they are cut off, towards the past. */
  usOfDay(source: DataView, offset: number, days: number): number;
}

export function instantReader(id: TimestampId): InstantReader {
  const units = unitsPerSecond[id];
  const unitsPerDay = units * secondsPerDay;
  return {
    days(source, offset) {
      const value = readInt64(source, offset);
      const days = Number.isSafeInteger(value)
        ? Math.floor(value / unitsPerDay)
        : floorDivide(source.getBigInt64(offset, true), unitsPerDay);
      if (days < -0x7fff_ffff || days > 0x7fff_ffff) throw new TimestampOutOfRange();
      return days;
    },
    usOfDay(source, offset, days) {
      const value = readInt64(source, offset);
      const rest = Number.isSafeInteger(value)
        ? value - days * unitsPerDay
        : Number(source.getBigInt64(offset, true) - BigInt(days) * BigInt(unitsPerDay));
      return units > 1e6 ? Math.floor(rest / (units / 1e6)) : rest * (1e6 / units);
    },
  };
}

/** 1 for infinity, -1 for -infinity, 0 for an instant. */
export function infinityOf(source: DataView, offset: number): number {
  const high = source.getInt32(offset + 4, true);
  if (high === 0x7fff_ffff && source.getInt32(offset, true) === -1) return 1;
  return high === -0x8000_0000 && source.getInt32(offset, true) === 1 ? -1 : 0;
}

/** 1 for infinity, -1 for -infinity, 0 for a day. */
export function infinityOfDate(days: number): number {
  if (days === 0x7fff_ffff) return 1;
  return days === -0x7fff_ffff ? -1 : 0;
}

export class TimestampOutOfRange extends PgError {
  constructor() {
    super("22008", "timestamp out of range");
  }
}

/** Not exact where it is no safe integer. */
export function readInt64(source: DataView, offset: number): number {
  return source.getInt32(offset + 4, true) * 0x1_0000_0000 + source.getUint32(offset, true);
}

function floorDivide(dividend: bigint, divisor: number): number {
  const quotient = dividend / BigInt(divisor);
  return Number(quotient * BigInt(divisor) > dividend ? quotient - 1n : quotient);
}
