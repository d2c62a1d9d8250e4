// Writes one value of a fixed size: a table over the kinds of columns.
import {
  booleanBinary,
  booleanText,
  dateBinary,
  dateText,
  decimal2Binary,
  decimal2Text,
  decimal4Binary,
  decimal4Text,
  decimal8Binary,
  decimal8Text,
  doubleText,
  floatText,
  int1AsInt2,
  int1Text,
  int2Binary,
  int2Text,
  int4Binary,
  int4Text,
  int8Binary,
  int8Text,
  timestampBinary,
  timestampText,
  timestampTzText,
  timeText,
  uint1AsInt2,
  uint1Text,
  uint2AsInt4,
  uint2Text,
  uint4AsInt8,
  uint4Text,
  uint8Text,
  uuidBinary,
  uuidText,
} from "./column-kinds";
import { writeDecimalBinary, writeDecimalText } from "./decimals";
import { powerOfTen, writeInteger, writeUnsigned } from "./digits";
import { writeDouble, writeFloat } from "./floats";
import {
  writeDateBinary,
  writeDateText,
  writeTimestampBinary,
  writeTimestampText,
  writeTimestampTzText,
  writeTimeText,
} from "./moments";
import { writeUuidBinary, writeUuidText } from "./hexadecimals";

/** @returns the place after the value, or 0 where only the other side can write it. */
export function writeValue(kind: u32, data: usize, row: i32, parameter: i32, at: usize): usize {
  const index = <usize>row;
  switch (kind) {
    case int1Text:
      return writeInteger(at, load<i8>(data + index));
    case int2Text:
      return writeInteger(at, load<i16>(data + (index << 1)));
    case int4Text:
      return writeInteger(at, load<i32>(data + (index << 2)));
    case int8Text:
      return writeInteger(at, load<i64>(data + (index << 3)));
    case uint1Text:
      return writeUnsigned(at, load<u8>(data + index));
    case uint2Text:
      return writeUnsigned(at, load<u16>(data + (index << 1)));
    case uint4Text:
      return writeUnsigned(at, load<u32>(data + (index << 2)));
    case uint8Text:
      return writeUnsigned(at, load<u64>(data + (index << 3)));
    case int1AsInt2:
      return store16(at, <u16>load<i8>(data + index));
    case int2Binary:
      return store16(at, load<u16>(data + (index << 1)));
    case uint1AsInt2:
      return store16(at, load<u8>(data + index));
    case int4Binary:
      return store32(at, load<u32>(data + (index << 2)));
    case uint2AsInt4:
      return store32(at, load<u16>(data + (index << 1)));
    case int8Binary:
      return store64(at, load<u64>(data + (index << 3)));
    case uint4AsInt8:
      return store64(at, load<u32>(data + (index << 2)));
    case booleanText:
      return store8(at, load<u8>(data + index) == 0 ? 0x66 : 0x74);
    case booleanBinary:
      return store8(at, load<u8>(data + index) == 0 ? 0 : 1);
    case floatText:
      return writeFloat(at, load<f32>(data + (index << 2)));
    case doubleText:
      return writeDouble(at, load<f64>(data + (index << 3)));
    case decimal2Text:
      return writeDecimalText(at, load<i16>(data + (index << 1)), parameter);
    case decimal4Text:
      return writeDecimalText(at, load<i32>(data + (index << 2)), parameter);
    case decimal8Text:
      return writeDecimalText(at, load<i64>(data + (index << 3)), parameter);
    case decimal2Binary:
      return writeDecimalBinary(at, load<i16>(data + (index << 1)), parameter);
    case decimal4Binary:
      return writeDecimalBinary(at, load<i32>(data + (index << 2)), parameter);
    case decimal8Binary:
      return writeDecimalBinary(at, load<i64>(data + (index << 3)), parameter);
    case dateText:
      return writeDateText(at, load<i32>(data + (index << 2)));
    case dateBinary:
      return writeDateBinary(at, load<i32>(data + (index << 2)));
    case timeText:
      return writeTimeText(at, load<i64>(data + (index << 3)));
    case timestampText:
      return writeTimestampText(at, load<i64>(data + (index << 3)), <i64>powerOfTen(parameter));
    case timestampTzText:
      return writeTimestampTzText(at, load<i64>(data + (index << 3)), parameter);
    case timestampBinary:
      return writeTimestampBinary(at, load<i64>(data + (index << 3)), <i64>powerOfTen(parameter));
    case uuidText:
      return writeUuidText(at, data + (index << 4));
    case uuidBinary:
      return writeUuidBinary(at, data + (index << 4));
    default:
      return 0;
  }
}

function store8(at: usize, value: u8): usize {
  store<u8>(at, value);
  return at + 1;
}

function store16(at: usize, value: u16): usize {
  store<u16>(at, bswap<u16>(value));
  return at + 2;
}

function store32(at: usize, value: u32): usize {
  store<u32>(at, bswap<u32>(value));
  return at + 4;
}

function store64(at: usize, value: u64): usize {
  store<u64>(at, bswap<u64>(value));
  return at + 8;
}
