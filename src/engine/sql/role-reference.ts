// Reads who is meant by a role in a statement: a name, PUBLIC, CURRENT_USER.
import type { Node, RoleSpec } from "libpg-query";
import type { RoleReference } from "../administration-command.js";

export function roleReferenceOf(role: RoleSpec | undefined): RoleReference {
  switch (role?.roletype) {
    case "ROLESPEC_PUBLIC":
      return { is: "public" };
    case "ROLESPEC_CURRENT_ROLE":
    case "ROLESPEC_CURRENT_USER":
      return { is: "current" };
    case "ROLESPEC_SESSION_USER":
      return { is: "session" };
    default:
      return role?.rolename ?? "";
  }
}

export function roleReferencesOf(nodes: readonly Node[] | undefined): readonly RoleReference[] {
  return (nodes ?? []).map((node) => roleReferenceOf("RoleSpec" in node ? node.RoleSpec : undefined));
}

/** What hangs on a DefElem that carries a list of roles. */
export function listedRoles(arg: Node | undefined): readonly RoleReference[] {
  return arg !== undefined && "List" in arg ? roleReferencesOf(arg.List.items) : [];
}
