// Reads CREATE, ALTER and DROP ROLE from PostgreSQL's syntax tree.
import type {
  AlterRoleSetStmt,
  AlterRoleStmt,
  CreateRoleStmt,
  DefElem,
  DropRoleStmt,
  Node,
  RenameStmt,
} from "libpg-query";
import { FeatureNotSupported, ReservedName, SyntaxError } from "../../errors.js";
import type { RoleOptions, RoleReference } from "../administration-command.js";
import { administration } from "./administration-kind.js";
import type { StatementKind } from "./classify.js";
import { listedRoles, roleReferenceOf, roleReferencesOf } from "./role-reference.js";
import { settingChangeOf } from "./session-commands.js";

type RoleNode =
  | { CreateRoleStmt: CreateRoleStmt }
  | { AlterRoleStmt: AlterRoleStmt }
  | { AlterRoleSetStmt: AlterRoleSetStmt }
  | { DropRoleStmt: DropRoleStmt };

export function roleCommandOf(node: RoleNode): StatementKind {
  return administration(() => {
    if ("CreateRoleStmt" in node) {
      const { role = "", options: given, stmt_type } = node.CreateRoleStmt;
      if (role === "public" || role === "none") throw new ReservedName(`role name "${role}" is reserved`);
      const { options, inRoles, members, admins } = roleOptionsOf(given ?? []);
      // CREATE USER can log in, CREATE ROLE cannot, unless told otherwise.
      const canLogin = stmt_type === "ROLESTMT_USER";
      return { kind: "createRole", role, options: { canLogin, ...options }, inRoles, members, admins };
    }
    if ("AlterRoleStmt" in node) {
      const { role, options: given, action } = node.AlterRoleStmt;
      const { options, members } = roleOptionsOf(given ?? []);
      const reference = roleReferenceOf(role);
      if (members.length === 0) return { kind: "alterRole", role: reference, options };
      // ALTER GROUP ... ADD USER and DROP USER.
      return { kind: "alterGroup", isGrant: action !== -1, roles: [reference], members, isAdminOption: false };
    }
    if ("AlterRoleSetStmt" in node) {
      const { role, database, setstmt } = node.AlterRoleSetStmt;
      if (role === undefined) throw new FeatureNotSupported("ALTER ROLE ALL is not supported");
      if (database !== undefined) throw new FeatureNotSupported("ALTER ROLE ... IN DATABASE is not supported");
      return { kind: "alterRoleSettings", role: roleReferenceOf(role), change: settingChangeOf(setstmt ?? {}) };
    }
    const { roles, missing_ok } = node.DropRoleStmt;
    return { kind: "dropRole", roles: roleReferencesOf(roles), ifExists: missing_ok === true };
  });
}

export function renamedRoleOf({ subname, newname }: RenameStmt): StatementKind {
  return administration(() => {
    if (newname === "public" || newname === "none") throw new ReservedName(`role name "${newname}" is reserved`);
    return { kind: "renameRole", role: subname ?? "", to: newname ?? "" };
  });
}

interface ReadOptions {
  readonly options: RoleOptions;
  readonly inRoles: readonly RoleReference[];
  readonly members: readonly RoleReference[];
  readonly admins: readonly RoleReference[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function roleOptionsOf(nodes: readonly Node[]): ReadOptions {
  const options: Mutable<RoleOptions> = {};
  const lists: Record<string, readonly RoleReference[]> = {};
  const seen = new Set<string>();
  for (const node of nodes) {
    if (!("DefElem" in node)) continue;
    const { defname = "?", arg } = node.DefElem;
    if (seen.has(defname)) throw new SyntaxError("conflicting or redundant options");
    seen.add(defname);
    switch (defname) {
      case "password":
        options.password = textOf(node.DefElem) ?? null;
        break;
      case "canlogin":
        options.canLogin = isTrue(arg);
        break;
      case "superuser":
        options.isSuperuser = isTrue(arg);
        break;
      case "inherit":
        options.inherits = isTrue(arg);
        break;
      case "createrole":
        options.canCreateRole = isTrue(arg);
        break;
      case "bypassrls":
        options.bypassesRowSecurity = isTrue(arg);
        break;
      case "connectionlimit":
        options.connectionsMax = arg !== undefined && "Integer" in arg ? (arg.Integer.ival ?? 0) : -1;
        break;
      case "validUntil":
        options.validUntil = textOf(node.DefElem) ?? "";
        break;
      case "addroleto":
      case "rolemembers":
      case "adminmembers":
        lists[defname] = listedRoles(arg);
        break;
      case "createdb":
      case "isreplication":
        // There is one database, and nothing is replicated: only NOCREATEDB and NOREPLICATION can be kept.
        if (isTrue(arg)) {
          throw new FeatureNotSupported(
            `role option ${defname === "createdb" ? "CREATEDB" : "REPLICATION"} is not supported`,
          );
        }
        break;
      case "sysid":
        // PostgreSQL, too, takes no notice: "SYSID can no longer be specified".
        break;
      default:
        throw new FeatureNotSupported(`role option ${defname} is not supported`);
    }
  }
  const { addroleto: inRoles = [], rolemembers: members = [], adminmembers: admins = [] } = lists;
  return { options, inRoles, members, admins };
}

function textOf({ arg }: DefElem): string | undefined {
  return arg !== undefined && "String" in arg ? (arg.String.sval ?? "") : undefined;
}

function isTrue(node: Node | undefined): boolean {
  return node !== undefined && "Boolean" in node && node.Boolean.boolval === true;
}
