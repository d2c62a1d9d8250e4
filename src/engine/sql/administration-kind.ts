// A statement on roles and rights, once it is read.
import { PgError } from "../../errors.js";
import type { AdministrationCommand } from "../administration-command.js";
import type { StatementKind } from "./classify.js";

/** What will not do is told when the statement is prepared, not while the script is cut. */
export function administration(read: () => AdministrationCommand): StatementKind {
  try {
    return { kind: "administration", command: read() };
  } catch (thrown) {
    if (thrown instanceof PgError) return { kind: "refused", error: thrown };
    throw thrown;
  }
}
