// Which columns the compiled encoder can write: a table over the types, for both formats.
import type { AnnouncedType, DataType, TypeId } from "../../engine/api.js";
import type { Format } from "../protocol/format.js";
import * as kinds from "./assembly/column-kinds.js";
import type { EncodingSettings } from "./settings.js";

/** `kind` of `column-kinds.ts`, and its parameter. */
export interface CompiledKind {
  readonly kind: number;
  readonly parameter: number;
}

type Choice = (type: DataType, settings: EncodingSettings) => CompiledKind | undefined;

const never: Choice = () => undefined;

function always(kind: number, parameter = 0): Choice {
  const choice = { kind, parameter };
  return () => choice;
}

function when(holds: (settings: EncodingSettings) => boolean, kind: number, parameter = 0): Choice {
  const choice = { kind, parameter };
  return (_type, settings) => (holds(settings) ? choice : undefined);
}

/** DECIMAL of at most 18 digits, by the bytes of its values. */
function decimal(byBytes: readonly [number, number, number], scaleMax: number): Choice {
  return (type) => {
    if (type.id !== "DECIMAL" || type.width > 18 || type.scale > scaleMax) return undefined;
    const [kind] = byBytes.slice(type.width <= 4 ? 0 : type.width <= 9 ? 1 : 2);
    return kind === undefined ? undefined : { kind, parameter: type.scale };
  };
}

const isIso = ({ dateStyle }: EncodingSettings): boolean => dateStyle.format === "iso";
const isShortest = ({ extraFloatDigits }: EncodingSettings): boolean => extraFloatDigits > 0;
const isHex = ({ byteaOutput }: EncodingSettings): boolean => byteaOutput === "hex";
const isIsoUtc = (settings: EncodingSettings): boolean => isIso(settings) && /^(utc|gmt)$/i.test(settings.timeZone);

const finished = always(kinds.bytesKind);
const bytea = { text: when(isHex, kinds.byteaHexText), binary: finished };
const notCompiled = { text: never, binary: never };

/** More digits after the point do not fit 64 bits once they are filled up to groups of four. */
const binaryScaleMax = 16;

const choices = {
  BOOLEAN: { text: always(kinds.booleanText), binary: always(kinds.booleanBinary) },
  TINYINT: { text: always(kinds.int1Text), binary: always(kinds.int1AsInt2) },
  SMALLINT: { text: always(kinds.int2Text), binary: always(kinds.int2Binary) },
  INTEGER: { text: always(kinds.int4Text), binary: always(kinds.int4Binary) },
  BIGINT: { text: always(kinds.int8Text), binary: always(kinds.int8Binary) },
  HUGEINT: notCompiled,
  UTINYINT: { text: always(kinds.uint1Text), binary: always(kinds.uint1AsInt2) },
  USMALLINT: { text: always(kinds.uint2Text), binary: always(kinds.uint2AsInt4) },
  UINTEGER: { text: always(kinds.uint4Text), binary: always(kinds.uint4AsInt8) },
  UBIGINT: { text: always(kinds.uint8Text), binary: never },
  UHUGEINT: notCompiled,
  // The bits of a float are sent like those of an integer.
  FLOAT: { text: when(isShortest, kinds.floatText), binary: always(kinds.int4Binary) },
  DOUBLE: { text: when(isShortest, kinds.doubleText), binary: always(kinds.int8Binary) },
  DECIMAL: {
    text: decimal([kinds.decimal2Text, kinds.decimal4Text, kinds.decimal8Text], 18),
    binary: decimal([kinds.decimal2Binary, kinds.decimal4Binary, kinds.decimal8Binary], binaryScaleMax),
  },
  BIGNUM: notCompiled,
  VARCHAR: { text: finished, binary: finished },
  JSON: { text: finished, binary: finished },
  ENUM: notCompiled,
  BLOB: bytea,
  GEOMETRY: bytea,
  BIT: notCompiled,
  DATE: { text: when(isIso, kinds.dateText), binary: always(kinds.dateBinary) },
  TIME: { text: always(kinds.timeText), binary: always(kinds.int8Binary) },
  TIME_NS: notCompiled,
  TIMETZ: notCompiled,
  TIMESTAMP_S: { text: when(isIso, kinds.timestampText, 0), binary: always(kinds.timestampBinary, 0) },
  TIMESTAMP_MS: { text: when(isIso, kinds.timestampText, 3), binary: always(kinds.timestampBinary, 3) },
  TIMESTAMP: { text: when(isIso, kinds.timestampText, 6), binary: always(kinds.timestampBinary, 6) },
  TIMESTAMP_NS: { text: when(isIso, kinds.timestampText, 9), binary: always(kinds.timestampBinary, 9) },
  TIMESTAMPTZ: { text: when(isIsoUtc, kinds.timestampTzText), binary: always(kinds.timestampBinary, 6) },
  INTERVAL: notCompiled,
  UUID: { text: always(kinds.uuidText), binary: always(kinds.uuidBinary) },
  SQLNULL: notCompiled,
  LIST: notCompiled,
  ARRAY: notCompiled,
  STRUCT: notCompiled,
  MAP: notCompiled,
  UNION: notCompiled,
  POSTGRES: { text: finished, binary: finished },
} as const satisfies Record<TypeId, Readonly<Record<Format, Choice>>>;

/** Their binary forms are not those of the types that they lie in. */
const otherBinary: ReadonlySet<AnnouncedType> = new Set([
  "jsonb",
  "oid",
  "numeric",
  "char",
  "regtype",
  "bit",
  "varbit",
]);

/** Undefined: its values are written in JavaScript, and then copied. */
export function compiledKindOf(type: DataType, format: Format, settings: EncodingSettings): CompiledKind | undefined {
  const isOther = type.id !== "STRUCT" && "as" in type && type.as !== undefined && otherBinary.has(type.as);
  return isOther && format === "binary" ? undefined : choices[type.id][format](type, settings);
}
