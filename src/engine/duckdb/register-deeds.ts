// Registers with DuckDB what the functions that do something stand for.
import {
  BIGINT,
  BOOLEAN,
  DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";
import { PgError, toPgError, UndefinedObject } from "../../errors.js";
import { deedFunctions } from "../sql/deed-functions.js";
import { raisedText } from "./raised-errors.js";

/** `caller`: the process id of the session that calls. Each throws a PgError where it may not be done. */
export interface SessionDeeds {
  /** False: there is no such session. */
  cancelBackend(caller: number, target: number): boolean;
  terminateBackend(caller: number, target: number): boolean;
  /** Undefined: there is no such setting. */
  currentSetting(caller: number, name: string): string | undefined;
  /** Returns the value that the setting has now. `value` null: its default. */
  setConfig(caller: number, change: SettingDeed): string;
}

export interface SettingDeed {
  readonly name: string;
  readonly value: string | null;
  readonly isLocal: boolean;
}

export function registerDeeds(connection: duckdb.Connection, deeds: () => SessionDeeds): void {
  const register = (
    name: string,
    [parameterTypes, more]: readonly [readonly DuckDBType[], DuckDBType | undefined],
    returnType: DuckDBType,
    run: (caller: number, values: readonly DuckDBValue[]) => boolean | string | null,
  ): void => {
    new DuckDBConnection(connection).registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: [BIGINT, ...parameterTypes],
        ...(more === undefined ? {} : { varArgsType: more }),
        returnType,
        // Each row is a deed, and none is done while a statement is only planned. NULLs are handed over, too.
        volatile: true,
        specialHandling: true,
        mainFunction: (info, input, output) => {
          try {
            for (let row = 0; row < input.rowCount; row++) {
              const [caller = 0, ...values] = Array.from({ length: input.columnCount }, (_, column) =>
                input.getColumnVector(column).getItem(row),
              );
              output.setItem(row, run(Number(caller), values));
            }
          } catch (thrown) {
            info.setError(raisedText(toPgError(thrown)));
          }
          output.flush();
        },
      }),
    );
  };
  const { pg_cancel_backend, pg_terminate_backend, set_config, current_setting } = deedFunctions;
  const backend: readonly [readonly DuckDBType[], DuckDBType] = [[BIGINT], BIGINT];
  register(pg_cancel_backend.internalName, backend, BOOLEAN, (caller, [target = null]) =>
    target === null ? null : deeds().cancelBackend(caller, Number(target)),
  );
  register(pg_terminate_backend.internalName, backend, BOOLEAN, (caller, [target = null]) =>
    target === null ? null : deeds().terminateBackend(caller, Number(target)),
  );
  register(
    current_setting.internalName,
    [[VARCHAR], BOOLEAN],
    VARCHAR,
    (caller, [name = null, isMissingFine = false]) => {
      if (name === null || isMissingFine === null) return null;
      const value = deeds().currentSetting(caller, String(name).toLowerCase());
      if (value !== undefined || isMissingFine === true) return value ?? null;
      throw new UndefinedObject(`unrecognized configuration parameter "${String(name)}"`);
    },
  );
  register(
    set_config.internalName,
    [[VARCHAR, VARCHAR, BOOLEAN], undefined],
    VARCHAR,
    (caller, [name = null, value = null, isLocal = null]) => {
      if (name === null) throw new PgError("22004", "SET requires parameter name");
      return deeds().setConfig(caller, {
        name: String(name),
        value: value === null ? null : String(value),
        isLocal: isLocal === true,
      });
    },
  );
}
