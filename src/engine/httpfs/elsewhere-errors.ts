// Errors of statements that read by httpfs: DuckDB tells where it asked, which is nobody's business, and not for which bucket.
import { IoError, type PgError } from "../../errors.js";
import type { Elsewhere } from "../relations/dataset-objects.js";

export function namingBuckets(error: PgError, elsewhere: readonly Elsewhere[]): PgError {
  const tellsWhere = elsewhere.some(({ scope }) => `${error.message} ${error.detail ?? ""}`.includes(scope));
  if (elsewhere.length === 0 || (error.sqlstate !== "58030" && !tellsWhere)) return error;
  const names = [...new Set(elsewhere.map(({ bucket }) => `"${bucket}"`))].join(", ");
  const message = tellsWhere ? "the data cannot be read" : error.message;
  return new IoError(`${message} (bucket ${names})`, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error.cause,
  });
}
