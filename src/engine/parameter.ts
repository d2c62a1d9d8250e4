// A value that a client binds to `$n`, decoded from the wire, ready for DuckDB.
import type { DataType } from "./data-type.js";

/**
 * The value with its own type, which may be narrower than the one that the statement inferred:
 * a numeric carries the width and scale of its digits, so that no digit is lost.
 */
export interface ParameterValue {
  readonly type: DataType;
  readonly value: ParameterContent;
}

/**
 * NULL: null. BOOLEAN: boolean. Integers up to 32 bits, FLOAT, DOUBLE: number. Wider integers: bigint. DECIMAL: bigint, unscaled.
 * DATE: number, days since 1970; TIME, TIMESTAMP, TIMESTAMPTZ: bigint, us (infinity: DuckDB's own +-(2^63 - 1)).
 * TIMETZ: {us, offset seconds east}. INTERVAL: {months, days, us}. VARCHAR, JSON, ENUM: string. UUID: string. BIT: string of 0 and 1.
 * BLOB: bytes. LIST: array of contents. POSTGRES: bytes as they came, and their format.
 */
export type ParameterContent =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly us: bigint; readonly offsetSeconds: number }
  | { readonly months: number; readonly days: number; readonly us: bigint }
  | { readonly format: "text" | "binary"; readonly bytes: Uint8Array }
  | readonly ParameterContent[];
