// What a reader of a part is told when a statement fails over a value: that it did, and no more. DuckDB's own texts quote the value.
// Where several values fail, or several parts of a statement, it depends on the order of all rows, hidden ones included, which of
// them is met first: so neither the kind of the failure nor its place is told.
import { PgError } from "../../errors.js";

/** Classes whose failures are of no value: cardinality, transactions, resources, operators, the system, and ours. A limit (54) is that of a
 *  function's result, chr(0) among them: it would tell that it was met before another failure. */
const harmlessClasses = new Set(["21", "25", "40", "53", "55", "57", "58", "XX"]);

/** An error of the execution. */
export function concealed(error: PgError): PgError {
  return harmlessClasses.has(error.sqlstate.slice(0, 2)) ? error : failedOverValue(error);
}

/** An error from before: it names columns and functions, as the client wrote them; but constants may have been worked out. */
export function concealedPlanning(error: PgError): PgError {
  return error.sqlstate.startsWith("22") ? failedOverValue(error) : error;
}

function failedOverValue(cause: PgError): PgError {
  return new PgError("22000", "a cast, an operator or a function failed over a value", {
    detail: "The value is not shown: this role sees a part of the data only.",
    hint: "TRY_CAST and TRY give NULL instead.",
    cause,
  });
}
