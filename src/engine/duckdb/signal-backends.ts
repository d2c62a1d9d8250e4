// Registers with DuckDB what pg_cancel_backend and pg_terminate_backend stand for.
import { BIGINT, BOOLEAN, DuckDBConnection, DuckDBScalarFunction } from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";
import { type SignalKind, signalFunctions } from "../sql/signal-functions.js";

/** False: there is no such session. "denied": it is another role's. */
export type SignalBackend = (order: {
  readonly kind: SignalKind;
  /** The session that calls, and the one that is meant. */
  readonly caller: number;
  readonly target: number;
}) => boolean | "denied";

/** What a refusal says inside DuckDB. */
export const signalDenied =
  "must be a member of the role whose query is being canceled or whose process is being terminated";

export function registerSignalFunctions(connection: duckdb.Connection, signal: SignalBackend): void {
  for (const { kind, internalName } of signalFunctions.values()) {
    new DuckDBConnection(connection).registerScalarFunction(
      DuckDBScalarFunction.create({
        name: internalName,
        parameterTypes: [BIGINT],
        varArgsType: BIGINT,
        returnType: BOOLEAN,
        // Each row is a deed, and none is done while a statement is only planned.
        volatile: true,
        mainFunction: (info, input, output) => {
          const [callers, targets] = [input.getColumnValues(0), input.getColumnValues(1)];
          targets.forEach((target, row) => {
            const outcome = target !== null && signal({ kind, caller: Number(callers[row]), target: Number(target) });
            if (outcome === "denied") info.setError(signalDenied);
            output.setItem(row, target === null ? null : outcome === true);
          });
          output.flush();
        },
      }),
    );
  }
}
