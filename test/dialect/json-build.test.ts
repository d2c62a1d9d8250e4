// json and jsonb made of other values, against a real PostgreSQL 15.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answers, type Columns, openAnswers, type Question, type Row, types } from "./json-arrays-answers.js";

let answers: Answers;
beforeAll(async () => {
  answers = await openAnswers("Asia/Kolkata");
}, 60_000);
afterAll(async () => answers.close());

const { json, jsonb, text, texts } = types;
const column = (pg: string, duck: string): Columns => ({ x: { pg, duck } });
const differences = async (columns: Columns, rows: readonly Row[], questions: readonly Question[]): Promise<string[]> =>
  answers.differences(columns, rows, questions);

const odd = [
  "",
  "a",
  'q"t',
  "b\\s",
  "t\tn\nr\r\f\b",
  "\u0001\u000b\u000e\u001a\u001f\u007f",
  "é",
  "日本😀",
  "/",
  "</script>",
  "\u2028",
];

describe("a value becomes JSON", () => {
  const values: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["bool", "BOOLEAN", "bool", ["true", "false"]],
    ["int4", "INTEGER", "number", ["0", "-1", "2147483647"]],
    ["int8", "BIGINT", "number", ["9223372036854775807"]],
    ["numeric(20,3)", "DECIMAL(20,3)", "number", ["1.5", "0", "-0.001", "12345678901234567.890"]],
    [
      "float8",
      "DOUBLE",
      "float8",
      [
        "0",
        "-0",
        "1",
        "1.5",
        "1e15",
        "1e14",
        "123456789012345",
        "1234567890123456",
        "1e-4",
        "1e-5",
        "0.1",
        "1e300",
        "5e-324",
        "NaN",
        "Infinity",
        "-Infinity",
        "-1e20",
        "0.30000000000000004",
        "1e22",
        "123456.789",
      ],
    ],
    [
      "float4",
      "FLOAT",
      "float4",
      [
        "0",
        "1",
        "1.5",
        "1e5",
        "1e6",
        "999999",
        "1234567",
        "1e-5",
        "0.1",
        "3.4e38",
        "1e-45",
        "NaN",
        "Infinity",
        "16777216",
        "0.0001",
      ],
    ],
    ["text", "VARCHAR", "text", odd],
    ["uuid", "UUID", "uuid", ["00112233-4455-6677-8899-aabbccddeeff"]],
    ["date", "DATE", "date", ["2020-02-29", "0001-01-01", "9999-12-31", "infinity", "-infinity"]],
    [
      "timestamp",
      "TIMESTAMP",
      "timestamp",
      [
        "2020-02-29 01:02:03",
        "2020-01-01 00:00:00.5",
        "2020-01-01 00:00:00.123456",
        "1969-12-31 23:59:59.999999",
        "infinity",
        "-infinity",
        "10000-01-01 00:00:00",
      ],
    ],
    [
      "timestamptz",
      "TIMESTAMPTZ",
      "timestamptz",
      [
        "2020-02-29 01:02:03+00",
        "2020-01-01 00:00:00.5+05:30",
        "1900-01-01 00:00:00+00",
        "1945-06-01 00:00:00+00",
        "1850-01-01 00:00:00.25+00",
        "infinity",
        "-infinity",
      ],
    ],
    ["json", "JSON", "json", ['{"b" : 1,"a":[1.00]}', " 1", "null"]],
  ];
  it.each(values)("of %s", async (pg, duck, name, given) => {
    const rows = [[null], ...given.map((value) => [value])];
    const inJsonb =
      { float8: "jsonb_of_float", float4: "jsonb_of_float", json: "jsonb_of_json_text" }[name] ?? `json_of_${name}`;
    expect(
      await differences(column(pg, duck), rows, [
        { pg: "to_json(x)", duck: `pg.json_of(pg.json_of_${name}(x))` },
        { pg: "to_jsonb(x)", duck: `pg.json_of(pg.${inJsonb}(x))` },
        {
          pg: "to_json(ARRAY[x, NULL])",
          duck: `pg.json_of(pg.json_of_list(list_transform([x, NULL], lambda e: pg.json_of_${name}(e))))`,
        },
        {
          pg: "array_to_json(ARRAY[x, x], true)",
          duck: `pg.json_of(pg.json_of_list_pretty(list_transform([x, x], lambda e: pg.json_of_${name}(e))))`,
        },
        {
          pg: "to_jsonb(ARRAY[x, NULL])",
          duck: `pg.json_of(pg.jsonb_of_list(list_transform([x, NULL], lambda e: pg.${inJsonb}(e))))`,
        },
        { pg: "row_to_json(t)", duck: `pg.json_of(pg.json_of_record(['x', pg.json_of_${name}(x)]))` },
        { pg: "to_jsonb(t)", duck: `pg.json_of(pg.jsonb_of_record(['x', pg.${inJsonb}(x)]))` },
        {
          pg: "json_build_object('k', x, 'k', 1)",
          duck: `pg.json_build_object(['k', pg.json_of_${name}(x), 'k', '1'])`,
        },
        {
          pg: "jsonb_build_object('zz', x, 'k', x, 'k', 1)",
          duck: `pg.jsonb_build_object(['zz', pg.${inJsonb}(x), 'k', pg.${inJsonb}(x), 'k', '1'])`,
        },
        { pg: "json_build_array(x, 1)", duck: `pg.json_build_array([pg.json_of_${name}(x), '1'])` },
        { pg: "jsonb_build_array(x, 1)", duck: `pg.json_build_array([pg.${inJsonb}(x), '1'])` },
      ]),
    ).toEqual([]);
  });

  it("of dates before Christ", async () => {
    const rows = [["0044-03-15"], ["0001-12-31"]];
    const before = { pg: "text", duck: "VARCHAR" };
    expect(
      await differences({ x: before }, rows, [
        { pg: "to_json((x || ' BC')::date)", duck: "pg.json_of_date((x || ' (BC)')::DATE)" },
        {
          pg: "to_json((x || ' 01:02:03 BC')::timestamp)",
          duck: "pg.json_of_timestamp((x || ' (BC) 01:02:03')::TIMESTAMP)",
        },
      ]),
    ).toEqual([]);
  });

  it("of records with several fields, and of nested arrays", async () => {
    expect(
      await differences(
        { x: text, y: json },
        [
          ["a", '{"z": 1}'],
          [null, null],
        ],
        [
          {
            pg: "row_to_json(t)",
            duck: "pg.json_of(pg.json_of_record(['x', pg.json_of_text(x), 'y', pg.json_of_json(y)]))",
          },
          {
            pg: "row_to_json(t, true)",
            duck: "pg.json_of(pg.json_of_record_pretty(['x', pg.json_of_text(x), 'y', pg.json_of_json(y)]))",
          },
          {
            pg: "to_json(ARRAY[[x, 'b'], ['c', x]])",
            duck: "pg.json_of_list(list_transform([[x, 'b'], ['c', x]], lambda e: pg.json_of_list(list_transform(e, lambda f: pg.json_of_text(f)))))",
          },
        ],
      ),
    ).toEqual([]);
  });
});

