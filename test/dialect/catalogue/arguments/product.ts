// All arguments of a call, in the text that PostgreSQL reads; NULL is null.
export type Arguments = readonly (string | null)[];

/** Arguments that a function is written for, which values of their types alone would not find. By signature. */
export type SpecialArguments = Readonly<Record<string, readonly Arguments[]>>;

/** Each value of the first list with each of the second, and so on. */
export const product = (...lists: readonly (readonly string[])[]): readonly Arguments[] =>
  lists.reduce<readonly Arguments[]>((rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])), [[]]);
