// Statements over dates, times, formats, encodings and settings, by what they are to show.
const zones = [
  "FOO5BAR",
  "CET-1CEST,M3.5.0,M10.5.0/3",
  "AEST-10AEDT,M10.1.0,M4.1.0/3",
  "<+03>-3<+04>,J60,300/1:30",
  "X3Y2,M1.1.0/0,M12.5.6/25",
  "5",
  "O''Reilly \"x\" \\1 \\",
];
const moments = ["2024-01-15 12:00", "2024-07-15 12:00", "2024-03-31 02:30", "2024-11-03 01:30", "1850-07-01 00:00"];
const comparisons = ["=", "<>", "<", "<=", ">", ">="];
const days = `(VALUES ('5874897-12-31'::date), ('294247-01-10'), ('infinity'), ('-infinity'), ('2024-01-01'), ('2024-01-02'), (NULL)) AS d(d)`;
const instants = `(VALUES ('infinity'), ('-infinity'), ('294247-01-10 04:00:54'), ('2024-01-01'), ('2024-01-01 00:00:01'), (NULL)) AS t(t)`;
const ofPair = (type: string): string =>
  comparisons.flatMap((sign) => [`d ${sign} t::${type}`, `t::${type} ${sign} d`]).join(", ");
const intervals = ["99 years 13 mons 400 days", "-5 years -2 mons 7 days", "2023 years 11 mons -40 days", "1 day"];
const numbers = [
  ["12,454.8-", "99G999D9S"],
  ["<564646.654564>", "999999.999999PR"],
  ["$1,234", "L9,999"],
  ["42nd", "99th"],
  ["123456", "999V999"],
  ["a3-a, a", "SGPL90"],
  [",-", ".9S"],
  ["-é2+ 0+", "THG09"],
  ["12345", "99D99"],
  ["abc", "999"],
  ["7", "RN"],
] as const;

