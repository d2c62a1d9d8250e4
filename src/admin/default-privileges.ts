// ALTER DEFAULT PRIVILEGES, and what comes of it when a relation is made.
import { type Catalog, type CatalogEvent, publicGrantee, rolesHeld, type Snapshot } from "../catalog/api.js";
import { isSuperuser } from "../catalog/api.js";
import type { AdministrationCommand, Notice } from "../engine/api.js";
import { InsufficientPrivilege, InvalidGrantOperation } from "../errors.js";
import { type Commander, granteeNamed, roleNamed } from "./commander.js";
import { assertSchema } from "./grantable-relations.js";
import { namedPrivileges } from "./privileges.js";

type DefaultsCommand = Extract<AdministrationCommand, { readonly kind: "alterDefaultPrivileges" }>;

export async function changeDefaultPrivileges(
  catalog: Catalog,
  { isGrant, definers, schemas, privileges, grantees, isGrantOption }: DefaultsCommand,
  commander: Commander,
): Promise<readonly Notice[]> {
  await catalog.commit(commander.authorship, (newest) => {
    const named = namedPrivileges(privileges, "relation").onRelation;
    const forRoles = (definers.length === 0 ? [{ is: "current" } as const] : definers).map((reference) =>
      roleNamed(newest, reference, commander),
    );
    const toRoles = grantees.map((reference) => granteeNamed(newest, reference, commander));
    if (isGrant && isGrantOption && toRoles.includes(publicGrantee)) {
      throw new InvalidGrantOperation("grant options can only be granted to roles");
    }
    for (const definer of forRoles) {
      if (isSuperuser(newest, commander.role) || rolesHeld(newest, commander.role).has(definer)) continue;
      throw new InsufficientPrivilege(`must be member of role "${definer}"`);
    }
    for (const schema of schemas) assertSchema(newest, schema);
    return forRoles.flatMap((definer) =>
      (schemas.length === 0 ? [undefined] : schemas).flatMap((schema) =>
        toRoles.map((grantee): CatalogEvent => {
          const change = { definer, ...(schema === undefined ? {} : { schema }), grantee, privileges: named };
          return isGrant
            ? { kind: "defaultGranted", ...change, ...(isGrantOption ? { withGrantOption: true } : {}) }
            : { kind: "defaultRevoked", ...change, ...(isGrantOption ? { grantOptionOnly: true } : {}) };
        }),
      ),
    );
  });
  return [];
}

/** What goes with a new relation of any kind, in the same commit: its owner, and what that one grants by default. */
export function eventsOfNewRelation(
  snapshot: Snapshot,
  relation: { readonly name: string; readonly schemas: readonly string[]; readonly owner: string | undefined },
): readonly CatalogEvent[] {
  const { name, schemas, owner } = relation;
  if (owner === undefined || !snapshot.roles.has(owner)) return [];
  const granted = [...snapshot.defaultGrants.values()]
    .filter(({ definer, schema }) => definer === owner && (schema === undefined || schemas.includes(schema)))
    .flatMap(({ grantee, privileges, grantable }): CatalogEvent[] => {
      const change = { kind: "granted", role: grantee, dataset: name } as const;
      return [
        { ...change, privileges: [...privileges] },
        ...(grantable.size === 0
          ? []
          : [{ ...change, privileges: [...grantable], withGrantOption: true } satisfies CatalogEvent]),
      ];
    });
  return [{ kind: "ownerChanged", relation: name, owner }, ...granted];
}
