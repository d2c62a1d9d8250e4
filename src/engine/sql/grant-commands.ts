// Reads GRANT, REVOKE, ALTER DEFAULT PRIVILEGES and changes of owner from PostgreSQL's syntax tree.
import type {
  AlterDefaultPrivilegesStmt,
  AlterTableStmt,
  DropOwnedStmt,
  GrantRoleStmt,
  GrantStmt,
  Node,
  ReassignOwnedStmt,
} from "libpg-query";
import { FeatureNotSupported } from "../../errors.js";
import type { GrantTarget, GrantTerms, PrivilegeSpec, RelationName } from "../administration-command.js";
import type { StatementKind } from "./classify.js";
import { administration } from "./administration-kind.js";
import { listedRoles, roleReferenceOf, roleReferencesOf } from "./role-reference.js";

export function grantOf(statement: GrantStmt): StatementKind {
  return administration(() => ({
    kind: statement.is_grant === true ? "grant" : "revoke",
    on: targetOf(statement),
    ...termsOf(statement),
  }));
}

function targetOf({ objtype, targtype, objects }: GrantStmt): GrantTarget {
  if (objtype !== "OBJECT_TABLE") {
    throw new FeatureNotSupported("GRANT and REVOKE work on datasets, views and roles only", {
      hint: "Databases and schemas are open to all who can log in; what they hold is not.",
    });
  }
  if (targtype === "ACL_TARGET_ALL_IN_SCHEMA") {
    const schemas = (objects ?? []).map((node) => ("String" in node ? (node.String.sval ?? "") : ""));
    return { kind: "schemas", schemas };
  }
  return { kind: "relations", relations: (objects ?? []).map(relationOf) };
}

function termsOf(statement: GrantStmt): GrantTerms {
  const { privileges, grantees, grant_option, grantor, behavior } = statement;
  return {
    // None named: ALL.
    privileges: privileges === undefined ? [{ privilege: "all" }] : privileges.map(privilegeOf),
    grantees: roleReferencesOf(grantees),
    isGrantOption: grant_option === true,
    ...(grantor === undefined ? {} : { grantor: roleReferenceOf(grantor) }),
    isCascade: behavior === "DROP_CASCADE",
  };
}

function privilegeOf(node: Node): PrivilegeSpec {
  const { priv_name: name, cols } = "AccessPriv" in node ? node.AccessPriv : {};
  return {
    privilege: name === undefined ? "all" : name.toLowerCase(),
    ...(cols === undefined ? {} : { columns: cols.map((col) => ("String" in col ? (col.String.sval ?? "") : "")) }),
  };
}

function relationOf(node: Node): RelationName {
  const { schemaname, relname } = "RangeVar" in node ? node.RangeVar : {};
  return { schema: schemaname, name: relname ?? "" };
}

export function grantRoleOf(statement: GrantRoleStmt): StatementKind {
  return administration(() => {
    const { granted_roles, grantee_roles, is_grant, opt, grantor } = statement;
    const roles = (granted_roles ?? []).map((node) => {
      const { priv_name: name, cols } = "AccessPriv" in node ? node.AccessPriv : {};
      if (cols !== undefined) throw new FeatureNotSupported("column names cannot be included in GRANT/REVOKE ROLE");
      return name ?? "";
    });
    const options = (opt ?? []).flatMap((node) => ("DefElem" in node ? [node.DefElem] : []));
    const other = options.find(({ defname }) => defname !== "admin");
    if (other !== undefined) throw new FeatureNotSupported(`role option ${other.defname ?? "?"} is not supported`);
    return {
      kind: is_grant === true ? "grantRole" : "revokeRole",
      isGrant: is_grant === true,
      roles,
      members: roleReferencesOf(grantee_roles),
      // WITH ADMIN OPTION, or ADMIN OPTION FOR.
      isAdminOption: options.length > 0,
      ...(grantor === undefined ? {} : { grantor: roleReferenceOf(grantor) }),
    };
  });
}

export function defaultPrivilegesOf({ options, action }: AlterDefaultPrivilegesStmt): StatementKind {
  return administration(() => {
    if (action === undefined || action.objtype !== "OBJECT_TABLE") {
      throw new FeatureNotSupported("default privileges work on TABLES only");
    }
    const given = new Map(
      (options ?? []).flatMap((node) => ("DefElem" in node ? [[node.DefElem.defname, node.DefElem.arg] as const] : [])),
    );
    const schemas = given.get("schemas");
    return {
      kind: "alterDefaultPrivileges",
      isGrant: action.is_grant === true,
      definers: listedRoles(given.get("roles")),
      schemas:
        schemas !== undefined && "List" in schemas
          ? (schemas.List.items ?? []).map((node) => ("String" in node ? (node.String.sval ?? "") : ""))
          : [],
      ...termsOf(action),
    };
  });
}

/** Undefined: it changes something else than an owner. */
export function ownerChangeOf({ relation, cmds, objtype, missing_ok }: AlterTableStmt): StatementKind | undefined {
  const [node, ...others] = cmds ?? [];
  const command = node !== undefined && "AlterTableCmd" in node ? node.AlterTableCmd : undefined;
  if (command?.subtype !== "AT_ChangeOwner" || others.length > 0 || relation === undefined) return undefined;
  if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_VIEW") return undefined;
  return administration(() => ({
    kind: "alterOwner",
    object: objtype === "OBJECT_VIEW" ? "view" : "table",
    relation: relationOf({ RangeVar: relation }),
    owner: roleReferenceOf(command.newowner),
    ifExists: missing_ok === true,
  }));
}

export function reassignOwnedOf({ roles, newrole }: ReassignOwnedStmt): StatementKind {
  return administration(() => ({
    kind: "reassignOwned",
    roles: roleReferencesOf(roles),
    to: roleReferenceOf(newrole),
  }));
}

export function dropOwnedOf({ roles, behavior }: DropOwnedStmt): StatementKind {
  return administration(() => ({
    kind: "dropOwned",
    roles: roleReferencesOf(roles),
    isCascade: behavior === "DROP_CASCADE",
  }));
}
