// Values of each type to try functions with, as PostgreSQL reads them: usual ones first, then those at its edges.

interface Values {
  readonly usual: readonly string[];
  readonly odd: readonly string[];
}

const texts: Values = {
  usual: ["Hello World", "abc", "a,b,,c", "b"],
  odd: ["", " \t x\n", "é😀ß ÀÉİıǅ", "e\u0301日本", 'O\'Reilly "x" \\1 \\', "a%_b.c*", "-12.50", '{"a": [1, null]}'],
};

const json: Values = {
  usual: ['{"a": 1, "b": [1, 2, {"c": null}], "d": "x"}', '[1, "two", null, {"a": true}]', '{"b":{"a":[3,4]},"a":"y"}'],
  odd: [
    "{}",
    "[]",
    "null",
    "true",
    "-1.50e2",
    '"a\\u00e9\\n\\"q"',
    '{"a":1,"a":2, "": {"bb":1,"c":[]}}',
    "[[1,2],[3,[4]]]",
  ],
};

const values = {
  bool: { usual: ["true", "false"], odd: [] },
  int2: { usual: ["5", "2", "-7"], odd: ["0", "1", "32767", "-32768"] },
  int4: { usual: ["5", "2", "-7", "1"], odd: ["0", "-1", "3", "2147483647", "-2147483648"] },
  int8: {
    usual: ["5", "2", "-7", "12345678901"],
    odd: ["0", "1", "-1", "9223372036854775807", "-9223372036854775808"],
  },
  float4: {
    usual: ["1.5", "-2.25", "100"],
    odd: ["0", "-0", "0.1", "2.5", "3.4028235e38", "1e-45", "NaN", "Infinity", "-Infinity"],
  },
  float8: {
    usual: ["1.5", "-2.25", "100", "0.5"],
    odd: ["0", "-0", "0.1", "2.5", "-1", "1e308", "5e-324", "123456789012345678", "NaN", "Infinity", "-Infinity"],
  },
  numeric: {
    usual: ["1.5", "-2.25", "100", "0.125"],
    odd: [
      ...["0", "0.00", "2.5", "-1", "12345678901234567890.123456789", "0.00000000000000000001"],
      ...["99999999999999999999999999999999999999", "1e45", "NaN", "Infinity", "-Infinity"],
    ],
  },
  text: texts,
  varchar: texts,
  bpchar: { usual: ["abc", "ab  ", "b"], odd: ["", "  ", "é😀 ", "a%_b "] },
  name: { usual: ["abc", "Hello", "b"], odd: ["", "é😀", "x".repeat(70)] },
  char: { usual: ["a", "Z", "b"], odd: ["", " ", "~"] },
  bytea: {
    usual: ["\\x616263", "\\x00ff7f80", "\\x62"],
    odd: ["\\x", "\\x00", "\\xffffffffffffffff", "\\xc3a9f09f9880"],
  },
  date: {
    usual: ["2024-02-29", "2023-12-31", "1999-01-01", "2024-10-27"],
    odd: ["infinity", "-infinity", "0044-03-15 BC", "0001-01-01", "4713-11-24 BC", "5874897-12-31", "1969-12-31"],
  },
  time: { usual: ["12:34:56.789", "00:00:00", "23:59:59.999999"], odd: ["24:00:00", "00:00:00.000001"] },
  timetz: {
    usual: ["12:34:56.789+02", "00:00:00+00", "10:34:56.789+00"],
    odd: ["24:00:00-15:59", "23:59:59.999999+05:30", "00:00:00+15:59:59"],
  },
  timestamp: {
    usual: ["2024-02-29 12:34:56.789", "2023-12-31 23:59:59.999999", "1999-01-01 00:00:00"],
    odd: [
      ...["infinity", "-infinity", "0044-03-15 12:00:00 BC", "1969-12-31 23:59:59.5", "294276-12-31 23:59:59"],
      ...["4714-11-24 00:00:00 BC", "2024-03-31 02:30:00", "2024-10-27 02:30:00", "0001-01-01 00:00:00"],
    ],
  },
  timestamptz: {
    usual: ["2024-02-29 12:34:56.789+00", "2023-12-31 23:59:59.999999+00", "1999-01-01 00:00:00+05:30"],
    odd: [
      ...["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "1969-12-31 23:59:59.5+00", "294276-12-31 23:59:59+00"],
      ...["4714-11-24 00:00:00+00 BC", "2024-03-31 01:00:00+00", "2024-10-27 00:30:00+00", "1880-01-01 00:00:00+00"],
    ],
  },
  interval: {
    usual: ["1 day", "1 mon 2 days 03:04:05.678", "-1 year -2 mons +3 days -04:05:06", "02:30:00"],
    odd: [
      "0",
      "24:00:00",
      "1 mon -30 days",
      "30 days",
      "100:00:00.000001",
      "178000000 years",
      "-2147483648 days",
      "-1 mon",
    ],
  },
  uuid: {
    usual: ["01234567-89ab-cdef-0123-456789abcdef", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    odd: ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  },
  json,
  jsonb: json,
  bit: { usual: ["101", "011", "110"], odd: ["0", "", "11110000111100001111000011110000111"] },
  varbit: { usual: ["101", "011", "1"], odd: ["0", "", "11110000111100001111000011110000111"] },
  // As SQL has them.
  record: { usual: ["ROW(1, 'a'::text)", "ROW(2, NULL::text)"], odd: ["ROW(NULL::int4, 'b'::text)"] },
  oid: { usual: ["23", "5", "1"], odd: ["0", "4294967295"] },
} satisfies Readonly<Record<string, Values>>;

const isKnown = (type: string): type is keyof typeof values => type in values;

export function valuesOf(type: string): Values {
  if (isKnown(type)) return values[type];
  if (!type.startsWith("_")) throw new Error(`there are no values of type ${type}`);
  const { usual, odd } = valuesOf(type.slice(1));
  const [first = "", second = first, third = second] = usual;
  const list = (...elements: readonly string[]) => `{${elements.map(quoted).join(",")}}`;
  return {
    usual: [list(first, second, third), list(second), list(third, first)],
    odd: [
      ...["{}", `{${quoted(first)},NULL,${quoted(second)}}`, "{NULL}", list(first, first, second, first)],
      ...[`{${list(first, second)},${list(third, first)}}`, `[0:1]=${list(first, second)}`, list(...odd.slice(0, 4))],
    ],
  };
}

/** An element in the text of an array. */
function quoted(element: string): string {
  return /^[\w.:+-]+$/.test(element) && !/^null$/i.test(element)
    ? element
    : `"${element.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A type as SQL writes it. */
export function spelledType(type: string): string {
  if (type.startsWith("_")) return `${spelledType(type.slice(1))}[]`;
  return type === "char" ? '"char"' : type;
}

/** With its type said. */
export function constant(value: string | null, type: string): string {
  if (type === "record") return value ?? "NULL::record";
  if (value === null) return `NULL::${spelledType(type)}`;
  // `::bit` would cut it to one digit.
  return type === "bit" ? `B'${value}'` : `'${value.replaceAll("'", "''")}'::${spelledType(type)}`;
}

/** Types of columns that a dataset can have. Others are kept as text, and read with a cast. */
const isStored = /^_?(bool|int[248]|float[48]|numeric|text|bytea|date|time|timestamp|timestamptz|uuid|json)$/;

/** Of a column that holds them; undefined: nothing can. */
export function storedType(type: string): string | undefined {
  if (type === "bit" || type === "record" || type === "_record") return undefined;
  if (!isStored.test(type)) return "text";
  return spelledType(type).replace("numeric", "numeric(30,8)");
}

/** A column's value as one of the type. */
export function fromColumn(column: string, type: string): string {
  return isStored.test(type) ? column : `${column}::${spelledType(type)}`;
}

/** Whether a column can hold a value: one of a dataset has digits, years and dimensions within bounds. */
export function isStorable(value: string | null, type: string): boolean {
  if (value === null || !isStored.test(type)) return true;
  if (type.startsWith("_") && /^(\{\{|\[\d+:)/.test(value)) return false;
  if (/numeric/.test(type)) return !/NaN|Infinity|e45|\d{23}|\.\d{9}/.test(value);
  return !/^294276/.test(value);
}
