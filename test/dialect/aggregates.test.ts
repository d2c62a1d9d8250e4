// Aggregates and window functions, against PostgreSQL: over groups with NULLs, repeated values, none at all, and with FILTER, DISTINCT and OVER.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AggregateLowering,
  aggregateLowerings,
  windowLowerings,
} from "../../src/engine/sql/dialect/functions/aggregates.js";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import { type Both, duckdbTypes, parseSignature, startBoth, valueOfNumeric } from "./math-support.js";

const random = seededRandom(16);
const types = ["int2", "int4", "int8", "float4", "float8", "numeric", "bool", "text", "date", "interval"];
const columnOf = (type: string): string => `c_${type}`;

/** Groups of none, one, two, few and many rows; each column with NULLs. */
const rows = Array.from({ length: 240 }, (_, index): readonly (string | null)[] => {
  const group = index < 1 ? 1 : index < 3 ? 2 : index < 10 ? 3 : index < 14 ? 4 : 5;
  const whole = (size: number): string => String(Math.round((random() - 0.5) * size));
  const values: readonly string[] = [
    whole(600),
    whole(2e5),
    whole(2e12),
    String(Math.fround(random() * 100)),
    String(random() * 1000 - 300),
    (random() * 1e5 - 2e4).toFixed(2),
    String(random() < 0.5),
    `${String.fromCharCode(97 + Math.floor(random() * 26))}é${Math.floor(random() * 5)}`,
    `20${10 + Math.floor(random() * 15)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
    `${Math.floor(random() * 30) - 5} mons ${Math.floor(random() * 50) - 9} days ${Math.floor(random() * 30)}:00:0${(random() * 9).toFixed(6)}`,
  ];
  // Group 4 has nothing but NULLs.
  return [String(group), ...values.map((value) => (group === 4 || random() < 0.1 ? null : value))];
});

/** Both read it from VALUES. */
function relation(dialect: "postgres" | "duckdb"): string {
  const list = rows.map(
    (row, place) => `(${place}, ${row.map((value) => (value === null ? "NULL" : `'${value}'`)).join(", ")})`,
  );
  const columns = types.map((type) => {
    const target =
      dialect === "postgres" ? type : (duckdbTypes[type] ?? (type === "numeric" ? "DECIMAL(15, 2)" : type));
    return `CAST(${columnOf(type)} AS ${target}) AS ${columnOf(type)}`;
  });
  return `(SELECT place, CAST(g AS integer) AS g, ${columns.join(", ")} FROM (VALUES ${list.join(", ")}) AS v(place, g, ${types.map(columnOf).join(", ")})) AS t`;
}

/** As the analyser writes it: `after` is FILTER, or OVER, or nothing; `inside` is DISTINCT, or nothing. */
function lowered(
  name: string,
  lowering: AggregateLowering,
  operands: readonly string[],
  { inside = "", after = "", asText = false }: { inside?: string; after?: string; asText?: boolean } = {},
): string {
  const write = (word: string, values: readonly string[]): string =>
    `${word}(${inside}${values.join(", ") || (word === "count" ? "*" : "")})${after}`;
  switch (lowering.kind) {
    case "same":
      return write(name, operands);
    case "rename":
      return lowering.around === undefined
        ? write(lowering.name, operands)
        : `${lowering.around}(${write(lowering.name, operands)})`;
    case "checked":
      return write(
        name,
        operands.map((operand, index) => (index === lowering.index ? `${lowering.argument}(${operand})` : operand)),
      );
    case "combine": {
      const parts = lowering.parts.map(({ name: part, argument }) =>
        write(part, argument === undefined ? operands : [`${argument}(${operands.join(", ")})`]),
      );
      return `${asText ? (lowering.asText ?? lowering.with) : lowering.with}(${parts.join(", ")})`;
    }
    case "alike": {
      const [value = "", distance = "", other = ""] = operands;
      return write(name, [`pg.wide_as(${value}, ${other})`, distance, `pg.wide_as(${other}, ${value})`]);
    }
    default:
      throw new Error(`${lowering.kind}: compared by whole statements`);
  }
}

/** The last digits of what is computed in floating point depend on the order of the rows, and on the method. */
function near(text: string, digits = 9): string {
  if (/\b(mon|day|year)/.test(text)) {
    return text
      .replace(/\bmon(th)?s?\b/g, "mon")
      .replace(/\b(year|day)s?\b/g, "$1")
      .replaceAll("+", "");
  }
  return /^-?\d+\.?\d*(e[+-]?\d+)?$/.test(text) ? String(Number(Number(text).toPrecision(digits))) : text;
}

/** Beyond a DECIMAL of 38 digits: an error here, that says so. Their text is compared all the same. */
const tooWide = /^!22003 value out of range for a numeric of 38 digits/;

describeWith(["postgres"], "aggregates", () => {
  let both: Both;
  beforeAll(async () => {
    both = await startBoth();
  }, 60_000);
  afterAll(() => both.stop());

  /** Each group's answer, in order. */
  const ask = async (postgres: string, duckdb: string, shape: (of: string, from: string) => string) => {
    const [wanted] = await both.postgres([
      `SELECT string_agg(coalesce(x, 'null'), '|' ORDER BY k) FROM (${shape(`(${postgres})::text`, relation("postgres"))}) AS answers(k, x)`.replace(
        /^SELECT (.*)$/s,
        "(SELECT $1)",
      ),
    ]);
    const [got] = await both.duckdb(
      `SELECT string_agg(coalesce(x, 'null'), '|' ORDER BY k) FROM (${shape(`CAST(${duckdb} AS VARCHAR)`, relation("duckdb"))}) AS answers(k, x)`,
    );
    return { wanted: (wanted ?? "").split("|"), got: (got ?? "").split("|") };
  };
  const grouped = (of: string, from: string): string => `SELECT g, ${of} FROM ${from} GROUP BY g`;

  const plain = Object.entries(aggregateLowerings).filter(([key]) => {
    const { name, parameters } = parseSignature(key);
    return !/^(mode|percentile|string_agg|count$)/.test(name) && parameters.every((type) => types.includes(type));
  });

  it.each(plain)("answers %s as PostgreSQL does", async (key, lowering) => {
    const { name, parameters } = parseSignature(key);
    const operands = parameters.map((type, index) => (index === 0 ? columnOf(type) : "c_float8 * 2 + c_int2"));
    const inexact = parameters.some((type) => /^float|interval/.test(type));
    const shapes: readonly { inside?: string; after?: string }[] = [
      {},
      { after: " FILTER (WHERE c_int4 > 0)" },
      ...(lowering.kind === "combine" && lowering.isListed === true ? [] : [{ inside: "DISTINCT " }]),
    ];
    for (const { inside = "", after = "" } of shapes) {
      if (parameters.length > 1 && inside !== "") continue;
      for (const asText of lowering.kind === "combine" && lowering.asText !== undefined ? [false, true] : [false]) {
        const { wanted, got } = await ask(
          `${name}(${inside}${operands.join(", ")})${after}`,
          lowered(name, lowering, operands, { inside, after, asText }),
          grouped,
        );
        const settle = (texts: readonly string[]): readonly string[] =>
          texts.map((text) =>
            inexact
              ? near(text, key === "sum(float4)" ? 5 : 9)
              : asText || (!parameters.includes("numeric") && !/\./.test(text))
                ? text
                : valueOfNumeric(text),
          );
        if (tooWide.test(got[0] ?? "")) continue;
        expect.soft(settle(got), `${inside}${after}${asText ? " as text" : ""}`).toEqual(settle(wanted));
      }
    }
  });

  it("answers aggregates over windows as PostgreSQL does", async () => {
    const over = " OVER (PARTITION BY g ORDER BY place ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)";
    for (const key of [
      "sum(int4)",
      "sum(int8)",
      "avg(int4)",
      "avg(numeric)",
      "stddev(numeric)",
      "var_pop(int8)",
      "sum(interval)",
    ]) {
      const { name, parameters } = parseSignature(key);
      const lowering = aggregateLowerings[key] as AggregateLowering;
      const operands = parameters.map(columnOf);
      const { wanted, got } = await ask(
        `${name}(${operands.join(", ")})${over}`,
        lowered(name, lowering, operands, { after: over, asText: true }),
        (of, from) => `SELECT place, ${of} FROM ${from}`,
      );
      expect
        .soft(
          got.map((text) => near(text)),
          key,
        )
        .toEqual(wanted.map((text) => near(text)));
    }
  });

  describe("ordered sets", () => {
    it.each([
      ...["0", "0.1", "0.25", "0.5", "0.77", "1"].flatMap((fraction) => [
        `percentile_cont(${fraction}::float8) WITHIN GROUP (ORDER BY c_float8)`,
        `percentile_cont(${fraction}::float8) WITHIN GROUP (ORDER BY c_float8 DESC)`,
        `percentile_disc(${fraction}::float8) WITHIN GROUP (ORDER BY c_int4)`,
        `percentile_disc(${fraction}::float8) WITHIN GROUP (ORDER BY c_int4 DESC)`,
        `percentile_disc(${fraction}::float8) WITHIN GROUP (ORDER BY c_text)`,
      ]),
      "mode() WITHIN GROUP (ORDER BY c_bool)",
      "mode() WITHIN GROUP (ORDER BY c_int2)",
      "mode() WITHIN GROUP (ORDER BY c_text DESC)",
      "string_agg(c_text, '-' ORDER BY place)",
      "string_agg(c_text, NULL ORDER BY place)",
      "string_agg(c_text, '' ORDER BY c_text DESC, place)",
      "count(c_text)",
      "count(*)",
      "count(DISTINCT c_bool)",
    ])("answers %s as PostgreSQL does", async (call) => {
      const written = call
        .replace(/^(percentile_\w+)\(([\d.]+)::float8\)/, "$1(pg.percentile_of($2))")
        .replace(/^(string_agg\(c_text, )(NULL|'.?')/, "$1pg.delimiter_of($2)");
      const { wanted, got } = await ask(call, written, grouped);
      expect(got.map((text) => near(text))).toEqual(wanted.map((text) => near(text)));
    });
  });

  describe("window functions", () => {
    const over = "OVER (PARTITION BY g ORDER BY c_int2, place)";
    it.each([
      ["row_number()", []],
      ["rank()", []],
      ["dense_rank()", []],
      ["percent_rank()", []],
      ["cume_dist()", []],
      ["ntile(int4)", ["3"]],
      ["ntile(int4)", ["100"]],
      ["lag(anyelement)", ["c_text"]],
      ["lag(anyelement,int4)", ["c_text", "2"]],
      ["lag(anycompatible,int4,anycompatible)", ["c_text", "-2", "'none'"]],
      ["lead(anyelement,int4)", ["c_numeric", "0"]],
      ["lead(anycompatible,int4,anycompatible)", ["c_int4", "1", "7"]],
      ["first_value(anyelement)", ["c_date"]],
      ["last_value(anyelement)", ["c_int2"]],
      ["nth_value(anyelement,int4)", ["c_text", "2"]],
    ])("answers %s of %j as PostgreSQL does", async (key, operands) => {
      const { name } = parseSignature(key);
      const { wanted, got } = await ask(
        `${name}(${operands.join(", ")}) ${over}`,
        lowered(name, windowLowerings[key] as AggregateLowering, operands, { after: ` ${over}` }),
        (of, from) => `SELECT place, ${of} FROM ${from}`,
      );
      expect(got.map((text) => near(text))).toEqual(wanted.map((text) => near(text)));
    });
  });

  it.each([
    ["ntile(0) OVER ()", "ntile(0) OVER ()", "!22014 argument of ntile must be greater than zero"],
    [
      "nth_value(1, 0) OVER ()",
      "nth_value(1, pg.nth_of(0)) OVER ()",
      "!22016 argument of nth_value must be greater than zero",
    ],
    [
      "sum(x) FROM (VALUES (9223372036854775807), (1)) v(x)",
      "pg.bigint_sum(sum(x)) FROM (VALUES (9223372036854775807), (1)) v(x)",
      undefined,
    ],
    [
      "sum(x) FROM (VALUES (1e308::float8), (1e308)) v(x)",
      "pg.float8_sum(sum(x), sum(pg.times_zero(x))) FROM (VALUES (1e308::float8), (1e308)) v(x)",
      "!22003 value out of range: overflow",
    ],
    [
      "var_samp(x) FROM (VALUES ('Infinity'::float8), (1)) v(x)",
      "pg.float_samp(var_samp(pg.finite_or_null(x)), bool_and(isfinite(x)), count(x)) FROM (VALUES ('Infinity'::float8), (1)) v(x)",
      "NaN",
    ],
  ])("tells of %s what PostgreSQL tells", async (postgres, duckdb, told) => {
    const [wanted] = await both.postgres([`(SELECT ${postgres})`]);
    const [got] = await both.duckdb(`SELECT ${duckdb}`);
    if (told === undefined) expect(got).toBe("!22003 bigint out of range");
    else expect([got, wanted]).toEqual([told, told]);
  });
});
