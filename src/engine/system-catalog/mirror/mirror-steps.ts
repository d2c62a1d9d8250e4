// What is said to the mirror, step by step, and in which transactions: what many relations need said of them is said of all at once.

/** SQL, or a row of SQL that is said once for all its rows. */
export type Step = string | RowStep;

interface RowStep {
  readonly bulk: Bulk;
  readonly row: string;
}

/** What follows in the same transaction does not rest on it. */
export interface Bulk {
  readonly sql: (rows: string) => string;
}

/** Every object is locked until its transaction ends, and there is room for some thousands of locks. */
const sliceStepsMax = 300;

/** Statements, each list for one transaction, in their order. */
export function* slices(steps: Iterable<Step>, stepsMax = sliceStepsMax): Generator<readonly string[]> {
  let slice: Step[] = [];
  for (const step of steps) {
    slice.push(step);
    if (slice.length < stepsMax) continue;
    yield statementsOf(slice);
    slice = [];
  }
  if (slice.length > 0) yield statementsOf(slice);
}

function statementsOf(steps: readonly Step[]): readonly string[] {
  const statements: string[] = [];
  const rowsByBulk = new Map<Bulk, string[]>();
  for (const step of steps) {
    if (typeof step === "string") {
      statements.push(step);
      continue;
    }
    const rows = rowsByBulk.get(step.bulk);
    if (rows === undefined) rowsByBulk.set(step.bulk, [step.row]);
    else rows.push(step.row);
  }
  for (const [{ sql }, rows] of rowsByBulk) statements.push(sql(rows.join(", ")));
  return statements;
}
