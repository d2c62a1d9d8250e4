// PostgreSQL's text form of a value, in DuckDB's SQL: what `value::text` gives there, byte for byte. Raises no error.
// Compared with what the wire sends, type by type: test/engine/redactions.test.ts.

/** By the head of the type's name. `value` is SQL. What is not here has no form that is the same for every reader. */
const formByType: ReadonlyMap<string, (value: string) => string> = new Map([
  ...[
    "BIGINT",
    "BIT",
    "BOOLEAN",
    "DECIMAL",
    "ENUM",
    "HUGEINT",
    "INTEGER",
    "JSON",
    "SMALLINT",
    "TIME",
    "TINYINT",
    "UBIGINT",
    "UHUGEINT",
    "UINTEGER",
    "USMALLINT",
    "UTINYINT",
    "UUID",
    "VARCHAR",
  ].map((type): [string, (value: string) => string] => [type, plain]),
  ["BLOB", (value) => `('\\x' || lower(hex(${value})))`],
  ["DATE", (value) => eraLast(plain(value))],
  ["TIMESTAMP", (value) => eraLast(plain(value))],
  // In UTC, whatever the reader's zone is: otherwise one moment would have many hashes.
  [
    "TIMESTAMP WITH TIME ZONE",
    (value) => {
      // Not timezone(), which fails for the first and the last moments.
      const moment = plain(`make_timestamp(epoch_us(${value}))`);
      const epoch = "TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'";
      return (
        `CASE WHEN isfinite(${value}) THEN ${eraLast(moment, "+00")} ` +
        `WHEN ${value} > ${epoch} THEN 'infinity' WHEN ${value} < ${epoch} THEN '-infinity' END`
      );
    },
  ],
]);

const whyNone: ReadonlyMap<string, string> = new Map([
  ["DOUBLE", "the text of a floating-point number depends on the reader's settings"],
  ["FLOAT", "the text of a floating-point number depends on the reader's settings"],
  ["INTERVAL", "the text of an interval depends on the reader's settings"],
]);

/** Undefined: see `whyNoTextForm`. */
export function textFormOf(type: string, value: string): string | undefined {
  return formByType.get(headOf(type))?.(value);
}

export function whyNoTextForm(type: string): string {
  return whyNone.get(headOf(type)) ?? "its values have no text that is the same in PostgreSQL and here";
}

/** `DECIMAL(12,2)` -> `DECIMAL`; `VARCHAR[]` -> `LIST`. */
export function headOf(type: string): string {
  return type.endsWith("]") ? "LIST" : type.replace(/\(.*$/s, "");
}

function plain(value: string): string {
  return `CAST(${value} AS VARCHAR)`;
}

/** DuckDB writes `0044-03-15 (BC) 10:00:00`, PostgreSQL `0044-03-15 10:00:00 BC`. */
function eraLast(text: string, zone = ""): string {
  const mark = "' (BC)'";
  return `CASE WHEN contains(${text}, ${mark}) THEN replace(${text}, ${mark}, '') || '${zone} BC' ELSE ${text} || '${zone}' END`;
}
