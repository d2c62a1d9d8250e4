// What whole statements may differ in, as docs/dialect.md tells: each with how it is recognized. Whatever is none of these is a fault.
import { saysOrder } from "../says-order.js";
import type { Answer, Comparison, Twins } from "../twins.js";
import { differsBeyondWords } from "./cause.js";

export interface KnownDifference {
  readonly what: string;
  readonly why: string;
  readonly holds: (seen: Seen) => boolean | Promise<boolean>;
}

interface Seen extends Pick<Comparison, "gateway" | "postgres"> {
  readonly sql: string;
  readonly twins: Twins;
}

const numerics: ReadonlySet<number> = new Set([1700, 1231]);
const floats: ReadonlySet<number> = new Set([700, 701, 1021, 1022]);
/** Answers of these functions depend on the order in which rows are added up. */
const addsFloats = /\b(avg|sum|corr|covar_\w+|regr_\w+|std\w+|var\w*|percentile_cont)\s*\(/i;

export const knownDifferences: readonly KnownDifference[] = [
  {
    what: "trailing zeros of a numeric, where it is compared, sorted, made distinct or unioned and not only printed",
    why: "A numeric of DuckDB's has as many digits as its column says; PostgreSQL's has those of each value. The values are equal.",
    holds: (seen) =>
      isSameBy(seen, numerics, (text) => text.replaceAll(/(\.\d*?)0+(?!\d)/g, "$1").replaceAll(/\.(?!\d)/g, "")),
  },
  {
    what: "the last digits of aggregates of floating-point numbers, and of percentile_cont",
    why: "They depend on the order of the rows, in PostgreSQL too.",
    holds: (seen) => addsFloats.test(seen.sql) && isSameBy(seen, floats, (text) => roundedTo(text, 13)),
  },
  {
    what: "the signs of zero and NaN, where rows are sorted by them or a cast makes another type of them",
    why: "DuckDB sorts both zeros as one, and gives that one back. They are equal.",
    holds: (seen) => isSameBy(seen, floats, (text) => text.replaceAll(/-(?=0(?![\d.])|NaN)/g, "")),
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
    what: "22003 of aggregates of floating-point numbers that overflow while infinities are among them",
    why: "PostgreSQL raises it or not by the order of the rows; here the answer is Infinity or NaN.",
    holds: ({ sql, gateway, postgres }) =>
      gateway.failure === undefined &&
      postgres.failure?.message === "value out of range: overflow" &&
      addsFloats.test(sql),
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
  for (const known of knownDifferences) {
    if (await known.holds({ ...comparison, sql, twins })) return known;
  }
  return undefined;
}

/** Class 22: what is wrong is a value. 21: rows that are too many. */
function isOfValue({ failure }: Answer): boolean {
  return failure !== undefined && /^(22|21)/.test(failure.sqlstate);
}

/** The same rows, once the cells of some types are written so. Their binary form follows from the text. */
function isSameBy(
  { sql, gateway, postgres }: Seen,
  oids: ReadonlySet<number>,
  plain: (text: string) => string,
): boolean {
  if (gateway.failure !== undefined || postgres.failure !== undefined) return false;
  const heads = [gateway, postgres].map(({ columns }) => JSON.stringify(columns));
  if (heads[0] !== heads[1] || !postgres.columns.some(({ oid }) => oids.has(oid))) return false;
  const [here, there] = [gateway, postgres].map(({ columns, text }) => {
    const rows = text.map((row) =>
      JSON.stringify(
        (JSON.parse(row) as unknown[]).map((cell, index) =>
          typeof cell === "string" && oids.has(columns[index]?.oid ?? 0) ? plain(cell) : cell,
        ),
      ),
    );
    return saysOrder(sql) ? rows : rows.toSorted();
  });
  return JSON.stringify(here) === JSON.stringify(there);
}

function roundedTo(text: string, digits: number): string {
  return text.replaceAll(/-?\d[\d.]*(?:e[-+]?\d+)?/g, (one) => Number(one).toPrecision(digits));
}
