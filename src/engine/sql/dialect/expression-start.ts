// Errors that PostgreSQL tells of a whole expression stand where it begins, and not at its operator: exprLocation.
import type { Node } from "libpg-query";
import type { PgErrorFields, PgError } from "../../../errors.js";
import { type Analysis, errorAt } from "./analysis.js";

export function errorAtStart(
  { spans, tokens }: Analysis,
  node: Node,
  sqlstate: string,
  message: string,
  fields: PgErrorFields = {},
): PgError {
  const span = spans.of(node);
  const place = span === undefined ? node : ({ A_Const: { location: tokens.at(span.first).start } } as unknown as Node);
  return errorAt(place, sqlstate, message, fields);
}
