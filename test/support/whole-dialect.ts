// All macros that stand for PostgreSQL's functions, at once: a gateway makes each when a statement first calls it.
import type duckdb from "@duckdb/node-bindings";
import { Dialect } from "../../src/engine/duckdb/install-dialect.js";
import { dialectParts } from "../../src/engine/sql/dialect/functions.js";
import { macros } from "../../src/engine/sql/dialect/macro-files.js";

export async function installWholeDialect(connection: duckdb.Connection): Promise<void> {
  const dialect = await Dialect.install(connection, dialectParts);
  await dialect.prepareFor(Array.from(macros().keys(), (name) => `pg.${name}()`).join(" "));
}
