// Parameters of type date, time, timetz, timestamp and timestamptz.
import {
  checkedDays,
  checkedInstant,
  type InputContext,
  infiniteDays,
  infiniteUs,
  postgresEpochDays,
  readDate,
  readTime,
  readTimestamp,
  readTimestamptz,
  readTimetz,
  usPerDay,
} from "../../../engine/api.js";
import { PgError } from "../../../errors.js";
import { checkSize, decoderOf, type ParameterContext } from "./parameter-decoder.js";

/** PostgreSQL's infinities, in its binary form. */
const binaryDayInfinity = { positive: 0x7fff_ffff, negative: -0x8000_0000 };
const binaryUsInfinity = { positive: 0x7fff_ffff_ffff_ffffn, negative: -0x8000_0000_0000_0000n };

const epochUs = BigInt(postgresEpochDays) * BigInt(usPerDay);
/** ±15:59:59 */
const offsetSecondsMax = 16 * 3600 - 1;

const inputOf = ({ settings, timeZone, now, place }: ParameterContext): InputContext => ({
  order: settings.dateStyle.order,
  timeZone,
  now,
  place,
});

export const date = decoderOf({ id: "DATE" }, "date", {
  text: (text, context) => readDate(text, inputOf(context)),
  binary(bytes, context) {
    checkSize(bytes, 4, context);
    const days = bytes.readInt32BE(0);
    if (days === binaryDayInfinity.positive) return infiniteDays;
    if (days === binaryDayInfinity.negative) return -infiniteDays;
    return checkedDays(days + postgresEpochDays, "date out of range", context);
  },
});

export const time = decoderOf({ id: "TIME" }, "time", {
  text: (text, context) => readTime(text, inputOf(context)),
  binary(bytes, context) {
    checkSize(bytes, 8, context);
    return checkedTime(bytes.readBigInt64BE(0), context);
  },
});

export const timetz = decoderOf({ id: "TIMETZ" }, "time with time zone", {
  text: (text, context) => readTimetz(text, inputOf(context)),
  binary(bytes, context) {
    checkSize(bytes, 12, context);
    const us = checkedTime(bytes.readBigInt64BE(0), context);
    const offsetSeconds = 0 - bytes.readInt32BE(8);
    if (Math.abs(offsetSeconds) <= offsetSecondsMax) return { us, offsetSeconds };
    throw new PgError("22009", "time zone displacement out of range", context.place);
  },
});

function checkedTime(us: bigint, context: ParameterContext): bigint {
  if (us < 0n || us > BigInt(usPerDay)) throw new PgError("22008", "time out of range", context.place);
  return us;
}

export const timestamp = decoderOf({ id: "TIMESTAMP" }, "timestamp", {
  text: (text, context) => readTimestamp(text, inputOf(context)),
  binary: readInstant,
});

export const timestamptz = decoderOf({ id: "TIMESTAMPTZ" }, "timestamp with time zone", {
  text: (text, context) => readTimestamptz(text, inputOf(context)),
  binary: readInstant,
});

function readInstant(bytes: Buffer, context: ParameterContext): bigint {
  checkSize(bytes, 8, context);
  const us = bytes.readBigInt64BE(0);
  if (us === binaryUsInfinity.positive) return infiniteUs;
  if (us === binaryUsInfinity.negative) return -infiniteUs;
  return checkedInstant(us + epochUs, "timestamp out of range", context);
}
