// How a family of functions is written down.

/** Types as DuckDB writes them. `ANY`: whatever it is. `INTEGER`: 32 bits at most. `DECIMAL`: 18 digits at most. `'year'`: this constant. */
export type Signature = readonly string[];

export interface Family {
  /** Raise no error whatever their arguments, and tell nothing but their result. Each was tried: test/engine/functions.test.ts. */
  readonly leakproof?: readonly string[];
  /** Leakproof over these arguments only. */
  readonly leakproofOver?: Readonly<Record<string, readonly Signature[]>>;
  /** May raise an error that depends on a row, or take memory out of all proportion. */
  readonly allowed?: readonly string[];
  readonly administrators?: readonly string[];
  readonly refused?: readonly Refusal[];
  /** The type of a call's result, where all calls have the same; `first`: that of the first argument. */
  readonly results?: Readonly<Record<string, readonly string[]>>;
}

export interface Refusal {
  /** A name that ends in `*` stands for all that begin so. */
  readonly names: readonly string[];
  readonly hint?: string;
}
