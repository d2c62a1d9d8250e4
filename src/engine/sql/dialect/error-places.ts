// PostgreSQL tells of an expression as a whole where it begins: exprLocation in src/backend/nodes/nodeFuncs.c
import type { Node } from "libpg-query";
import { PgError, type PgErrorFields } from "../../../errors.js";
import { LocatedError } from "../../duckdb/errors.js";
import type { Analysis } from "./analysis.js";

export function errorAtStart(
  { spans, tokens }: Pick<Analysis, "spans" | "tokens">,
  node: Node | undefined,
  sqlstate: string,
  message: string,
  fields: PgErrorFields = {},
): PgError {
  const error = new PgError(sqlstate, message, fields);
  const span = spans.of(node);
  return span === undefined ? error : new LocatedError(error, tokens.at(span.first).start);
}