describe("builders", () => {
  it("say which key is missing", async () => {
    expect(
      await differences(
        { k: text, v: text },
        [
          ["a", "1"],
          [null, "1"],
          ['é"', null],
        ],
        [
          { pg: "json_build_object(k, v)", duck: "pg.json_build_object([k, pg.json_of_text(v)])" },
          { pg: "json_build_object('x', 1, k, v)", duck: "pg.json_build_object(['x', '1', k, pg.json_of_text(v)])" },
          { pg: "jsonb_build_object('x', 1, k, v)", duck: "pg.jsonb_build_object(['x', '1', k, pg.json_of_text(v)])" },
          { pg: "json_build_object(k)", duck: "pg.json_build_object([k])" },
          { pg: "jsonb_build_object(k)", duck: "pg.jsonb_build_object([k])" },
          { pg: "json_build_object()", duck: "pg.json_build_object([]::VARCHAR[])" },
          { pg: "jsonb_build_object()", duck: "pg.jsonb_build_object([]::VARCHAR[])" },
          { pg: "json_build_array()", duck: "pg.json_build_array([]::VARCHAR[])" },
          { pg: "jsonb_build_array()", duck: "pg.json_build_array([]::VARCHAR[])" },
        ],
      ),
    ).toEqual([]);
  });

  it("make objects of arrays of texts", async () => {
    const rows = [
      ["{a,1,b,NULL}", "{x,y,z,NULL}"],
      ["{}", "{}"],
      ["{a}", "{b}"],
      ["{NULL,1}", "{1,2}"],
      ["{a,1,a,2}", "{b}"],
      [null, "{a}"],
      ['{"q\\"t","b\\\\s"}', "{1,2}"],
    ];
    expect(
      await differences({ k: texts, v: texts }, rows, [
        { pg: "json_object(k)", duck: "pg.json_object(k)" },
        { pg: "jsonb_object(k)", duck: "pg.jsonb_object(k)" },
        { pg: "json_object(k, v)", duck: "pg.json_object_of(k, v)" },
        { pg: "jsonb_object(k, v)", duck: "pg.jsonb_object_of(k, v)" },
      ]),
    ).toEqual([]);
    const nested = { pg: "text[]", duck: "VARCHAR[][]" };
    expect(
      await differences(
        { k: nested },
        [["{{a,1},{b,2}}"], ["{{a,1,2}}"], ["{{a},{b}}"], ["{{b,1},{b,NULL}}"]],
        [
          { pg: "json_object(k)", duck: "pg.json_object(k)" },
          { pg: "jsonb_object(k)", duck: "pg.jsonb_object(k)" },
          { pg: "json_object(k, k)", duck: "pg.json_object_of(k, k)" },
        ],
      ),
    ).toEqual([]);
  });
});

