// sluice.role_members: which roles are members of which. Others than superusers see their own ways up, and whom they manage.
import { type Catalog, hasAdminOption, rolesReached } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function roleMembersRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "role_members",
    columns: [
      { name: "role", type: { id: "VARCHAR" } },
      { name: "member", type: { id: "VARCHAR" } },
      { name: "admin_option", type: { id: "BOOLEAN" } },
      { name: "grantor", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) => {
      const { snapshot } = catalog;
      const reached = rolesReached(snapshot, context.role);
      return [...snapshot.members].flatMap(([role, members]) =>
        [...members]
          .filter(([member]) => isSuperuser || reached.has(member) || hasAdminOption(snapshot, context.role, role))
          .map(([member, { hasAdminOption: isAdmin, grantor }]) => [role, member, isAdmin, grantor ?? null]),
      );
    },
  };
}
