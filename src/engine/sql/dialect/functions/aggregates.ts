// Aggregates and window functions. A macro cannot stand for one, since FILTER, DISTINCT, ORDER BY and OVER belong to the aggregate inside it: these
// tables say which of DuckDB's stand in its place, and which macro is written around them.
import { arrayAggregates } from "./arrays.js";
import type { CollectedAggregate } from "./collected-aggregates.js";
import { jsonAggregates } from "./json.js";

/** One aggregate of DuckDB's, with the FILTER, ORDER BY and OVER that the client wrote. */
export interface AggregatePart {
  readonly name: string;
  /** A macro over all the arguments, whose result stands in their place. Absent: the arguments as they are. */
  readonly argument?: string;
  /** The macro has others, for numerics that were computed: by the digits that are kept of them, `_20` and `_24`. */
  readonly isByDigits?: true;
  /** What gives the same of a list of the arguments, where the aggregate takes two. */
  readonly ofList?: string;
}

export type AggregateLowering =
  /** DuckDB's own by the same name. */
  | { readonly kind: "same" }
  /** Another name, or a macro over the aggregate's result. */
  | { readonly kind: "rename"; readonly name: string; readonly around?: string }
  /** The same name, with a macro over its argument of that index. */
  | { readonly kind: "checked"; readonly index: number; readonly argument: string }
  /** `with(part1, part2, ...)`: the call is written once for each part. */
  | {
      readonly kind: "combine";
      readonly parts: readonly AggregatePart[];
      readonly with: string;
      /** Stands for `with` where the call is only selected: PostgreSQL's text of the result, whatever its digits. */
      readonly asText?: string;
      /** With DISTINCT, a part would tell other values apart than the argument: they are computed of the list of distinct values. */
      readonly isListed?: true;
    }
  | HypotheticalSet
  | CollectedAggregate
  /** Texts with a delimiter between them, which may differ from row to row. `code` and `decode`: what makes them texts, and back. */
  | { readonly kind: "delimited"; readonly code?: string; readonly decode?: string }
  /** Of a fraction, or of a list of them. */
  | { readonly kind: "percentile"; readonly isList?: true }
  /** The first and the third argument are to be of a type that holds both. */
  | { readonly kind: "alike" }
  /** A macro over the list of all values, in their order, and the fraction. */
  | { readonly kind: "interpolated"; readonly with: string };

/** Where a row of these values would come. */
export interface HypotheticalSet {
  readonly kind: "hypothetical";
  readonly of: "rank" | "dense_rank" | "percent_rank" | "cume_dist";
}

const same: AggregateLowering = { kind: "same" };

function rename(name: string, around?: string): AggregateLowering {
  return around === undefined ? { kind: "rename", name } : { kind: "rename", name, around };
}

const sum: AggregatePart = { name: "sum" };
const count: AggregatePart = { name: "count" };

/** 0, or NaN where a value is not finite: the cheapest that tells. */
const finite: AggregatePart = { name: "sum", argument: "pg.times_zero" };

/** DuckDB's own, over its own type. */
function ofBits(name: string): AggregateLowering {
  return { kind: "combine", parts: [{ name, argument: "pg.bits_of_aggregate" }], with: "pg.bit_digits" };
}

function average(around: string): AggregateLowering {
  return { kind: "combine", parts: [sum, count], with: around, asText: "pg.numeric_avg_text" };
}

type Table = Readonly<Record<string, AggregateLowering>>;

function over(types: readonly string[], of: (type: string) => Table): Table {
  return Object.assign({}, ...types.map(of)) as Table;
}

const whole = ["int2", "int4", "int8"];
const deviations = ["stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop"] as const;
/** By DuckDB's names. */
const sampleOf: Readonly<Record<string, string>> = { stddev: "stddev_samp", variance: "var_samp" };

