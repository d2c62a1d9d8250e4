// How values of each type are written: a table of writers, total over the types.
import type { AnnouncedType, DataType, Field, TypeId } from "../../engine/api.js";
import { elementTypeOf } from "./pg-types.js";
import type { EncodingSettings } from "./settings.js";
import { timeZoneOf } from "../../engine/api.js";
import { arrayBinary, arrayText } from "./values/arrays.js";
import { bignumBinary, bignumText } from "./values/bignums.js";
import { bitBinary, bitDigitsBinary, bitText } from "./values/bits.js";
import { bytea, byteaText } from "./values/blobs.js";
import { dateText, isoDateText } from "./values/date-text.js";
import { decimalText } from "./values/decimal-text.js";
import { doubleBinary, doubleText, floatBinary, floatText } from "./values/floats.js";
import { int2Binary, int4Binary, int8Binary, signedText, unsignedText } from "./values/integers.js";
import { intervalText } from "./values/interval-text.js";
import { listJson, mapJson, numberJson, quotedJson, structJson, unionJson } from "./values/json.js";
import { numericBinary } from "./values/numeric-binary.js";
import { booleanBinary, booleanJson, booleanText, uuidBinary, uuidText } from "./values/simple-values.js";
import { regtypeBinary } from "./values/type-names.js";
import { numericTextBinary } from "./values/numeric-text.js";
import { recordBinary, recordText } from "./values/records.js";
import { charBinary, enumText, jsonbBinary, nothing, utf8 } from "./values/strings.js";
import { dateBinary, intervalBinary, timeBinary, timestampBinary, timeTzBinary } from "./values/temporal-binary.js";
import { timeText, timeTzText } from "./values/time-text.js";
import { timestampText, timestampTzText, xsdTimestampText, xsdTimestampTzText } from "./values/timestamp-text.js";
import type { ColumnWriter, MakeColumnWriter, ValueForm, WriterContext } from "./values/value-writer.js";

type Codec = Readonly<Record<ValueForm, MakeColumnWriter>>;

const timestamp: Codec = { text: timestampText, binary: timestampBinary, json: quotedJson(xsdTimestampText) };
const time: Codec = { text: timeText, binary: timeBinary, json: quotedJson(timeText) };
const blob: Codec = { text: byteaText, binary: bytea, json: quotedJson(byteaText) };
const array: Codec = { text: arrayText, binary: arrayBinary, json: listJson };

const codecs = {
  BOOLEAN: { text: booleanText, binary: booleanBinary, json: booleanJson },
  TINYINT: { text: signedText, binary: int2Binary, json: signedText },
  SMALLINT: { text: signedText, binary: int2Binary, json: signedText },
  INTEGER: { text: signedText, binary: int4Binary, json: signedText },
  BIGINT: { text: signedText, binary: int8Binary, json: signedText },
  HUGEINT: { text: signedText, binary: numericBinary, json: signedText },
  UTINYINT: { text: unsignedText, binary: int2Binary, json: unsignedText },
  USMALLINT: { text: unsignedText, binary: int4Binary, json: unsignedText },
  UINTEGER: { text: unsignedText, binary: int8Binary, json: unsignedText },
  UBIGINT: { text: unsignedText, binary: numericBinary, json: unsignedText },
  UHUGEINT: { text: unsignedText, binary: numericBinary, json: unsignedText },
  FLOAT: { text: floatText, binary: floatBinary, json: numberJson(floatText) },
  DOUBLE: { text: doubleText, binary: doubleBinary, json: numberJson(doubleText) },
  DECIMAL: { text: decimalText, binary: numericBinary, json: decimalText },
  BIGNUM: { text: bignumText, binary: bignumBinary, json: bignumText },
  VARCHAR: { text: utf8, binary: utf8, json: quotedJson(utf8) },
  JSON: { text: utf8, binary: utf8, json: utf8 },
  ENUM: { text: enumText, binary: enumText, json: quotedJson(enumText) },
  BLOB: blob,
  GEOMETRY: blob,
  BIT: { text: bitText, binary: bitBinary, json: quotedJson(bitText) },
  DATE: { text: dateText, binary: dateBinary, json: quotedJson(isoDateText) },
  TIME: time,
  TIME_NS: time,
  TIMETZ: { text: timeTzText, binary: timeTzBinary, json: quotedJson(timeTzText) },
  TIMESTAMP: timestamp,
  TIMESTAMP_S: timestamp,
  TIMESTAMP_MS: timestamp,
  TIMESTAMP_NS: timestamp,
  TIMESTAMPTZ: { text: timestampTzText, binary: timestampBinary, json: quotedJson(xsdTimestampTzText) },
  INTERVAL: { text: intervalText, binary: intervalBinary, json: quotedJson(intervalText) },
  UUID: { text: uuidText, binary: uuidBinary, json: quotedJson(uuidText) },
  SQLNULL: { text: nothing, binary: nothing, json: nothing },
  LIST: array,
  ARRAY: array,
  STRUCT: { text: structJson, binary: structJson, json: structJson },
  MAP: { text: mapJson, binary: mapJson, json: mapJson },
  UNION: { text: unionJson, binary: unionJson, json: unionJson },
  // Written already, in the format that was asked for.
  POSTGRES: { text: utf8, binary: utf8, json: quotedJson(utf8) },
} as const satisfies Record<TypeId, Codec>;

/** The writers of a result's columns, each in its form. */
export function columnWriters(
  columns: readonly Field[],
  formats: readonly ("text" | "binary")[],
  settings: EncodingSettings,
): readonly ColumnWriter[] {
  const timeZone = timeZoneOf(settings.timeZone);
  if (timeZone === undefined) throw new Error(`the session has no such time zone: ${settings.timeZone}`);
  const context: WriterContext = {
    settings,
    timeZone,
    writerOf: (type, form) => makerOf(type, form)(type, context),
  };
  return columns.map((column, index) => writerOfColumn(column.type, formats[index] ?? "text", context));
}

/** Of what PostgreSQL sends in another form than DuckDB's type has. */
const announced: Readonly<Partial<Record<AnnouncedType | "record", Partial<Codec>>>> = {
  jsonb: { binary: jsonbBinary, json: utf8 },
  json: { json: utf8 },
  oid: { binary: int4Binary },
  char: { binary: charBinary },
  regtype: { binary: regtypeBinary },
  numeric: { binary: numericTextBinary, json: utf8 },
  record: { text: recordText, binary: recordBinary },
  bit: { binary: bitDigitsBinary },
  varbit: { binary: bitDigitsBinary },
};

function makerOf(type: DataType, form: ValueForm): MakeColumnWriter {
  const other = "as" in type && type.as !== undefined ? announced[type.as]?.[form] : undefined;
  return other ?? codecs[type.id][form];
}

/** A list that is nested too deep for an array is served as JSON. */
function writerOfColumn(type: DataType, form: ValueForm, context: WriterContext): ColumnWriter {
  const isList = type.id === "LIST" || type.id === "ARRAY";
  return context.writerOf(type, isList && elementTypeOf(type) === type ? "json" : form);
}
