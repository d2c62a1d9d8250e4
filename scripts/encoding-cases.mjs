// The values whose bytes are recorded from PostgreSQL: extremes, edges and oddities of every type that is served.
// `content` is given by hand where PostgreSQL has no other words for the value: nested ones.

/** @typedef {import("../src/engine/data-type.js").DataType} DataType */
/** @typedef {import("../src/engine/data-type.js").ScalarTypeId} ScalarTypeId */
/** @typedef {Readonly<Record<string, string>>} Settings */
/** @typedef {{ expression: string, type: DataType, settings?: Settings, content?: unknown }} EncodingCase */

const newYork = { TimeZone: "America/New_York" };

/**
 * @param {ScalarTypeId} id
 * @param {readonly string[]} expressions
 * @param {Settings} settings
 * @returns {EncodingCase[]}
 */
function scalars(id, expressions, settings = {}) {
  return expressions.map((expression) => ({ expression, type: { id }, settings }));
}

/**
 * @param {readonly (readonly [text: string, width: number, scale: number])[]} values
 * @returns {EncodingCase[]}
 */
function decimals(values) {
  return values.map(([text, width, scale]) => ({
    expression: `${text.startsWith("-") ? `(${text})` : text}::numeric(${width},${scale})`,
    type: { id: "DECIMAL", width, scale },
  }));
}

/**
 * @param {DataType} child
 * @param {readonly (readonly [expression: string, content: unknown, depth?: number])[]} values
 * @param {Settings} settings
 * @returns {EncodingCase[]}
 */
function lists(child, values, settings = {}) {
  return values.map(([expression, content, depth = 1]) => {
    let type = child;
    for (let level = 0; level < depth; level++) type = { id: "LIST", child: type };
    return { expression, type, content, settings };
  });
}

/** @param {DataType} child @returns {DataType} */
const list = (child) => ({ id: "LIST", child });
/** @type {DataType} */
const text = { id: "VARCHAR" };
/** @type {DataType} */
const integer = { id: "INTEGER" };
const strange = `E'a"b\\\\c\\n\\t\\r\\b\\f\\x01\\x1f/\\x7f\u00e9\u20ac\u{1f600}'`;
const strangeText = 'a"b\\c\n\t\r\b\f\u0001\u001f/\u007f\u00e9\u20ac\u{1f600}';

const instants = [
  "2024-01-02 03:04:05",
  "2024-01-02 03:04:05.678",
  "2024-01-02 03:04:05.000001",
  "1999-12-31 23:59:59.999999",
  "1969-12-31 23:59:59.9",
  "0044-03-15 12:00:00 BC",
  "0001-01-01 00:00:00",
  "0001-12-31 00:00:00 BC",
  "4713-01-01 00:00:00 BC",
  "9999-12-31 23:59:59.999999",
  "10000-01-01 00:00:00",
  "294246-12-31 23:59:59.999999",
  "infinity",
  "-infinity",
];

const intervals = [
  "0",
  "1 year 2 months 3 days 04:05:06.789",
  "-1 year -2 months -3 days -04:05:06.789",
  "1 year -2 months 3 days -04:05:06",
  "-1 year 2 months -3 days 04:05:06",
  "1 month",
  "-1 month 1 day",
  "1 day",
  "2 days -00:00:01",
  "00:00:01",
  "-00:00:01",
  "00:00:00.000001",
  "-00:00:00.5",
  "00:01:01.5",
  "123456:07:08",
  "13 months",
  "-13 months 25:00",
  "178000000 years",
  "1 hour",
  "-1 hour -1 second",
  "1 day 1 second",
  "1 day -0.5 second",
];

const floats = [
  "0",
  "-0",
  "1",
  "-1.5",
  "0.1",
  "100",
  "123456",
  "1234567",
  "99999.9",
  "999999",
  "1000000",
  "0.0001",
  "0.00001",
  "0.00012345",
  "3.14159274",
  "1e-30",
  "1e30",
  "NaN",
  "Infinity",
  "-Infinity",
  "16777216",
  "0.3333333333",
  "33554432",
];