/** Of exact sums, which become one quotient. */
function exactDeviation(name: string, type: string): AggregateLowering {
  const statistic = sampleOf[name] ?? name;
  const macro = `pg.${type === "int8" ? "int8" : "numeric"}_${statistic}`;
  const squares: readonly Omit<AggregatePart, "name">[] =
    type === "numeric"
      ? [{ argument: "pg.square", isByDigits: true }]
      : type === "int8"
        ? [{ argument: "pg.high_square" }, { argument: "pg.cross_product" }, { argument: "pg.low_square" }]
        : [{ argument: "pg.int4_square" }];
  return {
    kind: "combine",
    parts: [count, sum, ...squares.map((square) => ({ name: "sum", ...square }))],
    with: macro,
    asText: `${macro}_text`,
    isListed: true,
  };
}

/** DuckDB's raise where a value is not finite, and PostgreSQL's are NaN. */
function floatDeviation(name: string): AggregateLowering {
  const statistic = sampleOf[name] ?? name;
  return {
    kind: "combine",
    parts: [{ name: statistic, argument: "pg.finite_or_null" }, { name: "bool_and", argument: "isfinite" }, count],
    with: statistic.endsWith("_pop") ? "pg.float_pop" : "pg.float_samp",
  };
}

/** Sums of pairs of float8 that are not NULL. DuckDB's variances raise where they overflow, and PostgreSQL does at each of its aggregates. */
const momentsOfPairs: readonly AggregatePart[] = [
  { name: "regr_count", ofList: "len" },
  { name: "var_pop", argument: "pg.finite_x" },
  { name: "var_pop", argument: "pg.finite_y" },
  { name: "covar_pop", ofList: "pg.covariance_of_list" },
  { name: "bool_and", argument: "pg.is_finite_x" },
  { name: "bool_and", argument: "pg.is_finite_y" },
  { name: "sum", argument: "pg.finite_x" },
  { name: "sum", argument: "pg.finite_y" },
];

function ofPairs(...names: readonly string[]): Table {
  return over(names, (name) => ({
    [`${name}(float8,float8)`]: {
      kind: "combine",
      parts: momentsOfPairs,
      with: `pg.${name}_of_moments`,
      isListed: true,
    },
  }));
}

/** DuckDB's, unless something overflows. */
function averageOfPairs(name: string, ofList: string): Table {
  return {
    [`${name}(float8,float8)`]: {
      kind: "combine",
      parts: [{ name, ofList }, ...momentsOfPairs],
      with: "pg.regr_avg_of_moments",
      isListed: true,
    },
  };
}

const sums: Table = {
  "sum(int2)": rename("sum", "pg.bigint_sum"),
  "sum(int4)": rename("sum", "pg.bigint_sum"),
  "sum(int8)": rename("sum", "pg.numeric_sum"),
  "sum(numeric)": same,
  // Added up in double precision, and rounded once: the last digit may differ from PostgreSQL's, which rounds at each step.
  "sum(float4)": { kind: "combine", parts: [sum, finite], with: "pg.float4_sum" },
  "sum(float8)": { kind: "combine", parts: [sum, finite], with: "pg.float8_sum" },
  "sum(interval)": {
    kind: "combine",
    parts: ["months", "days", "micros"].map((unit) => ({ name: "sum", argument: `pg.whole_interval_${unit}` })),
    with: "pg.interval_sum",
    isListed: true,
  },
  ...over(["int2", "int4"], (type) => ({ [`avg(${type})`]: average("pg.int_avg") })),
  "avg(int8)": average("pg.int8_avg"),
  "avg(numeric)": average("pg.numeric_avg"),
  // Squares of what a float4 can be do not overflow.
  "avg(float4)": { kind: "combine", parts: [{ name: "avg" }, finite], with: "pg.float8_sum" },
  "avg(float8)": {
    kind: "combine",
    parts: [{ name: "avg" }, count, { name: "sum", argument: "pg.finite_square" }],
    with: "pg.float8_avg",
  },
  "avg(interval)": {
    kind: "combine",
    parts: [
      ...["months", "days", "micros"].map((unit) => ({ name: "sum", argument: `pg.whole_interval_${unit}` })),
      count,
    ],
    with: "pg.interval_avg",
    isListed: true,
  },
};

