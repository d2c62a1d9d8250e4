// Rows on their way from DuckDB to a client: column by column, in DuckDB's physical layout, without an object per value.
// https://duckdb.org/docs/stable/clients/c/vector
import type { DataType } from "./data-type.js";

export interface Batch {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  /** Called by whoever read the batch last, at most once: its memory serves another one. It need not be called. */
  readonly release?: () => void;
}

export type Vector = FixedVector | BytesVector | ListVector | StructVector;

interface VectorBase {
  readonly type: DataType;
  readonly length: number;
  /**
   * Bit `i & 7` of byte `i >> 3` is 1 where value `i` is not NULL. Absent: no value is NULL.
   * What a NULL's place holds in the other arrays is undefined.
   */
  readonly validity: Uint8Array | undefined;
}

export function isNull(validity: Uint8Array | undefined, row: number): boolean {
  return validity !== undefined && ((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0;
}

/**
 * Values of one width, little-endian, one after another.
 *
 * BOOLEAN 1 byte; TINYINT..UHUGEINT 1, 2, 4, 8, 16 bytes; FLOAT 4, DOUBLE 8; DECIMAL 2, 4, 8 or 16 bytes by width (<= 4, 9, 18, 38 digits), unscaled;
 * DATE int32 days since 1970-01-01; TIME int64 us; TIME_NS int64 ns; TIMETZ uint64: us << 24 | (57599 - offset seconds);
 * TIMESTAMP, TIMESTAMPTZ int64 us, TIMESTAMP_S s, _MS ms, _NS ns since 1970 (UTC);
 * INTERVAL int32 months, int32 days, int64 us; UUID 16 bytes, as a hugeint with its top bit flipped;
 * ENUM 1, 2 or 4 bytes by the number of values (<= 255, 65535); SQLNULL 1 byte, always NULL.
 */
export interface FixedVector extends VectorBase {
  readonly layout: "fixed";
  /** Bytes per value. */
  readonly width: number;
  /** `length * width` bytes. Not necessarily aligned. */
  readonly data: Uint8Array;
}

/** VARCHAR, JSON (UTF-8), BLOB, BIT, BIGNUM, GEOMETRY, POSTGRES: value `i` is `data[starts[i] .. ends[i]]`. */
export interface BytesVector extends VectorBase {
  readonly layout: "bytes";
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** There may be other bytes between values, and values may share theirs. */
  readonly data: Uint8Array;
}

/** LIST, ARRAY, and MAP (as a list of STRUCT(key, value)): value `i` is `child[starts[i] .. starts[i] + counts[i]]`. */
export interface ListVector extends VectorBase {
  readonly layout: "list";
  readonly starts: Uint32Array;
  /** 0 for a NULL. */
  readonly counts: Uint32Array;
  readonly child: Vector;
}

/** STRUCT: a child per field. UNION: first the tag (UTINYINT: the member's index), then a child per member. */
export interface StructVector extends VectorBase {
  readonly layout: "struct";
  readonly children: readonly Vector[];
}
