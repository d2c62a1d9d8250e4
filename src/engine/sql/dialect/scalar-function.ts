// A function in JavaScript that DuckDB calls, where SQL cannot say it. Each is called on the main thread, a chunk at a time, and others wait
// meanwhile: it has to be quick over any value.

/** A value's type inside DuckDB, and what it is in JavaScript. */
interface ScalarTypes {
  readonly BOOLEAN: boolean;
  readonly INTEGER: number;
  readonly BIGINT: bigint;
  readonly DOUBLE: number;
  readonly VARCHAR: string;
}

export type ScalarTypeName = keyof ScalarTypes;
export type ScalarValue = ScalarTypes[ScalarTypeName];

export interface ScalarFunction {
  /** Begins with `pg_js_`. Macros call it; clients cannot name it. */
  readonly name: string;
  readonly parameters: readonly ScalarTypeName[];
  readonly result: ScalarTypeName;
  /** Another answer at each call: it is not called while a statement is planned. */
  readonly isVolatile?: boolean;
  /** One row. No argument is null; where one is, the result is. Throws PgError, which reaches the client as it is. */
  readonly of: (...values: readonly ScalarValue[]) => ScalarValue | null;
}

/** Whose types are checked. */
export function scalarFunction<const P extends readonly ScalarTypeName[], R extends ScalarTypeName>(
  name: `pg_js_${string}`,
  parameters: P,
  result: R,
  of: (...values: { [K in keyof P]: ScalarTypes[P[K]] }) => ScalarTypes[R] | null,
): ScalarFunction {
  return { name, parameters, result, of: of as ScalarFunction["of"] };
}

export function volatileFunction<const P extends readonly ScalarTypeName[], R extends ScalarTypeName>(
  name: `pg_js_${string}`,
  parameters: P,
  result: R,
  of: (...values: { [K in keyof P]: ScalarTypes[P[K]] }) => ScalarTypes[R] | null,
): ScalarFunction {
  return { ...scalarFunction(name, parameters, result, of), isVolatile: true };
}
