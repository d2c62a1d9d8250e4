// What kind of statement a PostgreSQL syntax tree is.
import type { Node } from "libpg-query";
import type { Statement, StatementText } from "../statement.js";
import { callOf } from "./call-arguments.js";
import { grantOf, roleCommandOf } from "./role-commands.js";
import { sessionCommandOf } from "./session-commands.js";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Everything of a statement but its text. */
export type StatementKind = DistributiveOmit<Statement, keyof StatementText>;

export function classify(node: Node): StatementKind {
  if ("SelectStmt" in node) {
    return node.SelectStmt.intoClause === undefined
      ? { kind: "query" }
      : { kind: "unsupported", message: "SELECT INTO is not supported" };
  }
  if ("CallStmt" in node) return { kind: "call", call: callOf(node.CallStmt) };
  if ("CreateRoleStmt" in node || "AlterRoleStmt" in node || "DropRoleStmt" in node) return roleCommandOf(node);
  if ("GrantStmt" in node) return grantOf(node.GrantStmt);
  const command = sessionCommandOf(node);
  if (command !== undefined) return command;
  return { kind: "unsupported", message: `${nameOf(node)} is not supported` };
}

/** `CreateTableAsStmt` -> `CREATE TABLE AS`. */
function nameOf(node: Node): string {
  const name = Object.keys(node)[0] ?? "this statement";
  return name
    .replace(/Stmt$/, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
