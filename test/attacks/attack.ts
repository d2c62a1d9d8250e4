// One line of the table: a statement, and what it comes to.

/** A SQLSTATE, or how many rows: `3 rows`, `some rows`. */
export type Outcome = string;

/** The outcome for everybody, or for the agent, the reader and the role without rights. */
export type Attack = readonly [
  sql: string,
  outcome: Outcome | readonly [agent: Outcome, reader: Outcome, nobody: Outcome],
];
