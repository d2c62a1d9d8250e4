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
import { heldSchema, inHeldSchema } from "../sql/dialect/held-macros.js";
import { macroSchema } from "../sql/dialect/macro-calls.js";
import { type Macro, macrosIn } from "../sql/dialect/macro-files.js";
import type { ScalarFunction, ScalarTypeName, ScalarValue } from "../sql/dialect/scalar-function.js";
import { heldRaiseMacro, raisedText, raiseMacro } from "./raised-errors.js";

const types: Readonly<Record<ScalarTypeName, DuckDBType>> = { BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR };

/** Of results, whose texts are made last: sql/dialect/result-types.ts. */
const shownNumerics = ["numeric_shown_20", "numeric_shown_24"];

export interface DialectParts {
  readonly macros: () => ReadonlyMap<string, Macro>;
  readonly scalars: readonly ScalarFunction[];
}

/** What a database of DuckDB's has of them. */
export class Dialect {
  readonly #schemas: readonly MacrosMade[];

  private constructor(schemas: readonly MacrosMade[]) {
    this.#schemas = schemas;
  }

  /** `connection`: its own, for as long as the database lives. `before`: of the database whose plans are to run in this one. */
  static async install(connection: duckdb.Connection, parts: DialectParts, before?: Dialect): Promise<Dialect> {
    for (const scalar of parts.scalars) register(connection, scalar);
    const statements = [
      `CREATE SCHEMA ${macroSchema}`,
      raiseMacro(`${macroSchema}.raise`),
      `CREATE SCHEMA ${heldSchema}`,
      heldRaiseMacro(`${heldSchema}.raise`),
    ];
    await duckdb.query(connection, `${statements.join("; ")};`);
    const schemas = [
      new MacrosMade(connection, parts, macroSchema, (sql) => sql),
      new MacrosMade(connection, parts, heldSchema, inHeldSchema),
    ];
    const madeBefore = before === undefined ? [] : before.#schemas.map((schema) => schema.made());
    for (const [index, schema] of schemas.entries()) await schema.make(madeBefore[index] ?? []);
    await schemas[0]?.make(shownNumerics);
    return new Dialect(schemas);
  }

  /** PERF: a macro is made when a statement first calls it. All of them would take 12 MB, and a fifth of a second at each start. */
  async prepareFor(sql: string): Promise<void> {
    for (const schema of this.#schemas) await schema.prepareFor(sql);
  }
}

/** Those of one schema. */
class MacrosMade {
  readonly #connection: duckdb.Connection;
  readonly #parts: DialectParts;
  readonly #schema: string;
  /** What becomes of a definition. */
  readonly #written: (sql: string) => string;
  readonly #created = new Set(["raise"]);
  #last: Promise<void> = Promise.resolve();

  constructor(connection: duckdb.Connection, parts: DialectParts, schema: string, written: (sql: string) => string) {
    this.#connection = connection;
    this.#parts = parts;
    this.#schema = schema;
    this.#written = written;
  }

  made(): readonly string[] {
    return [...this.#created];
  }

  async prepareFor(sql: string): Promise<void> {
    const names = macrosIn(sql, this.#schema);
    const isThere = (name: string): boolean => this.#created.has(name) || !this.#parts.macros().has(name);
    if (names.every(isThere)) return;
    const created = this.#last.then(() => this.make(names));
    this.#last = created.catch(() => undefined);
    await created;
  }

  async make(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const macro = this.#parts.macros().get(name);
      if (macro === undefined || this.#created.has(name)) continue;
      await this.make(macro.uses);
      await duckdb.query(this.#connection, this.#written(macro.sql));
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
