// Errors of our own that are raised inside DuckDB, by functions and macros: only a text goes through it, which is read again on the way out.
import { randomUUID } from "node:crypto";
import { PgError } from "../../errors.js";

/** Nobody can know it: no text of a client's in an error is ever taken for one of ours. */
const mark = `sluice error ${randomUUID()} `;

/** As DuckDB passes it on. */
export function raisedText({ sqlstate, message, detail, hint }: PgError): string {
  return mark + JSON.stringify({ sqlstate, message, detail, hint });
}

/** Undefined: it is one of DuckDB's own. */
export function raisedError(text: string): PgError | undefined {
  if (!text.startsWith(mark)) return undefined;
  const { sqlstate, message, ...fields } = JSON.parse(text.slice(mark.length)) as {
    readonly sqlstate: string;
    readonly message: string;
    readonly detail?: string;
    readonly hint?: string;
  };
  return new PgError(sqlstate, message, fields);
}

/** The same, and not volatile to DuckDB: what it raises TRY has to hold. */
export function heldRaiseMacro(name: string): string {
  return `CREATE MACRO ${name}(state, message) AS list_transform([coalesce(state || message, '')], lambda pg_raised: error(pg_raised))[1]`;
}

/** SQL: the macro `name(sqlstate, message)`, which raises that error over the row. */
export function raiseMacro(name: string): string {
  return `CREATE MACRO ${name}(state, message) AS error('${mark}' || to_json({'sqlstate': state, 'message': message})::VARCHAR)`;
}
