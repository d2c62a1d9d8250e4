// Who owns a relation: ALTER TABLE ... OWNER TO, REASSIGN OWNED and DROP OWNED.
import { type Catalog, type CatalogEvent, isOwner, isSuperuser, rolesHeld, type Snapshot } from "../catalog/api.js";
import type { AdministrationCommand, Notice } from "../engine/api.js";
import { InsufficientPrivilege, UndefinedTable } from "../errors.js";
import { AccessList } from "./access-list.js";
import { type Commander, notice, roleNamed } from "./commander.js";
import { ownedRelations } from "./dependents.js";
import { grantableRelations, relationNamed } from "./grantable-relations.js";

type CommandOf<Kind extends AdministrationCommand["kind"]> = Extract<AdministrationCommand, { readonly kind: Kind }>;

export async function changeOwner(
  catalog: Catalog,
  { relation, owner, ifExists }: CommandOf<"alterOwner">,
  commander: Commander,
): Promise<readonly Notice[]> {
  let notices: readonly Notice[] = [];
  await catalog.commit(commander.authorship, (newest) => {
    notices = [];
    const next = roleNamed(newest, owner, commander);
    let name: string;
    try {
      ({ name } = relationNamed(newest, relation));
    } catch (thrown) {
      if (!ifExists || !(thrown instanceof UndefinedTable)) throw thrown;
      notices = [notice(`relation "${relation.name}" does not exist, skipping`)];
      return [];
    }
    if (newest.owners.get(name) === next) return [];
    if (!isOwner(newest, commander.role, name)) throw new InsufficientPrivilege(`must be owner of table ${name}`);
    if (!isSuperuser(newest, commander.role) && !rolesHeld(newest, commander.role).has(next)) {
      throw new InsufficientPrivilege(`must be member of role "${next}"`);
    }
    return [{ kind: "ownerChanged", relation: name, owner: next }];
  });
  return notices;
}

export async function reassignOwned(
  catalog: Catalog,
  { roles, to }: CommandOf<"reassignOwned">,
  commander: Commander,
): Promise<readonly Notice[]> {
  await catalog.commit(commander.authorship, (newest) => {
    const from = rolesToClear(newest, roles, commander, "reassign");
    const owner = roleNamed(newest, to, commander);
    if (!isSuperuser(newest, commander.role) && !rolesHeld(newest, commander.role).has(owner)) {
      throw new InsufficientPrivilege("permission denied to reassign objects");
    }
    return from.flatMap((role) =>
      ownedRelations(newest, role).map((relation): CatalogEvent => ({ kind: "ownerChanged", relation, owner })),
    );
  });
  return [];
}

/** What the roles own goes, and every right that they were given or have given. */
export async function dropOwned(
  catalog: Catalog,
  { roles }: CommandOf<"dropOwned">,
  commander: Commander,
): Promise<readonly Notice[]> {
  await catalog.commit(commander.authorship, (newest) => {
    const from = rolesToClear(newest, roles, commander, "drop");
    const owned = from.flatMap((role) => ownedRelations(newest, role));
    return [
      ...owned.map(
        (dataset): CatalogEvent =>
          newest.views.has(dataset) ? { kind: "viewDropped", view: dataset } : { kind: "datasetDropped", dataset },
      ),
      ...revoked(newest, new Set(from), new Set(owned)),
      ...defaultsRevoked(newest, new Set(from)),
    ];
  });
  return [];
}

function rolesToClear(
  snapshot: Snapshot,
  roles: CommandOf<"dropOwned">["roles"],
  commander: Commander,
  verb: "drop" | "reassign",
): readonly string[] {
  return roles.map((reference) => {
    const role = roleNamed(snapshot, reference, commander);
    if (isSuperuser(snapshot, commander.role) || rolesHeld(snapshot, commander.role).has(role)) return role;
    throw new InsufficientPrivilege(`permission denied to ${verb} objects`);
  });
}

function revoked(
  snapshot: Snapshot,
  roles: ReadonlySet<string>,
  dropped: ReadonlySet<string>,
): readonly CatalogEvent[] {
  return grantableRelations(snapshot)
    .filter(({ name }) => !dropped.has(name))
    .flatMap(({ name, columns }) =>
      [undefined, ...columns].flatMap((column) => {
        const list = new AccessList(snapshot, name, column);
        for (const [grantee, relations] of snapshot.grants) {
          for (const { grantor, column: of, privileges } of relations.get(name) ?? []) {
            if (of !== column || !(roles.has(grantee) || (grantor !== undefined && roles.has(grantor)))) continue;
            list.revoke(grantee, grantor, [...privileges], { grantOptionOnly: false, isCascade: true });
          }
        }
        return list.events;
      }),
    );
}

function defaultsRevoked(snapshot: Snapshot, roles: ReadonlySet<string>): readonly CatalogEvent[] {
  return [...snapshot.defaultGrants.values()]
    .filter(({ definer, grantee }) => roles.has(definer) || roles.has(grantee))
    .map(
      ({ definer, schema, grantee, privileges }): CatalogEvent => ({
        kind: "defaultRevoked",
        definer,
        ...(schema === undefined ? {} : { schema }),
        grantee,
        privileges: [...privileges],
      }),
    );
}
