// What becomes of PostgreSQL's casts in DuckDB's SQL, by `source:target` in PostgreSQL's internal names. `same`: DuckDB's CAST to the type.
import { call, type Lowering, same } from "./lowering.js";

const numbers = ["int2", "int4", "int8", "float4", "float8", "numeric"];

/** What DuckDB does otherwise. Where none fits the value, errors.ts has PostgreSQL's words. */
const numeric: Readonly<Record<string, Lowering>> = {
  "float8:float4": call("pg.float8_float4"),
  "numeric:float8": call("pg.numeric_float8"),
  "numeric:float4": call("pg.numeric_float4"),
  "float8:numeric": call("pg.float8_numeric"),
  "float4:numeric": call("pg.float4_numeric"),
  "int2:oid": call("pg.int4_oid"),
  "int4:oid": call("pg.int4_oid"),
  "int8:oid": call("pg.int8_oid"),
  "oid:int4": call("pg.oid_int4"),
  "oid:int8": same,
  "int4:bool": same,
  "bool:int4": same,
  "int4:char": call("pg.char_of_int4"),
  "char:int4": call("pg.int4_of_char"),
  "bit:int4": call("pg.int4_of_bit"),
  "bit:int8": call("pg.int8_of_bit"),
  "bool:bool": same,
  "oid:oid": same,
};

/** To text and varchar. */
const toText: Readonly<Record<string, Lowering>> = {
  int2: same,
  int4: same,
  int8: same,
  oid: same,
  bool: same,
  float4: call("pg.float4_text"),
  float8: call("pg.float8_text"),
  numeric: same,
};

const fromText: Readonly<Record<string, Lowering>> = {
  int2: call("pg.text_int2"),
  int4: call("pg.text_int4"),
  int8: call("pg.text_int8"),
  float4: call("pg.text_float4"),
  float8: call("pg.text_float8"),
  numeric: call("pg.text_numeric"),
  bool: call("pg.text_bool"),
};

export const castLowerings: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(numbers.flatMap((source) => numbers.map((target) => [`${source}:${target}`, same]))),
  ...numeric,
  ...Object.fromEntries(Object.entries(toText).map(([type, lowering]) => [`${type}:text`, lowering])),
  ...Object.fromEntries(Object.entries(fromText).map(([type, lowering]) => [`text:${type}`, lowering])),
};

/**
 * What is cast on to a DECIMAL(precision, scale) where a numeric has a precision: rounded once, half away from zero. Others are cast as they are.
 */
export const beforeNumericOfPrecision: Readonly<Record<string, Lowering>> = {
  float8: call("pg.float8_digits_within"),
  float4: call("pg.float4_digits_within"),
  text: call("pg.numeric_digits"),
};
