// Reads CREATE, ALTER and DROP POLICY, and ALTER TABLE ... ROW LEVEL SECURITY, from PostgreSQL's syntax tree.
// https://www.postgresql.org/docs/15/sql-createpolicy.html
import {
  type AlterPolicyStmt,
  type AlterTableStmt,
  type CreatePolicyStmt,
  type DropStmt,
  type Node,
  type RangeVar,
  type RenameStmt,
  scanSync,
} from "libpg-query";
import { FeatureNotSupported } from "../../errors.js";
import type { AdministrationCommand, RelationName } from "../administration-command.js";

/** `text`: the statement's own: the expression is kept as it was written. Undefined: it is none of these. */
export function policyCommandOf(node: Node, text: string): AdministrationCommand | undefined {
  if ("CreatePolicyStmt" in node) return createPolicy(node.CreatePolicyStmt, text);
  if ("AlterPolicyStmt" in node) return alterPolicy(node.AlterPolicyStmt, text);
  if ("RenameStmt" in node && node.RenameStmt.renameType === "OBJECT_POLICY") return renamePolicy(node.RenameStmt);
  if ("DropStmt" in node && node.DropStmt.removeType === "OBJECT_POLICY") return dropPolicy(node.DropStmt);
  return "AlterTableStmt" in node ? alterRowSecurity(node.AlterTableStmt) : undefined;
}

function createPolicy(statement: CreatePolicyStmt, text: string): AdministrationCommand {
  const { policy_name: policy, table, cmd_name: command, permissive, roles, qual, with_check: check } = statement;
  if (command !== "all" && command !== "select") {
    throw new FeatureNotSupported("policies are FOR SELECT or FOR ALL: datasets are read, not written, by SQL");
  }
  if (check !== undefined) throw new FeatureNotSupported("WITH CHECK is not supported");
  if (qual === undefined) throw new FeatureNotSupported("a policy without USING is not supported");
  return {
    kind: "createPolicy",
    relation: relationOf(table),
    policy: policy ?? "",
    isPermissive: permissive === true,
    command,
    roles: rolesOf(roles ?? []),
    using: expressionAfterUsing(text),
  };
}

function alterPolicy(statement: AlterPolicyStmt, text: string): AdministrationCommand {
  const { policy_name: policy, table, roles, qual, with_check: check } = statement;
  if (check !== undefined) throw new FeatureNotSupported("WITH CHECK is not supported");
  return {
    kind: "alterPolicy",
    relation: relationOf(table),
    policy: policy ?? "",
    ...(roles === undefined ? {} : { roles: rolesOf(roles) }),
    ...(qual === undefined ? {} : { using: expressionAfterUsing(text) }),
  };
}

function renamePolicy({ relation, subname, newname }: RenameStmt): AdministrationCommand {
  return { kind: "alterPolicy", relation: relationOf(relation), policy: subname ?? "", newName: newname ?? "" };
}

function dropPolicy({ objects, missing_ok }: DropStmt): AdministrationCommand {
  const [only, ...others] = objects ?? [];
  if (only === undefined || others.length > 0 || !("List" in only)) {
    throw new FeatureNotSupported("one policy is dropped at a time");
  }
  const names = (only.List.items ?? []).map((item) => ("String" in item ? (item.String.sval ?? "") : ""));
  return {
    kind: "dropPolicy",
    relation: { schema: names.at(-3), name: names.at(-2) ?? "" },
    policy: names.at(-1) ?? "",
    ifExists: missing_ok === true,
  };
}

interface RowSecurityChange {
  readonly isEnabled?: boolean;
  readonly isForced?: boolean;
}

const rowSecurityActions: ReadonlyMap<string, RowSecurityChange> = new Map<string, RowSecurityChange>([
  ["AT_EnableRowSecurity", { isEnabled: true }],
  ["AT_DisableRowSecurity", { isEnabled: false }],
  ["AT_ForceRowSecurity", { isForced: true }],
  ["AT_NoForceRowSecurity", { isForced: false }],
]);

function alterRowSecurity({ relation, cmds, missing_ok }: AlterTableStmt): AdministrationCommand {
  let change: RowSecurityChange = {};
  for (const command of cmds ?? []) {
    const one = "AlterTableCmd" in command ? rowSecurityActions.get(command.AlterTableCmd.subtype ?? "") : undefined;
    if (one === undefined) throw new FeatureNotSupported("ALTER TABLE changes row level security only");
    change = { ...change, ...one };
  }
  return { kind: "alterRowSecurity", relation: relationOf(relation), ifExists: missing_ok === true, ...change };
}

function relationOf(table: RangeVar | undefined): RelationName {
  return { schema: table?.schemaname, name: table?.relname ?? "" };
}

/** PUBLIC takes in all others. */
function rolesOf(nodes: readonly Node[]): "public" | readonly string[] {
  const roles = nodes.map((node) => ("RoleSpec" in node ? node.RoleSpec : undefined));
  if (roles.some((role) => role?.roletype === "ROLESPEC_PUBLIC")) return "public";
  return roles.map((role) => {
    if (role?.roletype === "ROLESPEC_CSTRING" && role.rolename !== undefined) return role.rolename;
    throw new FeatureNotSupported("name the role: CURRENT_USER is not supported here");
  });
}

/** The text between the parentheses that follow USING. */
function expressionAfterUsing(text: string): string {
  const bytes = Buffer.from(text);
  const tokens = scanSync(text).tokens;
  const using = tokens.findIndex(
    (token, index) => token.text.toLowerCase() === "using" && tokens[index + 1]?.text === "(",
  );
  let depth = 0;
  for (const token of tokens.slice(using + 1)) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    const open = tokens[using + 1];
    if (depth === 0 && open !== undefined) return bytes.toString("utf8", open.end, token.start).trim();
  }
  throw new FeatureNotSupported("USING could not be read");
}