export const sameAnswers: Readonly<Record<string, readonly string[]>> = {
  "compare dates after the last timestamp": [
    `SELECT d, t, ${ofPair("timestamp")} FROM ${days}, ${instants} ORDER BY 1, 2`,
    `SELECT d, t, ${ofPair("timestamptz")} FROM ${days}, ${instants} WHERE d <> '294247-01-10' ORDER BY 1, 2`,
    "SELECT count(*) FROM (VALUES ('2024-01-01'::date)) a(d) FULL JOIN (VALUES ('2024-01-01'::timestamp)) b(t) ON d = t",
    "SELECT date '2024-01-01' BETWEEN timestamp '2023-01-01' AND timestamp '2024-06-01', date '2024-01-01' IN (timestamp '2024-01-01')",
  ],
  "say that an interval is out of range": [
    "SELECT '178000000 years'::interval + '178000000 years'::interval",
    "SELECT '178000000 years'::interval - '-178000000 years'::interval",
    "SELECT date_bin('-2147483648 days', timestamp '2023-12-31', timestamp '1999-01-01')",
    "SELECT timestamptz(timestamp '4714-11-24 00:00:00 BC'), timestamp '4714-11-24 00:00:00 BC'::timestamptz",
  ],
  "take infinity's age as far as 64 bits go": [
    "SELECT age('infinity'::timestamp, timestamp '2023-12-31 23:59:59.999999'), age(timestamp '2024-02-29 13:00', 'infinity')",
    "SELECT age('infinity'::timestamptz, timestamptz '2024-01-31'), age('infinity'::timestamp, 'infinity')",
    "SELECT age('-infinity'::timestamp, timestamp '2024-01-31')",
  ],
  "extract fields that columns name": [
    `SELECT f, "extract"(f, t), "extract"(f, t::timestamptz), "extract"(f, t::time) FROM (VALUES ('hour'), ('second'), ('epoch')) v(f), (VALUES ('2024-02-29 12:34:56.789'::timestamp)) w(t) ORDER BY 1`,
    `SELECT f, "extract"(f, t), "extract"(f, t::date) FROM (VALUES ('year'), ('julian'), ('dow'), (NULL)) v(f), (VALUES ('2024-02-29'::timestamp), ('2024-02-29 12:34:56.789'), ('2024-02-29 00:00:00.000001'), ('infinity')) w(t) ORDER BY f, t`,
    `SELECT "extract"('century'::text, date '2024-02-29') + 1, date_trunc('year'::text, timestamp '2024-02-29')`,
    `SELECT "extract"('nonsense'::text, date '2024-02-29')`,
  ],
  "read POSIX's time zones": zones.map(
    (zone) =>
      `SELECT ${moments.map((at) => `timestamp '${at}' AT TIME ZONE '${zone}', timestamptz '${at}+00' AT TIME ZONE '${zone}'`).join(", ")}`,
  ),
  "call clocks by their names": [
    "SELECT to_char(timestamptz '2024-02-29 12:34+00', 'TZ tz OF'), to_char(timestamptz '2024-07-29 12:34+00', 'TZ')",
    "SELECT to_char(timestamptz '1947-06-01 00:00+00', 'TZ OF'), to_char(timestamptz '0044-03-15 00:00+00 BC', 'TZ')",
  ],
  "write weeks of intervals": intervals.map(
    (one) => `SELECT to_char('${one}'::interval, 'IYYY|IYY|IY|I|IW|IDDD|J|FMIYYY|FMIW|YYYY|YY|Y|DDD|WW')`,
  ),
  "read numbers by a format": numbers.map(([text, format]) => `SELECT to_number('${text}', '${format}')`),
  "compute with what to_number() read": [
    "SELECT sum(to_number(x, '9,999')), sum(to_number(x, '9,999D99')::numeric(12, 2)) FROM (VALUES ('1,234'), ('5')) v(x)",
    "SELECT to_number('1234.5', '9999D9')::numeric(3, 1)",
  ],
  "read basic and extended regular expressions": [
    String.raw`SELECT regexp_replace('a+b (c) aab', 'a\{1,2\}b\|a+b', '<\&>', 'bg'), regexp_match('a+b?(c)', '\(c\)', 'b')`,
    String.raw`SELECT regexp_match('a\d1', '(?e)a\\d(1|2)'), regexp_match('a?', '(?e)a\?'), regexp_match('a]b', '(?e)a[]x]b')`,
    "SELECT regexp_match('abc', '(?e)a*?')",
    String.raw`SELECT regexp_match('abab', '\(ab\)\1', 'b'), regexp_match('*a', '*a', 'b'), regexp_match('a{1,2}', 'a{1,2}', 'e')`,
  ],
  "tell the byte of the empty character": [`SELECT ''::"char", 0::"char", 'a'::"char", '  '::bpchar::"char"`],
  "tell types, encodings, sizes and settings": [
    "SELECT pg_typeof('a'::text), pg_typeof(1), pg_typeof(ARRAY[1]), pg_typeof(now()), pg_typeof(ROW(1, 2)), pg_typeof('x')",
    "SELECT pg_typeof(1 / 0)",
    "SELECT getdatabaseencoding(), pg_char_to_encoding('latin-1'), pg_char_to_encoding('nope'), pg_encoding_to_char(8), pg_encoding_to_char(99)",
    "SELECT to_ascii('Ünïcode', 8), to_ascii('Ünï', 'latin2'::name)",
    "SELECT to_ascii('x', 99)",
    "SELECT pg_size_bytes('1.5GB'), pg_size_bytes(' -2 MB '), pg_size_bytes('1e3 kb'), pg_size_bytes('-0.5')",
    "SELECT pg_size_bytes('1 XB')",
    "SELECT n, current_setting(n, true) FROM (VALUES ('server_encoding'), ('nope'), (NULL)) v(n) ORDER BY 1",
    "SELECT current_setting(n) FROM (VALUES ('nope')) v(n)",
    "SELECT pg_sleep(0), pg_sleep(NULL::float8), clock_timestamp() >= now(), count(DISTINCT clock_timestamp()) > 1 FROM generate_series(1, 5000)",
  ],
  "read floating-point numbers in hexadecimal digits": [
    "SELECT '0x1p3'::float8, '-0x1.8p-2'::text::float4, ' 0xff '::text::float8",
    "SELECT '0x1p5000'::text::float8",
    "SELECT '0xg'::text::float8",
  ],
  "give NULL for NULL before they look at anything else": [
    "SELECT make_timestamptz(5, 2, -7, 1, 5, -2.25, NULL::text), set_bit(B'101', NULL::int4, -7), set_bit(NULL::bytea, 2::int8, -7)",
    "SELECT timezone('Hello World'::text, x), timezone('1 day'::interval, x) FROM (VALUES (NULL::timetz)) v(x)",
    "SELECT x::timetz, x::timetz(1) FROM (VALUES ('-infinity'::timestamptz), ('2024-01-01 12:34:56.78+00'), (NULL)) v(x)",
  ],
};
