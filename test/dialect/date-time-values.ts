// Values of dates and times, written for PostgreSQL and for DuckDB, and how results of both are told in one way.
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { dateOf, dayOf, monthOf, yearOf } from "../../src/engine/date-time/calendar.js";

/** One value as each of them reads it. */
export interface Written {
  readonly postgres: string;
  readonly duckdb: string;
}

const usPerDay = 86_400_000_000n;
const two = (value: number | bigint): string => String(value).padStart(2, "0");

function dayText(days: number): { readonly text: string; readonly era: string } {
  const date = dateOf(days);
  const year = yearOf(date);
  const shown = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return { text: `${shown}-${two(monthOf(date))}-${two(dayOf(date))}`, era: year > 0 ? "" : "BC" };
}

function clockText(us: bigint): string {
  const seconds = us / 1_000_000n;
  const fraction = String(us % 1_000_000n).padStart(6, "0");
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

function momentText(us: bigint): { readonly text: string; readonly era: string } {
  const ofDay = ((us % usPerDay) + usPerDay) % usPerDay;
  const day = dayText(Number((us - ofDay) / usPerDay));
  return { text: `${day.text} ${clockText(ofDay)}`, era: day.era };
}

const offsetText = (seconds: number): string => {
  const size = Math.abs(seconds);
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}:${two(size % 60)}`;
};

export const writers = {
  date(days: number | "infinity" | "-infinity"): Written {
    if (typeof days === "string") return { postgres: `date '${days}'`, duckdb: `'${days}'::DATE` };
    const { text, era } = dayText(days);
    return { postgres: `date '${text} ${era}'`, duckdb: `DATE '${text}${era && " (BC)"}'` };
  },
  timestamp(us: bigint | "infinity" | "-infinity"): Written {
    if (typeof us === "string") return { postgres: `timestamp '${us}'`, duckdb: `'${us}'::TIMESTAMP` };
    const { text, era } = momentText(us);
    return { postgres: `timestamp '${text} ${era}'`, duckdb: `make_timestamp(${us}::BIGINT)` };
  },
  timestamptz(us: bigint | "infinity" | "-infinity"): Written {
    if (typeof us === "string") return { postgres: `timestamptz '${us}'`, duckdb: `'${us}'::TIMESTAMPTZ` };
    const { text, era } = momentText(us);
    return { postgres: `timestamptz '${text}+00 ${era}'`, duckdb: `make_timestamptz(${us}::BIGINT)` };
  },
  time(us: bigint): Written {
    return { postgres: `time '${clockText(us)}'`, duckdb: `TIME '${clockText(us)}'` };
  },
  timetz(us: bigint, offset: number): Written {
    const text = `${clockText(us)}${offsetText(offset)}`;
    return { postgres: `timetz '${text}'`, duckdb: `TIMETZ '${text}'` };
  },
  interval(months: number, days: number, us: bigint): Written {
    const text = `${months} months ${days} days ${us} microseconds`;
    return { postgres: `interval '${text}'`, duckdb: `INTERVAL '${text}'` };
  },
  float8(value: number): Written {
    return { postgres: `float8 '${value}'`, duckdb: `'${value}'::DOUBLE` };
  },
  int4: (value: number): Written => ({ postgres: `int4 '${value}'`, duckdb: `'${value}'::INTEGER` }),
  text: (value: string): Written => ({ postgres: `text '${value}'`, duckdb: `'${value}'::VARCHAR` }),
};

export const nullOf = (type: string): Written => ({
  postgres: `NULL::${type}`,
  duckdb: `NULL::${{ float8: "DOUBLE", int4: "INTEGER", text: "VARCHAR" }[type] ?? type}`,
});

/** In PostgreSQL's SQL: the result's own text, in which `told` tells DuckDB's as well. */
export function toldByPostgres(expression: string, type: string): string {
  switch (type) {
    case "interval":
      return `(SELECT (extract(year from x) * 12 + extract(month from x))::int8 || ' ' || extract(day from x) || ' ' ||
        (extract(hour from x) * 3600000000 + extract(minute from x) * 60000000 + extract(microseconds from x))::int8 FROM (SELECT ${expression} AS x) s)`;
    case "timestamptz":
      return `((${expression}) AT TIME ZONE 'UTC')::text`;
    default:
      return `(${expression})::text`;
  }
}

export function told(value: DuckDBValue): string | null {
  if (value === null) return null;
  if (value instanceof DuckDBDateValue) {
    if (!value.isFinite) return value.days > 0 ? "infinity" : "-infinity";
    const { text, era } = dayText(value.days);
    return `${text} ${era}`.trim();
  }
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    if (!value.isFinite) return value.micros > 0n ? "infinity" : "-infinity";
    const { text, era } = momentText(value.micros);
    return `${withoutZeros(text)} ${era}`.trim();
  }
  if (value instanceof DuckDBTimeValue) return withoutZeros(clockText(value.micros));
  if (value instanceof DuckDBTimeTZValue) {
    return withoutZeros(clockText(value.micros)) + offsetText(value.offset).replace(/(:00){1,2}$/, "");
  }
  if (value instanceof DuckDBIntervalValue) return `${value.months} ${value.days} ${value.micros}`;
  if (value instanceof DuckDBDecimalValue) return value.toString();
  return String(value);
}

function withoutZeros(text: string): string {
  return text.replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") ? "" : text.includes(".") ? "" : zeros));
}
