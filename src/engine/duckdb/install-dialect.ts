// Makes PostgreSQL's functions known to DuckDB: macros in the schema `pg`, one file a family, and the functions in JavaScript that they call.
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { toPgError } from "../../errors.js";
import type { ScalarFunction, ScalarTypeName, ScalarValue } from "../sql/dialect/scalar-function.js";
import { raisedText, raiseMacro } from "./raised-errors.js";

const types: Readonly<Record<ScalarTypeName, DuckDBType>> = { BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR };

export interface DialectParts {
  /** Scripts that create them, in this order. */
  readonly macros: readonly string[];
  readonly scalars: readonly ScalarFunction[];
}

export async function installDialect(connection: duckdb.Connection, { macros, scalars }: DialectParts): Promise<void> {
  for (const scalar of scalars) register(connection, scalar);
  await duckdb.query(connection, `CREATE SCHEMA pg; ${raiseMacro("pg.raise")};`);
  // In one transaction: each by itself would take as long again.
  await duckdb.query(connection, "BEGIN");
  for (const script of macros) await duckdb.query(connection, script);
  await duckdb.query(connection, "COMMIT");
}

function register(connection: duckdb.Connection, { name, parameters, result, of }: ScalarFunction): void {
  new DuckDBConnection(connection).registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: parameters.map((type) => types[type]),
      returnType: types[result],
      mainFunction: (info, input, output) => {
        try {
          const columns = parameters.map((_, column) => input.getColumnVector(column));
          for (let row = 0; row < input.rowCount; row++) {
            const values: (DuckDBValue | null)[] = columns.map((column) => column.getItem(row));
            output.setItem(row, values.includes(null) ? null : of(...(values as ScalarValue[])));
          }
        } catch (thrown) {
          info.setError(raisedText(toPgError(thrown)));
        }
        output.flush();
      },
    }),
  );
}
