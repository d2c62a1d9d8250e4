// What kind of statement a PostgreSQL syntax tree is.
import type { Node } from "libpg-query";
import { FeatureNotSupported } from "../../errors.js";
import type { AdministrationCommand } from "../administration-command.js";
import type { Statement, StatementText } from "../statement.js";
import { administration } from "./administration-kind.js";
import { callOf } from "./call-arguments.js";
import { copyCommandOf } from "./copy-command.js";
import { createTableOf } from "./create-table.js";
import { cursorCommandOf } from "./cursor-commands.js";
import { explainPartsOf } from "./explain-command.js";
import {
  defaultPrivilegesOf,
  dropOwnedOf,
  grantOf,
  grantRoleOf,
  ownerChangeOf,
  reassignOwnedOf,
} from "./grant-commands.js";
import { policyCommandOf } from "./policy-commands.js";
import { prepareCommandOf } from "./prepare-commands.js";
import { renamedRoleOf, roleCommandOf } from "./role-commands.js";
import { sessionCommandOf } from "./session-commands.js";
import { queryKindOf } from "./system-route.js";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Everything of a statement but its text. */
export type StatementKind = DistributiveOmit<Statement, keyof StatementText>;

/** `text`: the statement's own. */
export function classify(node: Node, text: string): StatementKind {
  if ("SelectStmt" in node) {
    return node.SelectStmt.intoClause === undefined
      ? queryKindOf(node)
      : { kind: "unsupported", message: "SELECT INTO is not supported" };
  }
  if ("CreateStmt" in node) return administration(() => createTableOf(node.CreateStmt));
  if ("CallStmt" in node) return { kind: "call", call: callOf(node.CallStmt) };
  const command =
    rightsCommandOf(node) ??
    administrationOf(() => policyCommandOf(node, text)) ??
    sessionCommandOf(node) ??
    explainCommandOf(node, text) ??
    cursorCommandOf(node, text) ??
    prepareCommandOf(node, text) ??
    copyCommandOf(node, text);
  if (command !== undefined) return command;
  return { kind: "unsupported", message: `${nameOf(node)} is not supported` };
}

/** Its statement is one like others. */
function explainCommandOf(node: Node, text: string): StatementKind | undefined {
  if (!("ExplainStmt" in node) || node.ExplainStmt.query === undefined) return undefined;
  const { options, text: inner } = explainPartsOf(node.ExplainStmt, text);
  const statement = { ...classify(node.ExplainStmt.query, inner.sql), ...inner } as Statement;
  return { kind: "session", command: { kind: "explain", options, inner: statement } };
}

function rightsCommandOf(node: Node): StatementKind | undefined {
  if ("CreateRoleStmt" in node || "AlterRoleStmt" in node || "DropRoleStmt" in node) return roleCommandOf(node);
  if ("AlterRoleSetStmt" in node) return roleCommandOf(node);
  if ("RenameStmt" in node && node.RenameStmt.renameType === "OBJECT_ROLE") return renamedRoleOf(node.RenameStmt);
  if ("GrantStmt" in node) return grantOf(node.GrantStmt);
  if ("GrantRoleStmt" in node) return grantRoleOf(node.GrantRoleStmt);
  if ("AlterDefaultPrivilegesStmt" in node) return defaultPrivilegesOf(node.AlterDefaultPrivilegesStmt);
  if ("AlterTableStmt" in node) return ownerChangeOf(node.AlterTableStmt);
  if ("ReassignOwnedStmt" in node) return reassignOwnedOf(node.ReassignOwnedStmt);
  if ("DropOwnedStmt" in node) return dropOwnedOf(node.DropOwnedStmt);
  return undefined;
}

/** What is not supported is told when the statement is prepared, not while the script is cut. */
function administrationOf(read: () => AdministrationCommand | undefined): StatementKind | undefined {
  try {
    const command = read();
    return command === undefined ? undefined : { kind: "administration", command };
  } catch (thrown) {
    if (thrown instanceof FeatureNotSupported) return { kind: "unsupported", message: thrown.message };
    throw thrown;
  }
}

/** `CreateTableAsStmt` -> `CREATE TABLE AS`. */
function nameOf(node: Node): string {
  const name = Object.keys(node)[0] ?? "this statement";
  return name
    .replace(/Stmt$/, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
