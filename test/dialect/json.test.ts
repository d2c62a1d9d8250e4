// json and jsonb against a real PostgreSQL 15, value by value.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answers, openAnswers, type Row, types } from "./json-arrays-answers.js";
import { jsonTexts } from "./json-values.js";

let answers: Answers;
beforeAll(async () => {
  answers = await openAnswers();
}, 60_000);
afterAll(async () => answers.close());

const { json, jsonb, text, int4, texts } = types;

function rows(seed: number, count: number, row: (of: ReturnType<typeof jsonTexts>) => Row): Row[] {
  const of = jsonTexts(seed);
  return Array.from({ length: count }, () => row(of));
}

const list = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? "NULL" : `"${item.replaceAll(/["\\]/g, "\\$&")}"`)).join(",")}}`;

describe("input", () => {
  const bad = [
    "",
    " ",
    "{",
    "[",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    "{a:1}",
    "{1:1}",
    '{"a" 1}',
    "tru",
    "True",
    "nul",
    "01",
    "-",
    "-a",
    "1.",
    ".5",
    "1e",
    "1e+",
    "1.e5",
    "+1",
    "1a",
    "1 2",
    "[1 2]",
    '"a',
    '"\\',
    '"\\x"',
    '"\\u12"',
    '"\\u12',
    '"\\u12g4"',
    '"\u0001"',
    '"a\nb"',
    "]",
    "}",
    ":",
    "é",
    "'a'",
    "1é",
    "--1",
    "0x1",
    "NaN",
    "Infinity",
    "/**/1",
    '{"a":1 "b"}',
    '{"a":1}}',
    "[1]]",
    '"a" "b"',
    "\u00a01",
    "[1}",
    '{"a":1]',
    "1e5.5",
    "-01",
    "null null",
    '{"a":x}',
    "*",
    "[*]",
    "🙂",
  ];
  const onlyJsonb = [
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00"',
    '"\\ud800x"',
    '"\\ud800\\n"',
    '"\\ud800\\ud800"',
    '"\\ud83d\\ude00"',
    "1e200000",
    "1e131071",
    "1e-16383",
    "1e-16384",
    "1e2000000000",
    "1e-2000000000",
    "0e2000000000",
    "0e200000",
    "0e-20000",
    '{"a":"\\u0000"}',
    '"\\u0000',
  ];
  it("says what is wrong, as PostgreSQL does", async () => {
    const given = [...bad, ...rows(1, 300, (of) => [mutilated(of)]).map(([value]) => value ?? "")].map((value) => [
      value,
    ]);
    expect(
      await answers.differences({ x: text }, given, [
        { pg: "x::json", duck: "pg.json_in(x)" },
        { pg: "x::jsonb", duck: "pg.jsonb_in(x)" },
      ]),
    ).toEqual([]);
    expect(
      await answers.differences(
        { x: text },
        onlyJsonb.map((value) => [value]),
        [{ pg: "x::jsonb", duck: "pg.jsonb_in(x)" }],
      ),
    ).toEqual([]);
  });

  it("keeps json as written, and makes jsonb canonical", async () => {
    expect(
      await answers.differences(
        { x: text },
        rows(2, 1000, (of) => [of.value()]),
        [
          { pg: "x::json", duck: "pg.json_in(x)" },
          { pg: "x::jsonb", duck: "pg.jsonb_in(x)" },
          { pg: "x::json::jsonb", duck: "pg.jsonb_of_json(x::JSON)" },
        ],
      ),
    ).toEqual([]);
  });
});

function mutilated(of: ReturnType<typeof jsonTexts>): string {
  const value = of.value(2);
  const at = of.below(value.length + 1);
  const put = of.pick(["", "{", "}", "[", "]", ",", ":", '"', "\\", "x", "1", "-", ".", "e", " ", "\t"]);
  const cut = value.slice(0, at) + put + value.slice(at + of.below(2));
  // Half of a pair is told otherwise by drivers.
  return /[\ud800-\udfff]/u.test(cut) ? "[" : cut;
}

describe("parts", () => {
  it("are found by key", async () => {
    const given = rows(3, 800, (of) => [of.value(), of.key()]);
    expect(
      await answers.differences({ j: jsonb, k: text }, given, [
        { pg: "j -> k", duck: "pg.jsonb_get(j, k)" },
        { pg: "j ->> k", duck: "pg.jsonb_get_text(j, k)" },
        { pg: "j -> 'a'", duck: "pg.jsonb_get(j, 'a')" },
        { pg: "j ->> 'a'", duck: "pg.jsonb_get_text(j, 'a')" },
        { pg: "j ->> '$x'", duck: "pg.jsonb_get_text(j, '$x')" },
        { pg: "j ->> '*'", duck: "pg.jsonb_get_text(j, '*')" },
        { pg: "j ->> 'é'", duck: "pg.jsonb_get_text(j, 'é')" },
        { pg: "j ? k", duck: "pg.jsonb_exists(j, k)" },
      ]),
    ).toEqual([]);
    expect(
      await answers.differences({ j: json, k: text }, given, [
        { pg: "j -> k", duck: "pg.json_get(j, k)" },
        { pg: "j ->> k", duck: "pg.json_get_text(j, k)" },
        { pg: "j ->> 'a'", duck: "pg.json_get_text(j, 'a')" },
      ]),
    ).toEqual([]);
  });

  it("are found by number", async () => {
    const given = rows(4, 500, (of) => [
      of.value(),
      of.pick(["0", "1", "-1", "2", "-2", "5", "2147483647", "-2147483648"]),
    ]);
    const elements = (type: string): { pg: string; duck: string }[] => [
      { pg: "j -> i", duck: `pg.${type}_get_element(j, i)` },
      { pg: "j ->> i", duck: `pg.${type}_get_element_text(j, i)` },
      { pg: "j ->> 0", duck: `pg.${type}_get_element_text(j, 0)` },
      { pg: "j ->> -1", duck: `pg.${type}_get_element_text(j, -1)` },
    ];
    expect(await answers.differences({ j: jsonb, i: int4 }, given, elements("jsonb"))).toEqual([]);
    expect(await answers.differences({ j: json, i: int4 }, given, elements("json"))).toEqual([]);
  });

  it("are found by path", async () => {
    const given = rows(5, 600, (of) => [
      of.value(4),
      list(
        Array.from({ length: of.below(4) }, () =>
          of.pick([of.key(), "a", "0", "1", "-1", "+1", " 1", "1 ", "01", "x", null]),
        ),
      ),
    ]);
    expect(
      await answers.differences({ j: jsonb, p: texts }, given, [
        { pg: "j #> p", duck: "pg.json_get_path(j, p)" },
        { pg: "j #>> p", duck: "pg.jsonb_get_path_text(j, p)" },
        { pg: "j #>> '{a,b}'", duck: "pg.jsonb_get_path_text(j, ['a', 'b'])" },
        { pg: "j ?| p", duck: "pg.jsonb_exists_any(j, p)" },
        { pg: "j ?& p", duck: "pg.jsonb_exists_all(j, p)" },
        { pg: "j - p", duck: "pg.jsonb_delete_keys(j, p)" },
        { pg: "j #- p", duck: "pg.jsonb_delete_path(j, p)" },
      ]),
    ).toEqual([]);
    expect(
      await answers.differences({ j: json, p: texts }, given, [
        { pg: "j #> p", duck: "pg.json_get_path(j, p)" },
        { pg: "j #>> p", duck: "pg.json_get_path_text(j, p)" },
      ]),
    ).toEqual([]);
  });

  it("come as lists", async () => {
    const given = rows(6, 40, (of) => [of.value()]);
    for (const type of ["json", "jsonb"] as const) {
      const all = (name: string, value: string): { pg: string; duck: string } => ({
        pg: `(SELECT array_to_json(array_agg(${value})) FROM ${type}_${name}(j) AS t(v))`,
        duck: `(SELECT pg.json_of_list(list(pg.json_of_text(v))) FROM (SELECT unnest(pg.${type}_${name}_list(j)${value === "v" ? "" : "::VARCHAR[]"}) AS v))`,
      });
      const each = (name: string): { pg: string; duck: string } => ({
        pg: `(SELECT string_agg(key || '=' || coalesce(value::text, '-'), ';') FROM ${type}_${name}(j))`,
        duck: `(SELECT string_agg(s.key || '=' || coalesce(s.value::VARCHAR, '-'), ';') FROM (SELECT unnest(pg.${type}_${name}_list(j)) AS s))`,
      });
      expect(
        await answers.differences({ j: types[type] }, given, [
          all("array_elements", "v::text"),
          all("array_elements_text", "v"),
          all("object_keys", "v"),
          each("each"),
          each("each_text"),
          { pg: `${type}_array_length(j)`, duck: "pg.json_array_length(j)" },
          { pg: `${type}_typeof(j)`, duck: "pg.json_typeof(j)" },
        ]),
      ).toEqual([]);
    }
  });
});

describe("jsonb", () => {
  it("is compared in the order of its btree", async () => {
    const given = rows(7, 500, (of) => {
      const a = of.value(2);
      return [a, of.below(4) === 0 ? a.replaceAll("1.0", "1").replaceAll("2.5", "2.50") : of.value(2)];
    });
    const operator = (sign: string, name: string): { pg: string; duck: string } => ({
      pg: `a ${sign} b`,
      duck: `pg.jsonb_${name}(a, b)`,
    });
    expect(
      await answers.differences({ a: jsonb, b: jsonb }, given, [
        operator("=", "eq"),
        operator("<>", "ne"),
        operator("<", "lt"),
        operator(">=", "ge"),
        operator("@>", "contains"),
        operator("<@", "contained"),
        operator("||", "concat"),
        { pg: "a = b", duck: "pg.jsonb_group_key(a) = pg.jsonb_group_key(b)" },
      ]),
    ).toEqual([]);
  });

  it("contains what it was made from", async () => {
    const given = rows(8, 500, (of) => {
      const a = of.value(1);
      const b = of.value(1);
      return [
        `[${a},{"a":${b},"b":[${a}]},${b}]`,
        of.pick([`[${a}]`, `[${b},${a}]`, `[{"a":${b}}]`, `[{"b":[${a}]}]`, a, `[[${a}]]`]),
      ];
    });
    expect(
      await answers.differences({ a: jsonb, b: jsonb }, given, [{ pg: "a @> b", duck: "pg.jsonb_contains(a, b)" }]),
    ).toEqual([]);
  });

  it("is changed", async () => {
    const given = rows(9, 70, (of) => [
      of.value(3),
      list(Array.from({ length: of.below(3) }, () => of.pick([of.key(), "a", "0", "1", "-1", "-9", "9", "x", null]))),
      of.below(9) === 0 ? null : of.value(1),
      of.key(),
      of.pick(["0", "1", "-1", "3", "-9"]),
    ]);
    expect(
      await answers.differences({ j: jsonb, p: texts, v: jsonb, k: text, i: int4 }, given, [
        { pg: "jsonb_set(j, p, v)", duck: "pg.jsonb_set(j, p, v)" },
        { pg: "jsonb_set(j, p, v, false)", duck: "pg.jsonb_set(j, p, v, false)" },
        { pg: "jsonb_insert(j, p, v)", duck: "pg.jsonb_insert(j, p, v)" },
        { pg: "jsonb_insert(j, p, v, true)", duck: "pg.jsonb_insert(j, p, v, true)" },
        { pg: "jsonb_set_lax(j, p, v)", duck: "pg.jsonb_set_lax(j, p, v)" },
        { pg: "jsonb_set_lax(j, p, v, true, 'delete_key')", duck: "pg.jsonb_set_lax(j, p, v, true, 'delete_key')" },
        {
          pg: "jsonb_set_lax(j, p, v, true, 'raise_exception')",
          duck: "pg.jsonb_set_lax(j, p, v, true, 'raise_exception')",
        },
        {
          pg: "jsonb_set_lax(j, p, v, true, 'return_target')",
          duck: "pg.jsonb_set_lax(j, p, v, true, 'return_target')",
        },
        { pg: "jsonb_set_lax(j, p, v, true, 'x')", duck: "pg.jsonb_set_lax(j, p, v, true, 'x')" },
        { pg: "j - k", duck: "pg.jsonb_delete_key(j, k)" },
        { pg: "j - i", duck: "pg.jsonb_delete_index(j, i)" },
        { pg: "jsonb_strip_nulls(j)", duck: "pg.jsonb_strip_nulls(j)" },
        { pg: "jsonb_pretty(j)", duck: "pg.jsonb_pretty(j)" },
      ]),
    ).toEqual([]);
  });

  it("is cast to numbers and booleans", async () => {
    const values = [
      "1",
      "0.5",
      "1.5",
      "2.5",
      "-0.5",
      "-2.5",
      "0.49999999999999999999",
      "32767.5",
      "32768",
      "2147483647.4",
      "2147483647.5",
      "-2147483648.5",
      "9223372036854775807.5",
      "9223372036854775807",
      "1e39",
      "1e309",
      "1e400",
      "1e-400",
      "true",
      "false",
      "null",
      '"1"',
      "[1]",
      '{"a":1}',
      "-1e20",
      "0.1",
    ];
    expect(
      await answers.differences(
        { j: jsonb },
        [[null], ...values.map((value) => [value])],
        [
          ...["int2", "int4", "int8", "bool"].map((type) => ({ pg: `j::${type}`, duck: `pg.jsonb_${type}(j)` })),
          { pg: "j::numeric", duck: "pg.jsonb_numeric_text(j)" },
          { pg: "to_json(j::float8)", duck: "pg.json_of_float8(pg.jsonb_float8(j))" },
          { pg: "to_json(j::float4)", duck: "pg.json_of_float4(pg.jsonb_float4(j))" },
        ],
      ),
    ).toEqual([]);
  });
});

describe("json", () => {
  it("loses nulls and blanks", async () => {
    const given = rows(10, 300, (of) => [of.value()]);
    expect(
      await answers.differences({ j: json }, given, [{ pg: "json_strip_nulls(j)", duck: "pg.json_strip_nulls(j)" }]),
    ).toEqual([]);
  });
});
