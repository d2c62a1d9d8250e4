// What expressions end in: literals of each type, and words that functions take as they are.
import type { SqlType } from "./node.js";

export const literals: Readonly<Record<SqlType, readonly string[]>> = {
  bool: ["true", "false"],
  int2: ["0::int2", "1::int2", "(-3)::int2", "7::int2"],
  int4: ["0", "1", "2", "3", "7", "10", "100", "(-1)", "(-12)", "2000"],
  int8: ["0::int8", "1::int8", "3000000000", "(-5)::int8", "1000003::int8"],
  numeric: ["0.0", "0.5", "1.25", "(-2.5)", "100.00", "3.14159", "12345678901234.5", "0::numeric", "7::numeric"],
  float4: ["1.5::float4", "0::float4", "(-0.25)::float4"],
  float8: ["0::float8", "0.5::float8", "(-2.5)::float8", "100::float8", "'1e10'::float8", "'0.1'::float8"],
  text: [
    ...["'abc'", "'paid'", "''", "'a b c'"],
    ...["'Zoë'", "'12'", "'A-12/x'", "'straße'", "'  pad '", "'%'", "''", "'abc'"].map((text) => `${text}::text`),
  ],
  bytea: ["'\\x'::bytea", "'\\xdeadbeef'::bytea", "'\\x00ff'::bytea"],
  date: ["'2024-02-29'::date", "DATE '2023-12-31'", "'2000-01-01'::date", "'1969-12-31'::date"],
  time: ["'12:34:56'::time", "TIME '00:00'", "'23:59:59.999999'::time"],
  timestamp: ["'2024-02-29 12:34:56.789'::timestamp", "TIMESTAMP '2023-12-31 23:59:59'", "'1970-01-01'::timestamp"],
  timestamptz: ["'2024-03-10 10:00:00+00'::timestamptz", "'2024-11-03 08:30:00+00'::timestamptz"],
  interval: [
    "'1 day'::interval",
    "INTERVAL '1 month'",
    "'-02:30:00'::interval",
    "'1 year 3 days 00:00:01.5'::interval",
  ],
  uuid: ["'00000000-0000-0000-0000-000000000001'::uuid", "'ffffffff-ffff-4fff-8fff-ffffffffffff'::uuid"],
  json: [`'{"a": 1, "b": [1, 2, {"c": null}]}'::json`, "'[1, \"x\", null]'::json", "'12.50'::json", "'{}'::json"],
  jsonb: [`'{"b": 1, "a": {"x": [true]}}'::jsonb`, "'[1, 2, 2.0]'::jsonb", "'\"t\"'::jsonb"],
  _int4: ["ARRAY[1, 2, 3]", "'{}'::int[]", "'{3,NULL,1}'::int[]"],
  _text: ["ARRAY['a', 'b']", "'{}'::text[]", "'{x,NULL,\"y z\"}'::text[]"],
};

/** Written in templates as `@name`. */
export const pools: Readonly<Record<string, readonly string[]>> = {
  unit: ["second", "minute", "hour", "day", "week", "month", "quarter", "year"].map((unit) => `'${unit}'`),
  field: ["year", "month", "day", "quarter", "dow", "isodow", "doy", "week", "isoyear", "epoch"],
  clock: ["hour", "minute", "second", "epoch", "milliseconds"],
  zone: ["'UTC'", "'America/New_York'", "'Europe/Berlin'", "'Asia/Kolkata'"],
  small: ["0", "1", "2", "3", "4"],
  count: ["1", "2", "3", "5"],
  pattern: ["'a%'", "'%e%'", "'_a%'", "'%'", "'%\\_%'"],
  regex: ["'[a-z]+'", "'^\\w'", "'\\d+'", "'(a|e)(.)'", "'\\s'", "'$'"],
  key: ["'a'", "'b'", "'plan'", "'utm'", "'nope'"],
  path: ["'{utm,source}'", "'{b,2,c}'", "'{}'"],
  moments: ["'YYYY-MM-DD'", "'YYYY-MM-DD HH24:MI:SS'", "'Mon DD, YYYY'", "'IYYY-IW'", "'FMDay'", "'Q DDD'"],
  numbers: ["'FM999990.00'", "'999,999'", "'S0000'", "'9.99'"],
};