/** @type {readonly EncodingCase[]} */
export const encodingCases = [
  ...scalars("BOOLEAN", ["true", "false"]),
  ...scalars("SMALLINT", ["0::int2", "1::int2", "32767::int2", "(-32768)::int2"]),
  ...scalars("INTEGER", [
    "0",
    "-1",
    "9",
    "10",
    "99",
    "100",
    "999999999",
    "1000000000",
    "2147483647",
    "(-2147483648)::int4",
  ]),
  ...scalars("BIGINT", [
    "0::int8",
    "-1::int8",
    "4294967295",
    "-4294967296",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740993",
    "1000000000000000000",
    "9223372036854775807",
    "(-9223372036854775808)::int8",
  ]),
  ...decimals([
    ["0", 4, 2],
    ["-0.01", 4, 2],
    ["99.99", 4, 2],
    ["12345.6789", 9, 4],
    ["-1", 9, 4],
    ["10000", 9, 0],
    ["1234567890.12", 12, 2],
    ["100000000", 12, 2],
    ["0.05", 12, 2],
    ["-999999999999.999999", 18, 6],
    ["0.000000000000000001", 18, 18],
    ["123456789012345678", 18, 0],
    ["12345678901234567890123456789012345678", 38, 0],
    ["-1234567890123456789012345678.9012345678", 38, 10],
    ["0.12345678901234567890123456789012345678", 38, 38],
    ["-0.00000000000000000000000000000000000001", 38, 38],
    ["100000000000000000000", 38, 4],
    ["0", 38, 10],
    ["1.5", 38, 20],
    ["10000.0001", 20, 4],
    ["1", 38, 13],
  ]),
  ...scalars("HUGEINT", [
    "0::numeric",
    "170141183460469231731687303715884105727::numeric",
    "(-170141183460469231731687303715884105728)::numeric",
    "10000::numeric",
    "-100000000::numeric",
    "9007199254740993::numeric",
  ]),
  ...scalars("UBIGINT", ["18446744073709551615::numeric", "9223372036854775808::numeric"]),
  ...scalars("UHUGEINT", ["340282366920938463463374607431768211455::numeric"]),
  ...scalars(
    "FLOAT",
    floats.map((value) => `'${value}'::float4`),
  ),
  ...scalars("FLOAT", [
    "'3.4028235e38'::float4",
    "'1e-45'::float4",
    "'1.1754944e-38'::float4",
    "'9.8e-45'::float4",
    "'8388608.5'::float4",
    "'37460.0625'::float4",
    "'464392.875'::float4",
    "'1237940039285380274899124224'::float4",
    "'0.000244140625'::float4",
  ]),
  ...scalars(
    "DOUBLE",
    floats.map((value) => `'${value}'::float8`),
  ),
  ...scalars("DOUBLE", [
    "'1e15'::float8",
    "'123456789012345'::float8",
    "'999999999999999.9'::float8",
    "'1e23'::float8",
    "'1.7976931348623157e308'::float8",
    "'5e-324'::float8",
    "'2.2250738585072014e-308'::float8",
    "'9007199254740993'::float8",
    "'1152921504606846976'::float8",
    "'9.5367431640625e-07'::float8",
    "'0.1'::float8 + '0.2'::float8",
    "'123.45'::float8",
    "'-99999999.99'::float8",
    "'1e22'::float8",
    "'1e100'::float8",
    "'9.109383701528e-31'::float8",
    "'2e-100'::float8",
    "'72057594037927945'::float8",
    "'9223372036854775807'::float8",
  ]),
  ...scalars("DOUBLE", ["'0.1'::float8", "'1e20'::float8", "pi()", "'1e15'::float8"], { extra_float_digits: "0" }),
  ...scalars("DOUBLE", ["'0.75'::float8", "'0.25'::float8", "'747743.5'::float8"], { extra_float_digits: "-14" }),
  ...scalars("FLOAT", ["'0.1'::float4", "'1234567'::float4"], { extra_float_digits: "-2" }),
  ...scalars("VARCHAR", ["''::text", "'plain'::text", `${strange}::text`, "repeat('\u00e9', 700)"]),
  ...scalars("JSON", [`'{"a": [1, null]}'::json`]),
  ...scalars("BLOB", ["'\\x'::bytea", "'\\x00ff5c41'::bytea", "decode(repeat('0badcafe', 300), 'hex')"]),
  ...scalars("BLOB", ["'\\x'::bytea", "'\\x00ff5c411f207e7f80'::bytea"], { bytea_output: "escape" }),
  ...scalars("BIT", [
    "'1'::varbit",
    "'10110011'::varbit",
    "'101100111'::varbit",
    "'0000000000000001'::varbit",
    "'1111111'::varbit",
  ]),
  ...scalars(
    "DATE",
    [
      "2024-02-29",
      "1970-01-01",
      "1969-12-31",
      "2000-01-01",
      "1600-03-01",
      "1600-02-29",
      "0001-01-01",
      "0001-12-31 BC",
      "0044-03-15 BC",
      "4713-01-01 BC",
      "9999-12-31",
      "10000-01-01",
      "5874897-12-31",
      "infinity",
      "-infinity",
    ].map((value) => `'${value}'::date`),
  ),
  ...["SQL, MDY", "SQL, DMY", "Postgres, MDY", "Postgres, DMY", "German"].flatMap((DateStyle) => [
    ...scalars("DATE", ["'2024-02-03'::date", "'0044-03-15 BC'::date", "'infinity'::date"], { DateStyle }),
    ...scalars("TIMESTAMP", ["'2024-02-03 04:05:06.789'::timestamp", "'0044-03-15 12:00:00 BC'::timestamp"], {
      DateStyle,
    }),
    ...scalars("TIMESTAMPTZ", ["'2024-02-03 04:05:06.789+00'::timestamptz"], { DateStyle, ...newYork }),
    ...scalars("TIMESTAMPTZ", ["'2024-02-03 04:05:06.789+00'::timestamptz"], { DateStyle, TimeZone: "<+05:30>-05:30" }),
    ...scalars("TIMESTAMPTZ", ["'2024-02-03 04:05:06.789+00'::timestamptz"], { DateStyle, TimeZone: "UTC" }),
  ]),
  ...scalars(
    "TIME",
    ["00:00:00", "12:34:56", "12:34:56.7", "23:59:59.999999", "24:00:00", "00:00:00.000001"].map(
      (value) => `'${value}'::time`,
    ),
  ),
  ...scalars(
    "TIMETZ",
    [
      "12:00:00+02",
      "12:00:00.5-05:30",
      "00:00:00+00",
      "23:59:59.999999+15:59:59",
      "24:00:00-15:59:59",
      "01:02:03+00:00:01",
    ].map((value) => `'${value}'::timetz`),
  ),
  ...scalars(
    "TIMESTAMP",
    instants.map((value) => `'${value}'::timestamp`),
  ),
  ...scalars(
    "TIMESTAMPTZ",
    instants.map((value) => `'${value}'::timestamptz`),
  ),
  ...scalars(
    "TIMESTAMPTZ",
    [
      "2024-01-02 03:04:05+00",
      "2024-03-10 06:59:59.999999+00",
      "2024-03-10 07:00:00+00",
      "2024-11-03 05:59:59+00",
      "2024-11-03 06:00:00+00",
      "1883-11-18 16:59:59+00",
      "1883-11-18 17:03:57+00",
      "1883-11-18 17:03:58+00",
      "1800-01-01 00:00:00+00",
      "0044-03-15 12:00:00+00 BC",
      "0001-01-01 00:00:00+00",
      "2500-07-04 12:00:00+00",
      "2600-01-04 12:00:00+00",
      "infinity",
    ].map((value) => `'${value}'::timestamptz`),
    newYork,
  ),
  ...scalars("TIMESTAMPTZ", ["'2024-06-01 00:00:00+00'::timestamptz", "'1930-01-01 00:00:00+00'::timestamptz"], {
    TimeZone: "Asia/Kolkata",
  }),
  ...scalars("TIMESTAMPTZ", ["'1930-01-01 00:00:00+00'::timestamptz", "'1971-06-01 00:00:00+00'::timestamptz"], {
    TimeZone: "Africa/Monrovia",
  }),
  ...scalars("TIMESTAMPTZ", ["'2011-12-29 23:00:00+00'::timestamptz", "'2011-12-31 00:00:00+00'::timestamptz"], {
    TimeZone: "Pacific/Apia",
  }),
  ...scalars("TIMESTAMPTZ", ["'2024-06-01 00:00:00+00'::timestamptz"], { TimeZone: "UTC+3" }),
  ...scalars("TIMESTAMPTZ", ["'2024-06-01 00:00:00+00'::timestamptz"], { TimeZone: "+02:00" }),
  ...["postgres", "postgres_verbose", "sql_standard", "iso_8601"].flatMap((IntervalStyle) =>
    scalars(
      "INTERVAL",
      intervals.map((value) => `'${value}'::interval`),
      { IntervalStyle },
    ),
  ),
  ...scalars(
    "UUID",
    [
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "7fffffff-0123-4567-89ab-cdef01234567",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ].map((value) => `'${value}'::uuid`),
  ),
  ...lists(integer, [
    ["'{}'::int4[]", []],
    ["array[1, -2, null]", ["1", "-2", null]],
    [
      "array[[1, 2], [3, 4]]",
      [
        ["1", "2"],
        ["3", "4"],
      ],
      2,
    ],
    ["array[[1, null]]", [["1", null]], 2],
    ["'{}'::int4[]", [[], []], 2],
    [
      "array[[[1], [2]], [[3], [4]]]",
      [
        [["1"], ["2"]],
        [["3"], ["4"]],
      ],
      3,
    ],
  ]),
  ...lists(text, [
    [
      `array['a', 'b c', null, '"q"', 'NULL', 'null', '', 'x\\y', '{}', ',', ' ', E'\\t', E'a\\nb', 'nul', 'nulls', '\u00e9', '\u{1f600}']`,
      [
        "a",
        "b c",
        null,
        '"q"',
        "NULL",
        "null",
        "",
        "x\\y",
        "{}",
        ",",
        " ",
        "\t",
        "a\nb",
        "nul",
        "nulls",
        "\u00e9",
        "\u{1f600}",
      ],
    ],
    [`array[${strange}]`, [strangeText]],
  ]),
  ...lists({ id: "BOOLEAN" }, [["array[true, false, null]", ["true", "false", null]]]),
  ...lists({ id: "BLOB" }, [["array['\\x00ff'::bytea]", ["00ff"]]]),
  ...lists({ id: "DECIMAL", width: 5, scale: 2 }, [["array[1.5, -2]::numeric(5,2)[]", ["1.50", "-2.00"]]]),
  ...lists({ id: "TIMESTAMP" }, [["array['2024-01-02 03:04:05'::timestamp]", ["1704164645000000"]]]),
  ...lists({ id: "INTERVAL" }, [["array['1 day 2 hours'::interval]", ["0 1 7200000000"]]]),
  ...lists({ id: "DATE" }, [["array['0044-03-15 BC'::date]", ["-735160"]]]),
  ...lists({ id: "STRUCT", fields: [{ name: "a", type: text }] }, [
    [`array['{"a":"x y"}'::json, null, '{"a":"\\\\"}'::json]`, [{ a: "x y" }, null, { a: "\\" }]],
  ]),
  {
    expression: `(select row_to_json(r) from (select 1 as a, ${strange} as "b""c", null::int as "\u00e9", array[[1,2],[3,4]] as l,
      true as t, 1.50 as d, 'NaN'::float8 as f, 'infinity'::float8 as i, 0.1::float8 as g, '-infinity'::float4 as h, 9223372036854775807 as big) r)`,
    type: {
      id: "STRUCT",
      fields: [
        { name: "a", type: integer },
        { name: 'b"c', type: text },
        { name: "\u00e9", type: integer },
        { name: "l", type: list(list(integer)) },
        { name: "t", type: { id: "BOOLEAN" } },
        { name: "d", type: { id: "DECIMAL", width: 4, scale: 2 } },
        { name: "f", type: { id: "DOUBLE" } },
        { name: "i", type: { id: "DOUBLE" } },
        { name: "g", type: { id: "DOUBLE" } },
        { name: "h", type: { id: "FLOAT" } },
        { name: "big", type: { id: "BIGINT" } },
      ],
    },
    content: {
      a: "1",
      'b"c': strangeText,
      "\u00e9": null,
      l: [
        ["1", "2"],
        ["3", "4"],
      ],
      t: "true",
      d: "1.50",
      f: "7ff8000000000000",
      i: "7ff0000000000000",
      g: "3fb999999999999a",
      h: "ff800000",
      big: "9223372036854775807",
    },
  },
  {
    expression: `(select row_to_json(r) from (select '2024-01-02'::date as d, '12:34:56.7'::time as t, '2024-01-02 03:04:05.5'::timestamp as ts,
      '2024-01-02 03:04:05+00'::timestamptz as tz, '1 day 02:00'::interval as i, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid as u,
      '\\x00ff'::bytea as b, '0044-03-15 12:00:00 BC'::timestamp as bc, 'infinity'::timestamp as inf, '{"x": 1}'::json as j) r)`,
    settings: newYork,
    type: {
      id: "STRUCT",
      fields: [
        { name: "d", type: { id: "DATE" } },
        { name: "t", type: { id: "TIME" } },
        { name: "ts", type: { id: "TIMESTAMP" } },
        { name: "tz", type: { id: "TIMESTAMPTZ" } },
        { name: "i", type: { id: "INTERVAL" } },
        { name: "u", type: { id: "UUID" } },
        { name: "b", type: { id: "BLOB" } },
        { name: "bc", type: { id: "TIMESTAMP" } },
        { name: "inf", type: { id: "TIMESTAMP" } },
        { name: "j", type: { id: "JSON" } },
      ],
    },
    content: {
      d: "19724",
      t: "45296700000",
      ts: "1704164645500000",
      tz: "1704164645000000",
      i: "0 1 7200000000",
      u: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      b: "00ff",
      bc: "-63517780800000000",
      inf: "infinity",
      j: '{"x": 1}',
    },
  },
  {
    expression: `(select row_to_json(r) from (select '{}'::int4[] as e, array[row_to_json(s)] as s from (select 'x' as y) s) r)`,
    type: {
      id: "STRUCT",
      fields: [
        { name: "e", type: list(integer) },
        { name: "s", type: list({ id: "STRUCT", fields: [{ name: "y", type: text }] }) },
      ],
    },
    content: { e: [], s: [{ y: "x" }] },
  },
];
