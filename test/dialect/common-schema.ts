// The tables that statements of the dialect's suites are about, with rows that a seed gives: NULLs, ties, leap days, big and
// negative numbers, and texts in several scripts among them.
import { seededRandom } from "../support/random.js";

export interface Table {
  readonly name: string;
  /** As CREATE TABLE has them. */
  readonly columns: readonly string[];
  readonly key: string;
  /** As COPY reads them. */
  readonly rows: string;
}

type Cell = string | number | boolean | null | readonly (string | number | null)[];

const random = seededRandom(1907);
const upTo = (limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
const orNull = <T>(share: number, value: T): T | null => (random() < share ? null : value);
const padded = (value: number, digits = 2): string => String(value).padStart(digits, "0");

const words = [
  "Zoë",
  "naïve",
  "Ægir",
  "straße",
  "STRASSE",
  "İstanbul",
  "ﬁn",
  "日本語",
  "Ελλάδα",
  "emoji 🦆",
  "O'Hara",
  "a%b_c",
  "",
];
const days = [
  "2023-12-31",
  "2024-02-28",
  "2024-02-29",
  "2024-03-01",
  "2024-03-10",
  "2024-11-03",
  "2000-02-29",
  "1999-12-31",
];

function day(): string {
  if (random() < 0.2) return oneOf(days);
  return `${oneOf([2022, 2023, 2024])}-${padded(1 + upTo(12))}-${padded(1 + upTo(28))}`;
}

function time(): string {
  if (random() < 0.15) return oneOf(["00:00:00", "23:59:59.999999", "12:00:00", "02:30:00"]);
  const fraction = oneOf(["", "", ".5", ".25", ".123456"]);
  return `${padded(upTo(24))}:${padded(upTo(60))}:${padded(upTo(60))}${fraction}`;
}

const moment = (): string => `${day()} ${time()}`;
const momentInZone = (): string => `${moment()}${oneOf(["+00", "-08", "+05:30", "+01"])}`;
const decimal = (limit: number, scale: number): string =>
  `${oneOf(["", "", "", "-"])}${upTo(limit)}.${padded(upTo(10 ** scale), scale)}`;

function json(): string {
  return oneOf([
    `{"a": ${upTo(5)}, "b": [1, 2, {"c": null}]}`,
    `{"plan": "${oneOf(["free", "pro"])}", "seats": ${upTo(40)}, "tags": ["x", "y"]}`,
    `{"utm": {"source": "${oneOf(["mail", "ads", "söcial"])}", "cost": ${upTo(900)}.50}, "ok": ${String(random() < 0.5)}}`,
    '[1, "zwei", null, true]',
    "{}",
    `"text"`,
    "12.0",
  ]);
}

function uuid(): string {
  const digits = (count: number): string => Array.from({ length: count }, () => upTo(16).toString(16)).join("");
  return [8, 4, 4, 4, 12].map(digits).join("-");
}

/** As text: a dataset keeps no intervals. */
function interval(): string {
  return oneOf([
    "1 day",
    "-1 day",
    "36:00:00",
    "1 year 2 mons 3 days 04:05:06.5",
    "00:00:00",
    `${upTo(90)} mins`,
    "-00:00:01",
    "1 mon",
  ]);
}

function cell(value: Cell): string {
  if (value === null) return "\\N";
  if (typeof value !== "object") return escaped(String(value));
  const items = value.map((item) => {
    if (item === null) return "NULL";
    return typeof item === "number" ? String(item) : `"${item.replaceAll(/(["\\])/g, "\\$1")}"`;
  });
  return escaped(`{${items.join(",")}}`);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
}

function table(name: string, columns: readonly string[], count: number, row: (id: number) => readonly Cell[]): Table {
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `${row(index + 1)
        .map(cell)
        .join("\t")}\n`,
  );
  return { name, columns, key: /^("[^"]+"|\w+)/.exec(columns[0] ?? "")?.[0] ?? "", rows: lines.join("") };
}

export const tables: readonly Table[] = [
  table(
    "customers",
    [
      ...[
        "id int4",
        "name text",
        "email text",
        "country text",
        "segment text",
        "birth_date date",
        "signed_up timestamptz",
      ],
      ...["credit numeric(12,2)", "is_active bool", "referrer_id int4", "tags text[]", "profile json"],
    ],
    60,
    (id) => [
      id,
      `${oneOf(words)} ${oneOf(["Müller", "Smith", "de la Cruz", "李", "smith"])}`,
      orNull(0.1, `user${id}@${oneOf(["example.org", "Example.COM", "mail.test"])}`),
      orNull(0.1, oneOf(["DE", "US", "FR", "JP"])),
      oneOf(["small", "mid", "large", "Mid"]),
      orNull(0.15, day()),
      momentInZone(),
      orNull(0.1, decimal(9000, 2)),
      orNull(0.1, random() < 0.7),
      orNull(0.5, 1 + upTo(60)),
      orNull(
        0.2,
        Array.from({ length: upTo(4) }, () => orNull(0.1, oneOf(["vip", "new", "EU west", "a,b", "ünï"]))),
      ),
      orNull(0.15, json()),
    ],
  ),
  table(
    "products",
    [
      ...["id int4", "sku text", "title text", "category text", "price numeric(10,2)", "weight_kg float8"],
      ...["attributes json", "launched date"],
    ],
    25,
    (id) => [
      id,
      `${oneOf(["AB", "ab", "ZX"])}-${padded(id * 37, 4)}-${oneOf(["S", "M", "L"])}`,
      `${oneOf(words)} ${oneOf(["lamp", "Chair", "desk", "sofa"])}`,
      orNull(0.1, oneOf(["light", "seat", "table"])),
      orNull(0.05, decimal(500, 2).replace("-", "")),
      orNull(0.1, upTo(4000) / 64),
      json(),
      orNull(0.1, day()),
    ],
  ),
  table(
    "orders",
    [
      ...["id int8", "customer_id int4", "product_id int4", "status text", "quantity int4", "amount numeric(12,2)"],
      ...["discount float8", "ordered_at timestamp", "shipped_at timestamptz", "notes text"],
    ],
    300,
    (id) => [
      id * 1_000_003,
      orNull(0.05, 1 + upTo(70)),
      orNull(0.05, 1 + upTo(25)),
      oneOf(["paid", "paid", "open", "returned", "Paid"]),
      orNull(0.05, upTo(12) - 1),
      orNull(0.05, decimal(1500, 2)),
      orNull(0.3, upTo(8) / 8),
      moment(),
      orNull(0.3, momentInZone()),
      orNull(0.4, oneOf([...words, "call 030-1234", "ref: A-12/7", "line\nbreak", "tab\there", "100%", "  padded  "])),
    ],
  ),
  table(
    "events",
    [
      ...["id int4", "kind text", "user_id int4", "at timestamptz", "day date", "value float8", "payload json"],
      ...["duration text", "path text", "epoch int8"],
    ],
    300,
    (id) => [
      id,
      oneOf(["view", "view", "click", "buy"]),
      orNull(0.1, 1 + upTo(60)),
      momentInZone(),
      day(),
      orNull(0.1, (upTo(4000) - 1000) / 16),
      orNull(0.2, json()),
      orNull(0.2, interval()),
      orNull(0.1, `/${oneOf(["shop", "blog", "über"])}/${upTo(40)}?q=${oneOf(words)}`),
      orNull(0.1, 1_640_995_200 + upTo(94_608_000)),
    ],
  ),
  table(
    "wide",
    [
      ...["id int4", "c_bool bool", "c_int2 int2", "c_int4 int4", "c_int8 int8", "c_float4 float4", "c_float8 float8"],
      ...[
        "c_numeric numeric(20,4)",
        "c_big numeric(38,0)",
        "c_text text",
        "c_bytea bytea",
        "c_date date",
        "c_time time",
      ],
      ...["c_timestamp timestamp", "c_timestamptz timestamptz", "c_span text", "c_uuid uuid", "c_json json"],
      ...["c_int4s int4[]", "c_texts text[]"],
    ],
    80,
    (id) => [
      id,
      orNull(0.1, random() < 0.5),
      orNull(0.1, oneOf([0, 1, -1, 32_767, -32_768, upTo(200) - 100])),
      orNull(0.1, oneOf([0, 1, -1, 2_147_483_647, -2_147_483_648, upTo(2000) - 1000, upTo(20)])),
      orNull(0.1, oneOf(["0", "-1", "9223372036854775807", "-9223372036854775808", String(upTo(1_000_000))])),
      orNull(0.1, oneOf([0, 0.1, 1.5, -2.25, 1e10, 1e-7, 3.402_823_4e38, "NaN", "Infinity"])),
      orNull(0.1, oneOf([0, 0.1, 1.5, -2.5, 1e300, 1e-300, 123_456.789, 1e15, "NaN", "-Infinity"])),
      orNull(0.1, decimal(1_000_000, 4)),
      orNull(0.1, oneOf(["0", "99999999999999999999999999999999999999", "-12345678901234567890", String(upTo(1000))])),
      orNull(0.1, oneOf([...words, " lead", "trail ", "A", "a", "B", "é", "é"])),
      orNull(0.1, `\\x${oneOf(["", "00", "deadbeef", "c3a9", "5c27"])}`),
      orNull(0.1, oneOf([day(), day(), "0001-01-01", "9999-12-31", "1970-01-01"])),
      orNull(0.1, oneOf([time(), "24:00:00"])),
      orNull(0.1, oneOf([moment(), moment(), "1969-12-31 23:59:59.999999", "9999-12-31 23:59:59"])),
      orNull(0.1, momentInZone()),
      orNull(0.1, interval()),
      orNull(0.1, uuid()),
      orNull(0.1, json()),
      orNull(
        0.1,
        Array.from({ length: upTo(4) }, () => orNull(0.15, upTo(9) - 2)),
      ),
      orNull(
        0.1,
        Array.from({ length: upTo(4) }, () => orNull(0.15, oneOf(words))),
      ),
    ],
  ),
  table(
    '"Sales Targets"',
    ['"Target Id" int4', '"Region" text', '"Fiscal Year" int4', '"Target Amount" numeric(12,2)', '"isFinal" bool'],
    16,
    (id) => [
      id,
      oneOf(["DE", "US", "FR", "JP"]),
      2022 + upTo(3),
      orNull(0.1, decimal(90_000, 2)),
      orNull(0.2, id % 2 === 0),
    ],
  ),
];
