// The functions that do something: pg_cancel_backend, pg_terminate_backend and set_config. Each stands for one of the gateway's own, which is
// told who calls it, and does it when the statement runs. So does current_setting() of what only a row tells.
// https://www.postgresql.org/docs/15/functions-admin.html

export interface DeedFunction {
  /** What it is called inside DuckDB; its first argument is the session that calls. */
  readonly internalName: string;
  readonly argumentCounts: readonly number[];
}

export const deedFunctions = {
  pg_cancel_backend: { internalName: "sluice_cancel_backend", argumentCounts: [1] },
  // Its second argument is how long to wait for the end: nobody waits here, and the session ends at once.
  pg_terminate_backend: { internalName: "sluice_terminate_backend", argumentCounts: [1, 2] },
  set_config: { internalName: "sluice_set_config", argumentCounts: [3] },
  current_setting: { internalName: "sluice_current_setting", argumentCounts: [1, 2] },
} as const satisfies Readonly<Record<string, DeedFunction>>;

const byName: ReadonlyMap<string, DeedFunction> = new Map(Object.entries(deedFunctions));

export function deedFunction(name: string): DeedFunction | undefined {
  return byName.get(name);
}

export const deedInternalNames: ReadonlySet<string> = new Set(
  Object.values(deedFunctions).map(({ internalName }) => internalName),
);