const ordered = [
  ...[
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "oid",
    "text",
    "bpchar",
    "date",
    "time",
    "timetz",
    "timestamp",
  ],
  ...["timestamptz", "interval", "anyarray"],
];

function hypothetical(of: HypotheticalSet["of"]): AggregateLowering {
  return { kind: "hypothetical", of };
}

export const aggregateLowerings: Table = {
  ...sums,
  "count()": same,
  "count(any)": same,
  ...over(ordered, (type) => ({ [`min(${type})`]: same, [`max(${type})`]: same })),
  "bool_and(bool)": same,
  "bool_or(bool)": same,
  "every(bool)": rename("bool_and"),
  ...Object.fromEntries(["bit_and", "bit_or", "bit_xor"].map((name) => [`${name}(bit)`, ofBits(name)])),
  ...over(whole, (type) => ({
    [`bit_and(${type})`]: same,
    [`bit_or(${type})`]: same,
    [`bit_xor(${type})`]: same,
  })),
  ...jsonAggregates,
  ...arrayAggregates,
  "string_agg(text,text)": { kind: "delimited" },
  "string_agg(bytea,bytea)": { kind: "delimited", code: "hex", decode: "unhex" },
  ...over([...whole, "numeric"], (type) =>
    Object.fromEntries(deviations.map((name) => [`${name}(${type})`, exactDeviation(name, type)])),
  ),
  ...over(["float4", "float8"], (type) =>
    Object.fromEntries(deviations.map((name) => [`${name}(${type})`, floatDeviation(name)])),
  ),
  ...ofPairs("corr", "covar_pop", "covar_samp", "regr_intercept", "regr_r2", "regr_slope"),
  ...ofPairs("regr_sxx", "regr_sxy", "regr_syy"),
  ...averageOfPairs("regr_avgx", "pg.x_average_of_list"),
  ...averageOfPairs("regr_avgy", "pg.y_average_of_list"),
  // In a subquery without rows, DuckDB knows of count() only that it is 0.
  "regr_count(float8,float8)": {
    kind: "combine",
    parts: [{ name: "count", argument: "pg.both_of" }],
    with: "pg.identity",
    isListed: true,
  },
  "mode(anyelement)": same,
  // The last digit between two values may differ from PostgreSQL's. A list of all values would have none, and takes far more memory.
  "percentile_cont(float8,float8)": { kind: "percentile" },
  "percentile_cont(_float8,float8)": { kind: "percentile", isList: true },
  "percentile_cont(float8,interval)": { kind: "interpolated", with: "pg.interval_percentile" },
  "percentile_cont(_float8,interval)": { kind: "interpolated", with: "pg.interval_percentiles" },
  "percentile_disc(float8,anyelement)": { kind: "percentile" },
  "percentile_disc(_float8,anyelement)": { kind: "percentile", isList: true },
  "rank(any)": hypothetical("rank"),
  "dense_rank(any)": hypothetical("dense_rank"),
  "percent_rank(any)": hypothetical("percent_rank"),
  "cume_dist(any)": hypothetical("cume_dist"),
};

export const windowLowerings: Table = {
  "row_number()": same,
  "rank()": same,
  "dense_rank()": same,
  "percent_rank()": same,
  "cume_dist()": same,
  "ntile(int4)": rename("ntile", "pg.integer_of"),
  "lag(anyelement)": same,
  "lag(anyelement,int4)": same,
  "lag(anycompatible,int4,anycompatible)": { kind: "alike" },
  "lead(anyelement)": same,
  "lead(anyelement,int4)": same,
  "lead(anycompatible,int4,anycompatible)": { kind: "alike" },
  "first_value(anyelement)": same,
  "last_value(anyelement)": same,
  "nth_value(anyelement,int4)": { kind: "checked", index: 1, argument: "pg.nth_of" },
};
