// Reads CREATE, ALTER and DROP ROLE, GRANT and REVOKE from PostgreSQL's syntax tree.
import type { AlterRoleStmt, CreateRoleStmt, DropRoleStmt, GrantStmt, Node, RoleSpec } from "libpg-query";
import { FeatureNotSupported } from "../../errors.js";
import type { AdministrationCommand, RelationName, RoleOptions } from "../statement.js";
import type { StatementKind } from "./classify.js";

type RoleNode = { CreateRoleStmt: CreateRoleStmt } | { AlterRoleStmt: AlterRoleStmt } | { DropRoleStmt: DropRoleStmt };

export function roleCommandOf(node: RoleNode): StatementKind {
  return supported(() => {
    if ("CreateRoleStmt" in node) {
      const { role, options, stmt_type } = node.CreateRoleStmt;
      // CREATE USER can log in, CREATE ROLE cannot, unless told otherwise.
      const canLogin = stmt_type === "ROLESTMT_USER";
      return { kind: "createRole", role: role ?? "", options: { canLogin, ...roleOptionsOf(options ?? []) } };
    }
    if ("AlterRoleStmt" in node) {
      const { role, options } = node.AlterRoleStmt;
      return { kind: "alterRole", role: roleNameOf(role), options: roleOptionsOf(options ?? []) };
    }
    const { roles, missing_ok } = node.DropRoleStmt;
    return {
      kind: "dropRole",
      roles: (roles ?? []).map((role) => roleNameOf("RoleSpec" in role ? role.RoleSpec : undefined)),
      ifExists: missing_ok === true,
    };
  });
}

export function grantOf(statement: GrantStmt): StatementKind {
  return supported(() => {
    if (statement.objtype !== "OBJECT_TABLE" || statement.targtype !== "ACL_TARGET_OBJECT") {
      throw new FeatureNotSupported("GRANT and REVOKE work on named datasets only");
    }
    if (statement.grant_option === true) throw new FeatureNotSupported("GRANT OPTION is not supported");
    for (const privilege of statement.privileges ?? []) {
      const name = "AccessPriv" in privilege ? privilege.AccessPriv : undefined;
      if (name?.priv_name?.toLowerCase() !== "select" || name.cols !== undefined) {
        throw new FeatureNotSupported("the only privilege on datasets is SELECT, on all columns");
      }
    }
    return {
      kind: statement.is_grant === true ? "grant" : "revoke",
      privileges: ["select"],
      relations: (statement.objects ?? []).map(relationOf),
      roles: (statement.grantees ?? []).map((role) => roleNameOf("RoleSpec" in role ? role.RoleSpec : undefined)),
    };
  });
}

function relationOf(node: Node): RelationName {
  if (!("RangeVar" in node)) throw new FeatureNotSupported("GRANT and REVOKE work on named datasets only");
  return { schema: node.RangeVar.schemaname, name: node.RangeVar.relname ?? "" };
}

function roleNameOf(role: RoleSpec | undefined): string {
  if (role?.roletype !== "ROLESPEC_CSTRING" || role.rolename === undefined) {
    throw new FeatureNotSupported("name the role: PUBLIC and CURRENT_USER are not supported here");
  }
  return role.rolename;
}

function roleOptionsOf(options: readonly Node[]): RoleOptions {
  let password: string | null | undefined;
  let canLogin: boolean | undefined;
  let isSuperuser: boolean | undefined;
  for (const option of options) {
    if (!("DefElem" in option)) continue;
    const { defname, arg } = option.DefElem;
    switch (defname) {
      case "password":
        password = arg !== undefined && "String" in arg ? (arg.String.sval ?? "") : null;
        break;
      case "canlogin":
        canLogin = isTrue(arg);
        break;
      case "superuser":
        isSuperuser = isTrue(arg);
        break;
      case "inherit":
      case "createdb":
      case "createrole":
      case "isreplication":
      case "bypassrls":
        // Their usual values change nothing here; the others would promise what is not kept.
        if (isTrue(arg) !== (defname === "inherit"))
          throw new FeatureNotSupported(`role option ${defname} is not supported`);
        break;
      default:
        throw new FeatureNotSupported(`role option ${defname ?? "?"} is not supported`);
    }
  }
  return {
    ...(password === undefined ? {} : { password }),
    ...(canLogin === undefined ? {} : { canLogin }),
    ...(isSuperuser === undefined ? {} : { isSuperuser }),
  };
}

function isTrue(node: Node | undefined): boolean {
  return node !== undefined && "Boolean" in node && node.Boolean.boolval === true;
}

/** What is not supported is told when the statement is prepared, not while the script is cut. */
function supported(read: () => AdministrationCommand): StatementKind {
  try {
    return { kind: "administration", command: read() };
  } catch (thrown) {
    if (thrown instanceof FeatureNotSupported) return { kind: "unsupported", message: thrown.message };
    throw thrown;
  }
}
