// What whole statements may differ in, as docs/dialect.md tells: each with how it is recognized. Whatever is none of these is a fault.
import type { Answer, Comparison, Twins } from "../twins.js";
import { areAlike, type Likeness } from "./alike.js";
import { differsBeyondWords } from "./cause.js";

export interface KnownDifference {
  readonly what: string;
  readonly why: string;
  readonly holds?: (seen: Seen) => boolean | Promise<boolean>;
  readonly likeness?: Likeness;
}

interface Seen extends Pick<Comparison, "gateway" | "postgres"> {
  readonly sql: string;
  readonly twins: Twins;
}

/** Numerics, arrays of them, and what has their text in it: text, text[], json, jsonb. */
const printed: ReadonlySet<number> = new Set([1700, 1231, 25, 1009, 114, 3802]);
const floats: ReadonlySet<number> = new Set([700, 701, 1021, 1022]);
/** Answers of these functions depend on the order in which rows are added up. */
const addsFloats = /\b(avg|sum|corr|covar_\w+|regr_\w+|std\w+|var\w*|percentile_cont)\s*\(/i;

/** Of a number that is written, in one of its arguments. */
const ofConstant = /\b(corr|covar_\w+|regr_\w+)\(.*[\d']::float8/i;

export const knownDifferences: readonly KnownDifference[] = [
  {
    what: "trailing zeros of a numeric, where it is compared, sorted, made distinct or unioned and not only printed",
    why: "A numeric of DuckDB's has as many digits as its column says; PostgreSQL's has those of each value. The values are equal.",
    likeness: {
      oids: printed,
      plain: (text) => text.replaceAll(/(\.\d*?)0+(?!\d)/g, "$1").replaceAll(/\.(?!\d)/g, ""),
    },
  },
  {
    what: "how many digits a numeric has beyond the fifteenth, that was computed of what was computed: avg(power(x, 2)), exp(least(avg(x), 3.0))",
    why: "PostgreSQL goes by the digits of each step; here a step has 20 or 24 after the point.",
    likeness: {
      oids: printed,
      when: (sql) => /(exp|ln|log|power|sqrt|std\w*|var\w*|avg)\s*\(|[\^/]/i.test(sql),
      tolerance: 1e-15,
    },
  },
  {
    what: "corr, covar and regr of a column and a constant",
    why: "PostgreSQL gives what rounding leaves, such as 8.85e-17; here it is 0 or NULL.",
    holds: ({ sql, gateway, postgres }) =>
      gateway.failure === undefined && postgres.failure === undefined && ofConstant.test(sql),
  },
  {
    what: "the last digits of aggregates of floating-point numbers, and of percentile_cont",
    why: "They depend on the order of the rows, in PostgreSQL too.",
    likeness: { oids: floats, when: (sql) => addsFloats.test(sql), tolerance: 1e-12 },
  },
  {
    what: "the signs of zero and NaN, where rows are sorted by them or a cast makes another type of them",
    why: "DuckDB sorts both zeros as one, and gives that one back. They are equal.",
    likeness: { oids: floats, plain: (text) => text.replaceAll(/-(?=0(?![\d.])|NaN)/g, "") },
  },
  {
    what: "an error of an expression of constants that no row reaches",
    why: "PostgreSQL works constants out when it plans, and raises their errors though there be no row; here there is no error without a row.",
    holds: async ({ sql, gateway, postgres, twins }) =>
      gateway.failure === undefined &&
      isOfValue(postgres) &&
      (await twins.compare(`EXPLAIN ${sql}`)).postgres.failure?.sqlstate === postgres.failure?.sqlstate,
  },
  {
    what: "an error of a constant or of a subquery that no row asks for",
    why: "DuckDB works them out first, also where a branch of CASE or COALESCE that is not taken has them, or a column that nothing selects.",
    holds: async ({ sql, gateway, postgres, twins }) => {
      if (!isOfValue(gateway) || postgres.failure !== undefined) return false;
      for (const part of [...sql.matchAll(/(?:'[^']*'|[\d.]+)::\w+/g)]
        .map(([cast]) => `(SELECT ${cast})`)
        .concat(subqueriesIn(sql))) {
        const alone = await twins.compare(part);
        if (alone.gateway.failure?.sqlstate === gateway.failure?.sqlstate) return true;
      }
      // One that depends on a row is worked out for all of them.
      return /coalesce\(.*\(SELECT .*WHERE|CASE .*\(SELECT .*WHERE/s.test(sql);
    },
  },
  {
    what: "an overflow in `x - 3000000000 < 5`, where a column is compared with what only constants are added to",
    why: "DuckDB compares the column with one constant, and adds nothing.",
    holds: ({ sql, gateway, postgres }) =>
      gateway.failure === undefined &&
      /^(smallint|integer|bigint) out of range$/.test(postgres.failure?.message ?? "") &&
      /\(t\d+\.\w+ [-+*] \(?-?\d+(::int\d)?\)?\)/.test(sql),
  },
  {
    what: "an error of a row that a join takes away",
    why: "Which comes first, the join or a condition, is up to the plan.",
    holds: ({ sql, gateway, postgres }) =>
      / JOIN /.test(sql) &&
      ((gateway.failure === undefined && isOfValue(postgres)) ||
        (postgres.failure === undefined && isOfValue(gateway))),
  },
  {
    what: "the order of the pairs that json_object_agg() gives, without ORDER BY",
    why: "It is that of the rows.",
    likeness: {
      oids: new Set([25, 114]),
      when: (sql) => sql.includes("json_object_agg("),
      plain: (text) => Array.from(text).sort().join(""),
      isOfOrder: true,
    },
  },
  {
    what: "which comes first of intervals that are equal and written otherwise: 1 mon, 30 days",
    why: "Neither says.",
    holds: ({ gateway, postgres }) =>
      postgres.columns.some(({ oid }) => oid === 1186) &&
      JSON.stringify(gateway.text.toSorted()) === JSON.stringify(postgres.text.toSorted()),
  },
  {
    what: "the flag in an array's binary form which says that NULLs may be in it",
    why: "PostgreSQL's may stand where there are none, as in what was cut out of an array that has some.",
    holds: ({ gateway, postgres }) =>
      JSON.stringify(gateway.text) === JSON.stringify(postgres.text) &&
      JSON.stringify(gateway.binary).replaceAll(arrayFlag, "$1") ===
        JSON.stringify(postgres.binary).replaceAll(arrayFlag, "$1"),
  },
  {
    what: "which error is told, where several values fail",
    why: "It is the first that is met, and neither says in which order values are looked at.",
    holds: ({ gateway, postgres }) => isOfValue(gateway) && isOfValue(postgres),
  },
  {
    what: "numerics of more than 38 digits, those before and after the point together, also in between",
    why: "22003 here; PostgreSQL goes on to 131,072 digits. Cast to double precision.",
    holds: ({ gateway: { failure } }) =>
      failure?.sqlstate === "22003" && /numeric|HUGEINT|DECIMAL/.test(failure.message),
  },
  {
    what: "NaN and infinity as numeric",
    why: "0A000 here. Use double precision.",
    holds: ({ gateway: { failure } }) =>
      failure?.sqlstate === "0A000" && failure.message === "numeric NaN and Infinity are not supported",
  },
  {
    what: "22003 of aggregates of floating-point numbers that overflow while infinities are among them",
    why: "PostgreSQL raises it or not by the order of the rows, and gives Infinity or NaN else.",
    holds: ({ sql, gateway, postgres }) =>
      addsFloats.test(sql) &&
      [gateway, postgres].filter(({ failure }) => failure?.message === "value out of range: overflow").length === 1,
  },
  ...[
    [/^a subquery in \w+\(DISTINCT \.\.\.\) is not supported/, "a subquery within an aggregate with DISTINCT"],
    [/^a subquery in WITHIN GROUP is not supported/, "a subquery in WITHIN GROUP"],
    [/^a subquery in the condition of an outer join is not supported/, "a subquery in the ON of an outer join"],
  ].map(([message, what]) => ({
    what: what as string,
    why: "0A000, with what to write instead.",
    holds: ({ gateway: { failure } }: Seen) =>
      failure?.sqlstate === "0A000" && (message as RegExp).test(failure.message),
  })),
];

/** Undefined: it is none. */
export async function knownDifference(
  twins: Twins,
  sql: string,
  comparison: Comparison,
): Promise<KnownDifference | undefined> {
  if (!differsBeyondWords(comparison)) return undefined;
  const seen = { ...comparison, sql, twins };
  for (const known of knownDifferences) {
    if (await known.holds?.(seen)) return known;
    if (known.likeness !== undefined && areAlike(seen, [known.likeness])) return known;
  }
  // Several at once count as the first of them.
  const likenesses = knownDifferences.flatMap(({ likeness }) => likeness ?? []);
  return areAlike(seen, likenesses)
    ? knownDifferences.find(({ likeness }) => likeness?.when?.(sql) !== false)
    : undefined;
}

/** Class 22: what is wrong is a value. 21: rows that are too many. */
function isOfValue({ failure }: Answer): boolean {
  return failure !== undefined && /^(22|21)/.test(failure.sqlstate);
}

/** Dimensions; then the flag. */
const arrayFlag = /(\\"0000000[1-6])0000000[01]/g;

/** In their parentheses. */
function subqueriesIn(sql: string): readonly string[] {
  return [...sql.matchAll(/\(SELECT /g)].map(({ index }) => {
    let depth = 0;
    for (let end = index; end < sql.length; end++) {
      if (sql[end] === "(") depth++;
      if (sql[end] === ")" && --depth === 0) return sql.slice(index, end + 1);
    }
    return sql.slice(index);
  });
}
