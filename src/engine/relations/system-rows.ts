// Lets DuckDB read the gateway's own relations: a table function that hands out rows which were gathered before the statement ran.
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBConnection,
  DuckDBTableFunction,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";
import type { DataType } from "../data-type.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import type { Cell, SystemRelation } from "../procedure.js";
import type { Edit } from "../sql/splice.js";

export const systemRowsFunction = "sluice_system_rows";
/** Stands in a plan's text where the token of an execution's rows belongs: it has no rows. */
export const planningToken = "0";
const rowsPerChunk = 2048;
/** No such relation has a quote in its name. */
const planned = new RegExp(`^${systemRowsFunction}\\('([^']*)', '${planningToken}'\\)`);

type Rows = readonly (readonly Cell[])[];

interface Gathered {
  readonly relation: SystemRelation;
  readonly rows: Rows;
}

export class SystemRows {
  readonly #relation: (name: string) => SystemRelation | undefined;
  /** Rows by the token of their execution. */
  readonly #gathered = new Map<string, ReadonlyMap<string, Rows>>();
  #lastToken = 0;

  constructor(relation: (name: string) => SystemRelation | undefined) {
    this.#relation = relation;
  }

  /** Registers the function with the connection's whole database. */
  register(connection: duckdb.Connection): void {
    new DuckDBConnection(connection).registerTableFunction(
      DuckDBTableFunction.create({
        name: systemRowsFunction,
        parameterTypes: [VARCHAR, VARCHAR],
        bindFunction: (info) => {
          const relation = this.#relation(String(info.getParameter(0)));
          if (relation === undefined) throw new Error("no such system relation");
          for (const column of relation.columns) info.addResultColumn(column.name, duckDBType(column.type));
          const rows = this.#gathered.get(String(info.getParameter(1)))?.get(relation.name) ?? [];
          info.setBindData({ relation, rows } satisfies Gathered);
        },
        initFunction: (info) => {
          info.setMaxThreads(1);
          info.setInitData({ next: 0 });
        },
        mainFunction: (info, chunk) => {
          const { relation, rows } = info.bindData as Gathered;
          const position = info.initData as { next: number };
          const page = rows.slice(position.next, position.next + rowsPerChunk);
          position.next += page.length;
          chunk.rowCount = page.length;
          relation.columns.forEach((column, index) => {
            chunk.setColumnValues(
              index,
              page.map((row) => duckDBValue(column.type, row[index] ?? null)),
            );
          });
        },
      }),
    );
  }

  sql(relation: string, token: string): string {
    return `${systemRowsFunction}(${quoteLiteral(relation)}, ${quoteLiteral(token)})`;
  }

  /** The plan's edit for one execution. */
  withToken(edit: Edit, token: string): Edit {
    return { ...edit, text: edit.text.replace(planned, (_, name: string) => this.sql(name, token)) };
  }

  /** Keeps rows under a new token until `forget`. */
  keep(rows: ReadonlyMap<string, Rows>): string {
    const token = String(++this.#lastToken);
    this.#gathered.set(token, rows);
    return token;
  }

  forget(token: string): void {
    this.#gathered.delete(token);
  }
}

function duckDBType(type: DataType): DuckDBType {
  switch (type.id) {
    case "BOOLEAN":
      return BOOLEAN;
    case "INTEGER":
      return INTEGER;
    case "BIGINT":
      return BIGINT;
    case "DOUBLE":
      return DOUBLE;
    case "VARCHAR":
      return VARCHAR;
    case "TIMESTAMPTZ":
      return TIMESTAMPTZ;
    case "LIST":
      return LIST(duckDBType(type.child));
    default:
      throw new Error(`system relations have no ${type.id}`);
  }
}

function duckDBValue(type: DataType, cell: Cell): DuckDBValue {
  if (cell === null) return null;
  if (type.id === "LIST") return listValue((cell as readonly Cell[]).map((item) => duckDBValue(type.child, item)));
  if (type.id === "BIGINT") return BigInt(cell as number | bigint);
  if (cell instanceof Date) return new DuckDBTimestampTZValue(BigInt(cell.getTime()) * 1000n);
  return cell as boolean | number | string;
}
