// Errors in their place: in the text that the client sent, and without the names that only we use.
import { PgError } from "../errors.js";
import { LocatedError } from "./duckdb/errors.js";
import type { Splice } from "./sql/splice.js";
import { positionAt } from "./sql/text-offsets.js";

export async function located<T>(
  sql: string,
  text: Buffer,
  splice: Splice | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof PgError ? locate(thrown, sql, text, splice) : thrown;
  }
}

export function locate(error: PgError, sql: string, text: Buffer, splice: Splice | undefined): PgError {
  if (!(error instanceof LocatedError)) return error;
  const offset = splice === undefined ? error.byteOffset : splice.originalOffset(error.byteOffset);
  // Within a macro, DuckDB counts places in the macro's own text, and does not say so.
  const isPlaced = splice === undefined || !/\bpg\.\w+\(/.test(splice.text);
  return new PgError(error.sqlstate, withoutInternalNames(error.message), {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(isPlaced ? { position: positionAt(sql, text.toString("utf8", 0, offset).length) } : {}),
    cause: error.cause,
  });
}

/** `people@42` is `people` to everyone else. Whatever the message quotes, each of its characters is looked at a few times only. */
function withoutInternalNames(message: string): string {
  return message.replaceAll(/"?\br"?\."?([^"@\s]{1,255})@\d+"?/g, '"$1"').replaceAll(/(?<=[^"\s])@\d+(?=")/g, "");
}