describe("aggregates", () => {
  const rows = "(VALUES (2, 'b'), (1, 'a'), (3, NULL)) AS t(n, s)";
  const none = "(SELECT * FROM (VALUES (2, 'b')) AS t(n, s) WHERE n > 2) AS t(n, s)";
  const aggregate = (pg: string, duck: string): Question[] =>
    [rows, none].map((from) => ({ pg: `(SELECT ${pg} FROM ${from})`, duck: `(SELECT ${duck} FROM ${from})` }));
  it("are laid out as PostgreSQL's", async () => {
    expect(
      await differences(
        { x: jsonb },
        [["1"]],
        [
          ...aggregate(
            "json_agg(s ORDER BY n)",
            "pg.json_agg_final(list(pg.json_agg_item(pg.json_of_text(s)) ORDER BY n))",
          ),
          ...aggregate(
            "jsonb_agg(n ORDER BY s)",
            "pg.json_agg_final(list(pg.json_agg_item(pg.json_of_number(n)) ORDER BY s))",
          ),
          ...aggregate(
            "json_agg(t ORDER BY n)",
            "pg.json_agg_final_lines(list(pg.json_agg_line(pg.json_of_record(['n', pg.json_of_number(n), 's', pg.json_of_text(s)])) ORDER BY n))",
          ),
          ...aggregate(
            "json_agg(ARRAY[n, 1] ORDER BY n)",
            "pg.json_agg_final_lines(list(pg.json_agg_line(pg.json_of_list([pg.json_of_number(n), '1'])) ORDER BY n))",
          ),
          ...aggregate(
            "json_agg(s ORDER BY n) FILTER (WHERE n > 1)",
            "pg.json_agg_final(list(pg.json_agg_item(pg.json_of_text(s)) ORDER BY n) FILTER (WHERE n > 1))",
          ),
          ...aggregate(
            "json_object_agg(coalesce(s, 'z'), n ORDER BY n)",
            "pg.json_object_agg_final(list(pg.json_object_agg_item(coalesce(s, 'z'), pg.json_of_number(n)) ORDER BY n))",
          ),
          ...aggregate(
            "jsonb_object_agg(left(coalesce(s, 'a'), 1), n ORDER BY n)",
            "pg.jsonb_object_agg_final(list(pg.jsonb_object_agg_item(left(coalesce(s, 'a'), 1), pg.json_of_number(n)) ORDER BY n))",
          ),
          ...aggregate(
            "jsonb_object_agg(s, n)",
            "pg.jsonb_object_agg_final(list(pg.jsonb_object_agg_item(s, pg.json_of_number(n))))",
          ),
        ],
      ),
    ).toEqual([]);
  });
});
