// What becomes of a function or an operator of PostgreSQL's in DuckDB's SQL.

export type Lowering =
  /** DuckDB's own, by the same name or sign, gives PostgreSQL's answers over these types. */
  | { readonly kind: "same" }
  /** This function is called with the same arguments, in the same order: `pg.initcap`, or one of DuckDB's own. */
  | { readonly kind: "call"; readonly name: string }
  /** An operator of DuckDB's stands between the same operands. */
  | { readonly kind: "operator"; readonly sign: string }
  /** 0A000. What to write instead, as a sentence. */
  | { readonly kind: "refused"; readonly hint: string };

/**
 * By signature, in PostgreSQL's internal names of types: `initcap(text)`, `date_trunc(text,timestamptz)`, `sum(int4)`, `now()`; operators by
 * their sign: `/(int4,int4)`, `~(text,text)`, and with one operand `@(,int4)`. As pg_proc and pg_operator declare them, polymorphic and
 * variadic ones too: `array_append(anycompatiblearray,anycompatible)`, `concat(any)`.
 */
export type Lowerings = Readonly<Record<string, Lowering>>;

export const same: Lowering = { kind: "same" };

export function call(name: string): Lowering {
  return { kind: "call", name };
}

export function operator(sign: string): Lowering {
  return { kind: "operator", sign };
}

export function refused(hint: string): Lowering {
  return { kind: "refused", hint };
}
