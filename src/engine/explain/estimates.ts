// Numbers for what tools read: PostgreSQL's own constants, over its defaults for relations that were never analysed. They say which
// part of a plan is likely to be the larger one, and nothing of how long it takes.
import type { DataType } from "../data-type.js";
import type { Estimate, JoinType } from "./plan-node.js";

const cpuTuple = 0.01;
const cpuOperator = 0.0025;
const pageBytes = 8192;
const rowHeaderBytes = 28;
/** A relation of which nothing is known. */
const defaultPages = 10;
/** Different values of a column of which nothing is known. */
const defaultDistinct = 200;

/** get_typavgwidth */
export function widthOf(type: DataType | string): number {
  const id = typeof type === "string" ? type.toUpperCase() : type.id;
  const precision = /^DECIMAL\((\d+),/.exec(id)?.[1];
  // numeric_maximum_size
  if (precision !== undefined) return Math.min(32, 8 + 2 * Math.floor((Number(precision) + 6) / 4));
  return widths[id] ?? 32;
}

const widths: Readonly<Record<string, number>> = {
  ...{ BOOLEAN: 1, TINYINT: 2, SMALLINT: 2, UTINYINT: 2, INTEGER: 4, USMALLINT: 4, UINTEGER: 4, FLOAT: 4, DATE: 4 },
  ...{ BIGINT: 8, DOUBLE: 8, TIME: 8, TIMESTAMP: 8, TIMESTAMPTZ: 8, "TIMESTAMP WITH TIME ZONE": 8, TIMETZ: 12 },
  ...{ UUID: 16, INTERVAL: 16 },
};

/** `rows`: of the relation, where they are known (of an empty one, nothing is); `width`: of all its columns. */
export function scanEstimate(
  rows: number | undefined,
  width: number,
  shown: number,
  filters: readonly string[],
): Estimate {
  const isKnown = rows !== undefined && rows > 0;
  const pages = !isKnown ? defaultPages : Math.ceil((rows * (width + rowHeaderBytes)) / pageBytes);
  const all = isKnown ? rows : Math.max(1, defaultPages * Math.floor((pageBytes - 24) / (width + rowHeaderBytes)));
  const total = pages + all * (cpuTuple + filters.length * cpuOperator);
  return { startup: 0, total, rows: filtered(all, filters), width: shown };
}

export function filtered(rows: number, filters: readonly string[]): number {
  return atLeastOne(filters.reduce((left, filter) => left * selectivity(filter), rows));
}

/** `= x`: one of 200 values; an order: a third. */
function selectivity(filter: string): number {
  if (/ IS NOT NULL/.test(filter)) return 1 - 1 / defaultDistinct;
  return /(^|[^<>!])=|IS NULL| IS NOT DISTINCT/.test(filter) ? 1 / defaultDistinct : 1 / 3;
}

export function withFilter(of: Estimate, filters: readonly string[]): Estimate {
  const total = of.total + of.rows * cpuOperator * filters.length;
  return { ...of, total, rows: filtered(of.rows, filters) };
}

export function hashEstimate(of: Estimate): Estimate {
  return { ...of, startup: of.total, total: of.total };
}

export function joinEstimate(
  outer: Estimate,
  inner: Estimate,
  { kind, type, conditions }: { readonly kind: "hash" | "loop"; readonly type: JoinType; readonly conditions: number },
): Estimate {
  const pairs = outer.rows * inner.rows;
  const matching = kind === "hash" ? pairs / defaultDistinct : pairs / 3 ** conditions;
  const rows = {
    Inner: matching,
    Left: Math.max(matching, outer.rows),
    Right: Math.max(matching, inner.rows),
    Full: Math.max(matching, outer.rows + inner.rows),
    Semi: outer.rows / 2,
    Anti: outer.rows / 2,
  }[type];
  const startup = kind === "hash" ? inner.total + inner.rows * cpuTuple : outer.startup + inner.startup;
  const work =
    kind === "hash"
      ? inner.total + (outer.rows + inner.rows) * cpuOperator
      : inner.total + pairs * cpuOperator * (conditions + 1);
  const isHalf = type === "Semi" || type === "Anti";
  return {
    startup,
    total: Math.max(startup, outer.total + work + rows * cpuTuple),
    rows: atLeastOne(rows),
    width: isHalf ? outer.width : outer.width + inner.width,
  };
}

export function groupedEstimate(of: Estimate, keys: number, aggregates: number): Estimate {
  const startup = of.total + of.rows * cpuOperator * (keys + aggregates);
  const rows = keys === 0 ? 1 : Math.min(of.rows, defaultDistinct);
  return { startup, total: startup + rows * cpuTuple, rows, width: keys === 0 ? 8 * aggregates : of.width };
}

export function sortEstimate(of: Estimate): Estimate {
  const startup = of.total + 2 * cpuOperator * of.rows * Math.log2(Math.max(of.rows, 2));
  return { ...of, startup, total: startup + of.rows * cpuOperator };
}

export function limitEstimate(of: Estimate, count: number | undefined, skipped: number): Estimate {
  const rows = Math.min(count ?? of.rows / 10, Math.max(of.rows - skipped, 1));
  const share = Math.min(1, (rows + skipped) / of.rows);
  return { ...of, total: of.startup + (of.total - of.startup) * share, rows: atLeastOne(rows) };
}

export function passedOn(of: Estimate, operations = 1): Estimate {
  return { ...of, total: of.total + of.rows * cpuTuple * operations };
}

export function together(parts: readonly Estimate[]): Estimate {
  const sum = (pick: (part: Estimate) => number): number => parts.reduce((all, part) => all + pick(part), 0);
  return {
    startup: parts[0]?.startup ?? 0,
    total: sum(({ total }) => total),
    rows: atLeastOne(sum(({ rows }) => rows)),
    width: Math.max(0, ...parts.map(({ width }) => width)),
  };
}

/** Of rows that are made and not read. */
export function madeEstimate(rows: number, width: number): Estimate {
  return { startup: 0, total: rows * cpuTuple, rows: atLeastOne(rows), width };
}

function atLeastOne(rows: number): number {
  return Math.max(1, Math.round(rows));
}
