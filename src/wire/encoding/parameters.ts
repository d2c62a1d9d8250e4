// Decodes the values of a Bind message.
// https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-BIND
import type { DataType, ParameterValue } from "../../engine/api.js";
import { FeatureNotSupported } from "../../errors.js";
import type { Format } from "../protocol/format.js";
import { arrayOf } from "./parameters/arrays.js";
import { interval } from "./parameters/intervals.js";
import { date, time, timestamp, timestamptz, timetz } from "./parameters/moments.js";
import { numeric } from "./parameters/numerics.js";
import type { ParameterContext, ParameterDecoder } from "./parameters/parameter-decoder.js";
import { bool, float4, float8, int2, int4, int8, oid } from "./parameters/plain-numbers.js";
import { bits, bytea, json, jsonb, text, textOf, uuid } from "./parameters/strings.js";
import { type PgTypeName, pgTypes } from "./pg-types.js";
import type { EncodingSettings } from "./settings.js";
import { timeZoneOf } from "../../engine/api.js";

interface ParameterType {
  /** Undefined: only the value tells it. */
  readonly type: DataType | undefined;
  readonly decoder: ParameterDecoder;
}

const parameterTypes = {
  bool: { type: { id: "BOOLEAN" }, decoder: bool },
  int2: { type: { id: "SMALLINT" }, decoder: int2 },
  int4: { type: { id: "INTEGER" }, decoder: int4 },
  int8: { type: { id: "BIGINT" }, decoder: int8 },
  oid: { type: { id: "UINTEGER" }, decoder: oid },
  float4: { type: { id: "FLOAT" }, decoder: float4 },
  float8: { type: { id: "DOUBLE" }, decoder: float8 },
  numeric: { type: undefined, decoder: numeric },
  text: { type: { id: "VARCHAR" }, decoder: text },
  varchar: { type: { id: "VARCHAR" }, decoder: text },
  char: { type: { id: "VARCHAR" }, decoder: text },
  bpchar: { type: { id: "VARCHAR" }, decoder: text },
  name: { type: { id: "VARCHAR" }, decoder: text },
  unknown: { type: undefined, decoder: text },
  bytea: { type: { id: "BLOB" }, decoder: bytea },
  date: { type: { id: "DATE" }, decoder: date },
  time: { type: { id: "TIME" }, decoder: time },
  timetz: { type: { id: "TIMETZ" }, decoder: timetz },
  timestamp: { type: { id: "TIMESTAMP" }, decoder: timestamp },
  timestamptz: { type: { id: "TIMESTAMPTZ" }, decoder: timestamptz },
  interval: { type: { id: "INTERVAL" }, decoder: interval },
  uuid: { type: { id: "UUID" }, decoder: uuid },
  json: { type: { id: "JSON" }, decoder: json },
  jsonb: { type: { id: "JSON" }, decoder: jsonb },
  bit: { type: { id: "BIT" }, decoder: bits },
  varbit: { type: { id: "BIT" }, decoder: bits },
} as const satisfies Record<PgTypeName, ParameterType>;

/** What an array of numerics without any value is taken for: DuckDB's own default. */
const emptyNumeric: DataType = { id: "DECIMAL", width: 18, scale: 3 };

const typesByOid = new Map<number, ParameterType>();
for (const pgType of Object.values(pgTypes)) {
  const element: ParameterType = parameterTypes[pgType.name];
  typesByOid.set(pgType.oid, element);
  const type: DataType | undefined = element.type === undefined ? undefined : { id: "LIST", child: element.type };
  typesByOid.set(pgType.arrayOid, { type, decoder: arrayOf(element.decoder, pgType, element.type ?? emptyNumeric) });
}
typesByOid.delete(0);

/**
 * The type that a client gave a parameter in Parse. Undefined: the engine infers it from the statement, because the
 * client left it open (0), or gave a type that we do not know, or numeric, whose width and scale only a value has.
 */
export function dataTypeOfOid(typeOid: number): DataType | undefined {
  return typesByOid.get(typeOid)?.type;
}

/** As `dataTypeOfOid`; PostgreSQL's own type where we do not know it, or only its values tell. */
export function givenTypeOf(typeOid: number): DataType | undefined {
  const isOpen = typeOid === 0 || typeOid === pgTypes.unknown.oid;
  return dataTypeOfOid(typeOid) ?? (isOpen ? undefined : { id: "POSTGRES", oid: typeOid, size: -1, modifier: -1 });
}

/** Undefined: no such type. */
export function decoderOfOid(typeOid: number): ParameterDecoder | undefined {
  return typesByOid.get(typeOid)?.decoder;
}

/** A value that is not decoded, since who asked for it knows what it is; undefined: it is to be decoded. */
export function handedOn(
  bytes: Buffer | undefined,
  format: Format,
  type: DataType | undefined,
): ParameterValue | undefined {
  return type?.id === "POSTGRES" ? { type, value: bytes === undefined ? null : { format, bytes } } : undefined;
}

/**
 * @param bytes Undefined: NULL.
 * @param position The parameter's number, as in `$1`.
 * @param now What `now` and `today` mean.
 * @throws PgError of class 22 for what is no value of the type; 0A000 for the binary form of a type that is not known.
 */
export function decodeParameter(
  bytes: Buffer | undefined,
  format: Format,
  typeOid: number,
  position: number,
  settings: EncodingSettings,
  now: Date,
): ParameterValue {
  if (bytes === undefined) return { type: dataTypeOfOid(typeOid) ?? { id: "SQLNULL" }, value: null };
  const timeZone = timeZoneOf(settings.timeZone);
  if (timeZone === undefined) throw new Error(`the session has no such time zone: ${settings.timeZone}`);
  const context: ParameterContext = { settings, timeZone, now, position, place: { detail: `parameter $${position}` } };
  const decoder = typesByOid.get(typeOid)?.decoder;
  if (format === "text") return (decoder ?? text).text(textOf(bytes, context), context);
  if (decoder === undefined) {
    throw new FeatureNotSupported(`parameters of the type with OID ${typeOid} are not supported in binary format`, {
      ...context.place,
      hint: "Send them as text, or with a cast to a common type.",
    });
  }
  return decoder.binary(bytes, context);
}
