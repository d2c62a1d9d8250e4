// What the parser and DuckDB say of a statement, as PostgreSQL's analyser would.
import { PgError } from "../../../errors.js";
import { LocatedError } from "../../duckdb/errors.js";
import type { Tokens } from "./tokens.js";

/** With the types of the arguments, which DuckDB calls otherwise. */
export function inPostgresWords(error: PgError, foreignCalls: ReadonlyMap<string, string>): PgError {
  // What a value is wrong in is found while rows are made: no place in the text tells.
  if (error.position !== undefined && error.sqlstate.startsWith("22")) return withoutPlace(error);
  const name = /^function (\S+) does not exist$/.exec(error.message)?.[1];
  const call = error.sqlstate === "42883" && name !== undefined ? foreignCalls.get(name) : undefined;
  if (call === undefined) return error;
  return new PgError("42883", `function ${call} does not exist`, {
    hint: "No function matches the given name and argument types. You might need to add explicit type casts.",
    ...(error.position === undefined ? {} : { position: error.position }),
    cause: error.cause,
  });
}

function withoutPlace({ sqlstate, message, detail, hint, cause }: PgError): PgError {
  const fields = { ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }), cause };
  return new PgError(sqlstate, message, fields);
}

/** PostgreSQL 16 has `0x1F` and `1_000`, 15 has not. @throws PgError 42601 */
export function assertPlainNumbers(tokens: Tokens): void {
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text, start } = tokens.at(index);
    if (kind !== "number" || !/^0[xob]|_/i.test(text)) continue;
    const error = new PgError("42601", `trailing junk after numeric literal at or near "${text}"`);
    throw new LocatedError(error, start);
  }
}
