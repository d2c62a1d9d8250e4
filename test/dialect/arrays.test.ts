// Arrays against a real PostgreSQL 15, value by value.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answers, type Columns, openAnswers, type Question, type Row, types } from "./json-arrays-answers.js";
import { seededRandom } from "../support/random.js";

let answers: Answers;
beforeAll(async () => {
  answers = await openAnswers();
}, 60_000);
afterAll(async () => answers.close());

const { ints, int4, text, texts } = types;
const integer = { pg: "int4[]", duck: "INTEGER[]" } as const;
const nested = { pg: "int4[]", duck: "INTEGER[][]" } as const;

/** Lists are compared as JSON. */
const asList = ({ pg, duck }: Question): Question => ({
  pg: `array_to_json(${pg})`,
  duck: `replace(to_json(${duck})::VARCHAR, ' ', '')`,
});
const both = (text: string, duck = text): Question => ({
  pg: text,
  duck: duck.replaceAll(/\b(array_\w+|cardinality|trim_array)\(/g, "pg.$1("),
});

function rows(
  seed: number,
  count: number,
  row: (below: (limit: number) => number, array: () => string | null) => Row,
): Row[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const array = (): string | null =>
    below(12) === 0
      ? null
      : `{${Array.from({ length: below(5) }, () => (below(5) === 0 ? "NULL" : below(4))).join(",")}}`;
  return Array.from({ length: count }, () => row(below, array));
}

const differences = async (
  columns: Columns,
  given: readonly Row[],
  questions: readonly Question[],
): Promise<string[]> => answers.differences(columns, given, questions);

describe("arrays", () => {
  it("are compared element by element, then by length", async () => {
    const given = rows(1, 600, (_, array) => [array(), array()]);
    const sign = (of: string): Question => ({ pg: `a ${of} b`, duck: `a ${of} b` });
    expect(
      await differences({ a: ints, b: integer }, given, [
        ...["=", "<>", "<", ">", "<=", ">="].map(sign),
        { pg: "a @> b", duck: "pg.array_contains(a, b)" },
        { pg: "a <@ b", duck: "pg.array_contained(a, b)" },
        { pg: "a && b", duck: "list_has_any(a, b)" },
        { pg: "btarraycmp(a, b)", duck: "pg.array_cmp(a, b)" },
        asList({ pg: "array_larger(a, b)", duck: "pg.array_larger(a, b)" }),
        asList({ pg: "array_smaller(a, b)", duck: "pg.array_smaller(a, b)" }),
        asList({ pg: "a || b", duck: "pg.array_cat(a, b)" }),
      ]),
    ).toEqual([]);
  });

  it("are searched and changed by element", async () => {
    const given = rows(2, 500, (below, array) => [
      array(),
      below(6) === 0 ? null : String(below(4)),
      below(9) === 0 ? null : String(below(8) - 3),
    ]);
    expect(
      await differences({ a: ints, x: int4, i: int4 }, given, [
        asList(both("array_append(a, x)")),
        asList(both("array_prepend(x, a)")),
        asList(both("array_remove(a, x)")),
        asList(both("array_replace(a, x, i)")),
        asList(both("array_positions(a, x)")),
        both("array_position(a, x)"),
        { pg: "a[i]", duck: "pg.array_get(a, i)" },
        asList({ pg: "a[i:x]", duck: "pg.array_slice(a, i, x)" }),
        asList({ pg: "a[x:i]", duck: "pg.array_slice(a, x, i)" }),
        both("array_length(a, 1)"),
        both("array_length(a, i)"),
        both("array_lower(a, i)"),
        { pg: "array_upper(a, i)", duck: "pg.array_length(a, i)" },
        both("array_ndims(a)"),
        both("array_dims(a)"),
        both("cardinality(a)"),
      ]),
    ).toEqual([]);
  });

  it("say what they do not take", async () => {
    const given = rows(3, 40, (below, array) => [array(), below(9) === 0 ? null : String(below(7) - 2)]);
    expect(
      await differences({ a: ints, i: int4 }, given, [
        asList(both("trim_array(a, i)")),
        { pg: "array_position(a, 1, i)", duck: "pg.array_position_from(a, 1, i)" },
      ]),
    ).toEqual([]);
    const dimensions = [["{3}"], ["{0}"], ["{}"], ["{-1}"], ["{NULL}"], [null], ["{200000000}"]];
    expect(
      await differences({ d: ints }, dimensions, [
        asList(both("array_fill(7, d)")),
        asList({ pg: "array_fill(NULL::int4, d)", duck: "pg.array_fill(NULL::INTEGER, d)" }),
        asList({ pg: "array_fill(7, d, '{1}')", duck: "pg.array_fill_from(7, d, [1])" }),
        asList({ pg: "array_fill(7, d, NULL)", duck: "pg.array_fill_from(7, d, NULL::INTEGER[])" }),
      ]),
    ).toEqual([]);
  });

  it("answer ANY and ALL", async () => {
    const given = rows(4, 400, (below, array) => [below(6) === 0 ? null : String(below(4)), array()]);
    const names = { "=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" };
    expect(
      await differences(
        { x: int4, a: ints },
        given,
        Object.entries(names).flatMap(([sign, name]) => [
          { pg: `x ${sign} ANY (a)`, duck: `pg.any_${name}(x, a)` },
          { pg: `x ${sign} ALL (a)`, duck: `pg.all_${name}(x, a)` },
        ]),
      ),
    ).toEqual([]);
  });

  it("of texts are joined", async () => {
    const given = rows(5, 300, (below) => [
      below(9) === 0
        ? null
        : `{${Array.from({ length: below(4) }, () => ["NULL", '"a"', '""', '"é,b"'][below(4)]).join(",")}}`,
      [",", "", "--", null][below(4)] ?? null,
      ["*", "", null][below(3)] ?? null,
    ]);
    expect(
      await differences({ a: texts, s: text, n: text }, given, [
        both("array_to_string(a, s)"),
        both("array_to_string(a, s, n)"),
      ]),
    ).toEqual([]);
  });

  it("have dimensions", async () => {
    const given = [["{{1,2},{3,4}}"], ["{{1},{2},{NULL}}"], ["{{1,2,3}}"], ["{}"], [null]];
    expect(
      await differences({ a: nested }, given, [
        both("array_dims(a)"),
        both("array_ndims(a)"),
        both("cardinality(a)"),
        ...[0, 1, 2, 3].map((dimension) => both(`array_length(a, ${dimension})`)),
        { pg: "a = a", duck: "a = a" },
        asList({ pg: "a || a", duck: "pg.array_cat(a, a)" }),
      ]),
    ).toEqual([]);
  });

  it("sort into buckets", async () => {
    const given = rows(6, 200, (below) => [
      String(below(9) - 2),
      `{${Array.from({ length: below(5) }, () => below(6))
        .toSorted((a, b) => a - b)
        .join(",")}}`,
    ]);
    expect(
      await differences(
        { x: int4, a: ints },
        [...given, [null, "{1}"], ["1", null], ["1", "{1,NULL}"]],
        [{ pg: "width_bucket(x, a)", duck: "pg.width_bucket(x, a)" }],
      ),
    ).toEqual([]);
  });

  it("make rows", async () => {
    const rowsOf = (call: string, duck: string): Question => ({
      pg: `(SELECT array_to_json(array_agg(v)) FROM ${call} AS t(v))`,
      duck: `(SELECT replace(to_json(list(v))::VARCHAR, ' ', '') FROM (SELECT unnest(${duck}) AS v))`,
    });
    const given = rows(7, 60, (below, array) => [
      array(),
      below(9) === 0 ? null : String(below(9) - 4),
      below(9) === 0 ? null : String(below(12) - 4),
      below(9) === 0 ? null : String(below(7) - 3),
    ]);
    expect(
      await differences({ a: ints, i: int4, n: int4, s: int4 }, given, [
        rowsOf("unnest(a)", "pg.unnest_list(a)"),
        rowsOf("generate_subscripts(a, 1)", "pg.generate_subscripts_list(a, 1)"),
        rowsOf("generate_subscripts(a, 1, true)", "pg.generate_subscripts_list(a, 1, true)"),
        rowsOf("generate_subscripts(a, 2)", "pg.generate_subscripts_list(a, 2)"),
        rowsOf("generate_series(i, n)", "pg.generate_series_int4_list(i, n)"),
        rowsOf("generate_series(i, n, s)", "pg.generate_series_int4_list(i, n, s)"),
        rowsOf(
          "generate_series(i::int8, n::int8, s::int8)",
          "pg.generate_series_int8_list(i::BIGINT, n::BIGINT, s::BIGINT)",
        ),
        rowsOf(
          "generate_series(i::numeric(10,2), n::numeric(10,2), s * 0.25)",
          "pg.generate_series_numeric_list(i::DECIMAL(10,2), n::DECIMAL(10,2), s * 0.25::DECIMAL(3,2))",
        ),
      ]),
    ).toEqual([]);
    expect(
      await differences(
        { i: { pg: "int8", duck: "BIGINT" } },
        [["9223372036854775806"], ["9223372036854775800"]],
        [
          rowsOf("generate_series(i, 9223372036854775807)", "pg.generate_series_int8_list(i, 9223372036854775807)"),
          rowsOf(
            "generate_series(i, 9223372036854775807, 5)",
            "pg.generate_series_int8_list(i, 9223372036854775807, 5)",
          ),
        ],
      ),
    ).toEqual([]);
  });

  it("are series in FROM", async () => {
    expect(await answers.duck("SELECT sum(generate_series) FROM pg.generate_series_int4(1, 1000)")).toBe("500500");
    expect(
      await answers.duck("SELECT sum(s) FROM (VALUES (2), (3)) t(x), pg.generate_series_int8(1, 10, 4) g(s)"),
    ).toBe("30");
    await expect(answers.duck("SELECT * FROM pg.generate_series_int4(1, 3, 0)")).rejects.toThrow(
      /step size cannot equal zero/,
    );
  });

  it("are gathered", async () => {
    const gather = (values: string): Question => ({
      pg: `(SELECT array_to_json(array_agg(v)) FROM (VALUES ${values.replaceAll("[", "ARRAY[")}) AS t(v))`,
      duck: `(SELECT to_json(pg.array_agg_final(list(v))) FROM (VALUES ${values}) AS t(v))`,
    });
    expect(
      await differences(
        { n: int4 },
        [["1"]],
        [gather("([1,2]), ([3,NULL])"), gather("([1,2]), ([3])"), gather("([1,2]), (NULL)")],
      ),
    ).toEqual([]);
  });
});
