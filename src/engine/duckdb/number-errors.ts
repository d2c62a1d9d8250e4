// DuckDB's errors of numbers that do not fit, in PostgreSQL's words.
import { PgError } from "../../errors.js";

const names: Readonly<Record<string, string>> = {
  INT16: "smallint",
  INT32: "integer",
  INT64: "bigint",
  UINT32: "OID",
};

/** -(2^15), -(2^31) and -(2^63): a quotient or an absolute value overflows for these alone. */
const least: Readonly<Record<string, string>> = {
  "-32768": "smallint",
  "-2147483648": "integer",
  "-9223372036854775808": "bigint",
};

export function outOfRange(message: string, cause: unknown): PgError {
  return numberOutOfRange(message, cause) ?? new PgError("22003", message, { cause });
}

/** Undefined: it is about something else. */
export function numberOutOfRange(message: string, cause: unknown): PgError | undefined {
  const type =
    /^Overflow in \w+ of (INT16|INT32|INT64) /.exec(message)?.[1] ??
    /^Type \S+ with value [\s\S]* out of range for the destination type (INT16|INT32|INT64|UINT32)\b/.exec(
      message,
    )?.[1] ??
    /^Failed to cast decimal value \S+ to type (INT16|INT32|INT64|UINT32)\b/.exec(message)?.[1];
  if (type !== undefined) return new PgError("22003", `${names[type] ?? type} out of range`, { cause });
  const value = /^Overflow (?:in division of (-\d+) \/ -1|on abs\((-\d+)\))/.exec(message);
  const leastOf = least[value?.[1] ?? value?.[2] ?? ""];
  if (leastOf !== undefined) return new PgError("22003", `${leastOf} out of range`, { cause });
  if (/^(?:VARSAMP|VARPOP|STDDEV_SAMP|STDDEV_POP|COVAR_POP|COVAR_SAMP|AVG|SUM) is out of range/.test(message))
    return new PgError("22003", "value out of range: overflow", { cause });
  if (/^lcm value is out of range/.test(message)) return new PgError("22003", "bigint out of range", { cause });
  if (/^Type DOUBLE with value .* destination type FLOAT/.test(message))
    return new PgError("22003", "value out of range: overflow", { cause });
  const field =
    /^(?:Casting value ".*"|Could not cast value \S+|Could not convert string ".*") to (?:type )?DECIMAL\((\d+),(\d+)\)/.exec(
      message,
    );
  if (field !== null) return fieldOverflow(Number(field[1]), Number(field[2]), cause);
  if (
    /^Overflow in \w+ of (?:DECIMAL|INT128|HUGEINT)|destination type INT128|^Needed scale \d+ to accurately/.test(
      message,
    )
  ) {
    return new PgError("22003", "value out of range for a numeric of 38 digits", {
      hint: "Cast an operand to double precision, or to a numeric of fewer digits.",
      cause,
    });
  }
  return undefined;
}

/** PostgreSQL's apply_typmod(). */
function fieldOverflow(precision: number, scale: number, cause: unknown): PgError {
  const digits = precision - scale;
  return new PgError("22003", "numeric field overflow", {
    detail: `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${digits === 0 ? "1" : `10^${digits}`}.`,
    cause,
  });
}

/** Of aggregates and window functions. Undefined: it is about something else. */
export function argumentError(message: string, cause: unknown): PgError | undefined {
  if (/^Argument for ntile must be greater than zero/.test(message))
    return new PgError("22014", "argument of ntile must be greater than zero", { cause });
  if (/^PERCENTILEs can only take parameters in the range/.test(message))
    return new PgError("22003", "percentile value is not between 0 and 1", { cause });
  const [, operation] = /^Cannot (AND|OR|XOR) bit strings of different sizes/.exec(message) ?? [];
  if (operation !== undefined)
    return new PgError("22026", `cannot ${operation} bit strings of different sizes`, { cause });
  if (/^Separator argument to StringAgg must be a constant/.test(message)) {
    return new PgError("0A000", "string_agg with a delimiter that differs from row to row is not supported", {
      hint: "Use a constant as the delimiter.",
      cause,
    });
  }
  return undefined;
}
