// How values of one width are written that come in, by type; and the plain texts of most of them, read without a string in between.
import type { DataType, ParameterContent } from "../../../engine/api.js";
import type { FixedKind } from "./fixed-builder.js";
import { readPlainDate, readPlainInstant, readPlainTime } from "./plain-moments.js";
import { readPlainInteger, writeInt64 } from "./plain-integers.js";

type Write = (view: DataView, at: number, content: ParameterContent) => void;

function kindOf(width: number, readPlain: FixedKind["readPlain"], write: Write): FixedKind {
  return { width, readPlain, write: (content, _type, view, at) => write(view, at, content) };
}

const letterT = 0x74;
const letterF = 0x66;

const bool = kindOf(
  1,
  (bytes, start, end, view, at) => {
    const byte = bytes[start];
    if (end - start !== 1 || (byte !== letterT && byte !== letterF)) return false;
    view.setUint8(at, byte === letterT ? 1 : 0);
    return true;
  },
  (view, at, content) => view.setUint8(at, content === true ? 1 : 0),
);

function integer(bits: 16 | 32): FixedKind {
  const limit = 2 ** (bits - 1);
  const set = (view: DataView, at: number, value: number): void => {
    if (bits === 16) view.setInt16(at, value, true);
    else view.setInt32(at, value, true);
  };
  return kindOf(
    bits / 8,
    (bytes, start, end, view, at) => {
      const value = readPlainInteger(bytes, start, end);
      if (!(value >= -limit && value < limit)) return false;
      set(view, at, value);
      return true;
    },
    (view, at, content) => set(view, at, Number(content)),
  );
}

const bigint = kindOf(
  8,
  (bytes, start, end, view, at) => {
    const value = readPlainInteger(bytes, start, end);
    if (Number.isNaN(value)) return false;
    writeInt64(view, at, value);
    return true;
  },
  writeBigInt,
);

function writeBigInt(view: DataView, at: number, content: ParameterContent): void {
  view.setBigInt64(at, BigInt(content as bigint), true);
}

/** Digits, a sign, a point, an exponent: what overflows, and zeros, are left to the decoder, which knows why. */
function float(width: 4 | 8): FixedKind {
  const set = (view: DataView, at: number, value: number): void => {
    if (width === 4) view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  };
  return kindOf(
    width,
    (bytes, start, end, view, at) => {
      if (end - start === 0 || end - start > 32) return false;
      for (let index = start; index < end; index++) {
        const byte = bytes[index] as number;
        const isDigit = byte >= 0x30 && byte <= 0x39;
        if (!isDigit && byte !== 0x2e && byte !== 0x2d && byte !== 0x65) return false;
      }
      const value = Number(bytes.toString("latin1", start, end));
      const rounded = width === 4 ? Math.fround(value) : value;
      if (!Number.isFinite(rounded) || rounded === 0) return false;
      set(view, at, rounded);
      return true;
    },
    (view, at, content) => set(view, at, Number(content)),
  );
}

const date = kindOf(
  4,
  (bytes, start, end, view, at) => {
    const days = readPlainDate(bytes, start, end);
    if (Number.isNaN(days)) return false;
    view.setInt32(at, days, true);
    return true;
  },
  (view, at, content) => view.setInt32(at, Number(content), true),
);

const time = kindOf(
  8,
  (bytes, start, end, view, at) => {
    const us = readPlainTime(bytes, start, end);
    if (Number.isNaN(us)) return false;
    writeInt64(view, at, us);
    return true;
  },
  writeBigInt,
);

function instant(hasZone: boolean): FixedKind {
  return kindOf(
    8,
    (bytes, start, end, view, at) => {
      const us = readPlainInstant(bytes, start, end, hasZone);
      if (!Number.isSafeInteger(us)) return false;
      writeInt64(view, at, us);
      return true;
    },
    writeBigInt,
  );
}

export const fixedKinds: Readonly<Partial<Record<DataType["id"], FixedKind>>> = {
  BOOLEAN: bool,
  SMALLINT: integer(16),
  INTEGER: integer(32),
  BIGINT: bigint,
  FLOAT: float(4),
  DOUBLE: float(8),
  DATE: date,
  TIME: time,
  TIMESTAMP: instant(false),
  TIMESTAMPTZ: instant(true),
};
