// What stands in the way of dropping a role, in PostgreSQL's words.
import { publicGrantee, type Snapshot } from "../catalog/api.js";

/** Every object that knows the role: its own, and those on which it was given or has given rights. */
export function dependentsOf(snapshot: Snapshot, role: string): readonly string[] {
  return [
    ...ownedRelations(snapshot, role).map((name) => `owner of ${snapshot.views.has(name) ? "view" : "table"} ${name}`),
    ...privileges(snapshot, role),
  ];
}

export function ownedRelations(snapshot: Snapshot, role: string): readonly string[] {
  return [...snapshot.owners].flatMap(([relation, owner]) => (owner === role ? [relation] : [])).sort();
}

function privileges(snapshot: Snapshot, role: string): readonly string[] {
  const found = new Set<string>();
  for (const [grantee, relations] of snapshot.grants) {
    for (const [relation, grants] of relations) {
      for (const { grantor, column } of grants) {
        if (grantee !== role && grantor !== role) continue;
        found.add(
          column === undefined
            ? `privileges for table ${relation}`
            : `privileges for column ${column} of table ${relation}`,
        );
      }
    }
  }
  for (const { definer, grantee, schema } of snapshot.defaultGrants.values()) {
    const on = `default privileges on new relations belonging to role ${definer}${schema === undefined ? "" : ` in schema ${schema}`}`;
    if (definer === role) found.add(`owner of ${on}`);
    else if (grantee === role && grantee !== publicGrantee) found.add(`privileges for ${on}`);
  }
  return [...found];
}
