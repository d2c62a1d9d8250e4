// Dates, times and intervals: how they compare. Timestamps of both kinds are DuckDB's own after its own cast, by the session's time zone.
import { call, type Lowering, type Lowerings, same } from "../../lowering.js";

const signs = { "=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" } as const;
const moments = ["date", "timestamp", "timestamptz"] as const;
const alone = ["time", "timetz"] as const;

const pairs: readonly (readonly [string, string])[] = [
  ...moments.flatMap((left) => moments.map((right) => [left, right] as const)),
  ...alone.map((type) => [type, type] as const),
];

/** A date may be after every timestamp. */
function isOfDate(left: string, right: string): boolean {
  return (left === "date") !== (right === "date");
}

function* comparisons(): Generator<readonly [string, Lowering]> {
  for (const [sign, name] of Object.entries(signs)) {
    for (const [left, right] of pairs) {
      const lowering = isOfDate(left, right) ? call(`pg.${left}_${name}_${right}`) : same;
      yield [`${sign}(${left},${right})`, lowering];
    }
    yield [`${sign}(interval,interval)`, call(`pg.interval_${name}`)];
  }
}

/** The functions behind the operators, which clients may call as well. */
function* functions(): Generator<readonly [string, Lowering]> {
  for (const name of Object.values(signs)) {
    for (const [left, right] of pairs) {
      const own = left === right ? `${left}_${name}` : `${left}_${name}_${right}`;
      yield [`${own}(${left},${right})`, call(isOfDate(left, right) ? `pg.${own}` : `pg.${name}`)];
    }
    yield [`interval_${name}(interval,interval)`, call(`pg.interval_${name}`)];
  }
  for (const type of [...moments, ...alone]) {
    yield [`${type}_cmp(${type},${type})`, call("pg.cmp")];
    yield [`${type}_larger(${type},${type})`, call("pg.larger")];
    yield [`${type}_smaller(${type},${type})`, call("pg.smaller")];
  }
  for (const [left, right] of pairs) {
    const own = `${left}_cmp_${right}`;
    if (left !== right) yield [`${own}(${left},${right})`, call(isOfDate(left, right) ? `pg.${own}` : "pg.cmp")];
  }
  for (const name of ["cmp", "larger", "smaller"]) {
    yield [`interval_${name}(interval,interval)`, call(`pg.interval_${name}`)];
  }
}

export const dateTimeComparisons: Lowerings = Object.fromEntries([...comparisons(), ...functions()]);
