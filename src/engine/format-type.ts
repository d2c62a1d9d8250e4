// PostgreSQL's types by the names that SQL has for them: format_type() in src/backend/utils/adt/format_type.c
const typeNames: Readonly<Record<string, string>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  varchar: "character varying",
  bpchar: "character",
  varbit: "bit varying",
  time: "time without time zone",
  timetz: "time with time zone",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  char: '"char"',
};

/** `int4` -> `integer`. Of no array. */
export function formatType(name: string): string {
  return typeNames[name] ?? name;
}
