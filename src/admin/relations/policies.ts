// sluice.policies: the row policies, and whether they are in force. They tell what they hide, so they are for superusers.
import type { Catalog } from "../../catalog/api.js";
import { dialectName } from "../filter-dialect.js";
import type { Cell, SystemRelation } from "../../engine/api.js";

export function policiesRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "policies",
    columns: [
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "enabled", type: { id: "BOOLEAN" } },
      { name: "forced", type: { id: "BOOLEAN" } },
      { name: "policy", type: { id: "VARCHAR" } },
      { name: "permissive", type: { id: "BOOLEAN" } },
      { name: "command", type: { id: "VARCHAR" } },
      { name: "roles", type: { id: "LIST", child: { id: "VARCHAR" } } },
      { name: "using", type: { id: "VARCHAR" } },
      { name: "dialect", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: true,
    rows: async () =>
      [...catalog.snapshot.rowSecurity].flatMap(
        ([dataset, { isEnabled, isForced, policies }]): readonly (readonly Cell[])[] => {
          const start = [dataset, isEnabled, isForced];
          if (policies.length === 0) return [[...start, null, null, null, null, null, null]];
          return policies.map(({ name, isPermissive, command, roles, using, dialect }) => [
            ...start,
            name,
            isPermissive,
            command.toUpperCase(),
            roles === "public" ? ["public"] : roles,
            using,
            dialectName(dialect),
          ]);
        },
      ),
  };
}
