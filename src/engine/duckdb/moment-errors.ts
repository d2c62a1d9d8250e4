// DuckDB's errors of dates, times and intervals that do not fit, in PostgreSQL's words.
import { PgError } from "../../errors.js";

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /timestamp(?:_ns)? conversion|timestamp range|^(?:Timestamp|Epoch).* out of range|^Overflow in timestamp/,
    "timestamp out of range",
  ],
  [/^Date out of range/, "date out of range"],
  [/^(?:AGO )?interval \w+ .*out of range|^Overflow in (?:multiplication of )?INTERVAL/i, "interval out of range"],
  // Of numbers, the operand's type is named.
  [/^Overflow in negation of numeric value/, "interval out of range"],
];

/** Undefined: it is about something else. */
export function momentOutOfRange(message: string, cause: unknown): PgError | undefined {
  const words = patterns.find(([pattern]) => pattern.test(message))?.[1];
  return words === undefined ? undefined : new PgError("22008", words, { cause });
}
