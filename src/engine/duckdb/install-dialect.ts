// Makes PostgreSQL's functions known to DuckDB: macros in the schema `pg`, and the functions in JavaScript that they call.
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
import { type Macro, macrosIn } from "../sql/dialect/macro-files.js";
import type { ScalarFunction, ScalarTypeName, ScalarValue } from "../sql/dialect/scalar-function.js";
import { raisedText, raiseMacro } from "./raised-errors.js";

const types: Readonly<Record<ScalarTypeName, DuckDBType>> = { BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR };

/** Of results, whose texts are made last: sql/dialect/result-types.ts. */
const shownNumerics = ["numeric_shown_20", "numeric_shown_24"];

export interface DialectParts {
  readonly macros: () => ReadonlyMap<string, Macro>;
  readonly scalars: readonly ScalarFunction[];
}

/** What a database of DuckDB's has of them. */
export class Dialect {
  readonly #connection: duckdb.Connection;
  readonly #parts: DialectParts;
  readonly #created = new Set(["raise"]);
  #last: Promise<void> = Promise.resolve();

  private constructor(connection: duckdb.Connection, parts: DialectParts) {
    this.#connection = connection;
    this.#parts = parts;
  }

  /** `connection`: its own, for as long as the database lives. */
  static async install(connection: duckdb.Connection, parts: DialectParts): Promise<Dialect> {
    for (const scalar of parts.scalars) register(connection, scalar);
    await duckdb.query(connection, `CREATE SCHEMA pg; ${raiseMacro("pg.raise")};`);
    const dialect = new Dialect(connection, parts);
    await dialect.#create(shownNumerics);
    return dialect;
  }

  /** PERF: a macro is made when a statement first calls it. All of them would take 12 MB, and a fifth of a second at each start. */
  async prepareFor(sql: string): Promise<void> {
    const isThere = (name: string): boolean => this.#created.has(name) || !this.#parts.macros().has(name);
    if (macrosIn(sql).every(isThere)) return;
    const created = this.#last.then(() => this.#create(macrosIn(sql)));
    this.#last = created.catch(() => undefined);
    await created;
  }

  async #create(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const macro = this.#parts.macros().get(name);
      if (macro === undefined || this.#created.has(name)) continue;
      await this.#create(macro.uses);
      await duckdb.query(this.#connection, macro.sql);
      this.#created.add(name);
    }
  }
}

function register(
  connection: duckdb.Connection,
  { name, parameters, result, of, isVolatile = false }: ScalarFunction,
): void {
  new DuckDBConnection(connection).registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: parameters.map((type) => types[type]),
      returnType: types[result],
      volatile: isVolatile,
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
