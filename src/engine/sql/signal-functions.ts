// pg_cancel_backend and pg_terminate_backend: the only functions that do something. Each stands for one of the gateway's own, which is told
// who calls it.
// https://www.postgresql.org/docs/15/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL

export type SignalKind = "cancel" | "terminate";

export interface SignalFunction {
  readonly kind: SignalKind;
  /** What it is called inside DuckDB; its first argument is the session that calls. */
  readonly internalName: string;
  readonly argumentCounts: readonly number[];
}

export const signalFunctions: ReadonlyMap<string, SignalFunction> = new Map([
  ["pg_cancel_backend", { kind: "cancel", internalName: "sluice_cancel_backend", argumentCounts: [1] }],
  // Its second argument is how long to wait for the end: nobody waits here, and the session ends at once.
  ["pg_terminate_backend", { kind: "terminate", internalName: "sluice_terminate_backend", argumentCounts: [1, 2] }],
]);

export const signalInternalNames: ReadonlySet<string> = new Set(
  [...signalFunctions.values()].map(({ internalName }) => internalName),
);
