// The rights in a draft: how grants are put in and taken out, and what goes with a role, a relation or a column.
import type { Draft } from "./draft.js";
import { type Grant, type Privilege, defaultGrantKey } from "./snapshot.js";

/** Replaces a grantee's grants on one relation. */
export function setGrants(draft: Draft, grantee: string, relation: string, grants: readonly Grant[]): void {
  const held = draft.grants.current.get(grantee);
  if (held === undefined && grants.length === 0) return;
  const changed = new Map(held);
  if (grants.length === 0) changed.delete(relation);
  else changed.set(relation, grants);
  if (changed.size === 0) draft.grants.delete(grantee);
  else draft.grants.set(grantee, changed);
}

/** Changes every grant that there is; undefined: it is gone. */
function mapGrants(draft: Draft, change: (grant: Grant, relation: string) => Grant | undefined): void {
  for (const [grantee, relations] of [...draft.grants.current]) {
    for (const [relation, grants] of relations) {
      const changed = grants.map((grant) => change(grant, relation));
      if (changed.every((grant, index) => grant === grants[index])) continue;
      setGrants(
        draft,
        grantee,
        relation,
        changed.filter((grant) => grant !== undefined),
      );
    }
  }
}

/** A relation is dropped: nobody has rights on it, and nobody owns it. To be called for relations of every kind. */
export function forgetRelation(draft: Draft, relation: string): void {
  mapGrants(draft, (grant, name) => (name === relation ? undefined : grant));
  draft.owners.delete(relation);
}

/** A relation has other columns: rights on those that are gone do not wait for new ones of the same name. */
export function forgetColumns(draft: Draft, relation: string, columns: ReadonlySet<string>): void {
  mapGrants(draft, (grant, name) =>
    name === relation && grant.column !== undefined && !columns.has(grant.column) ? undefined : grant,
  );
}

/** A role is dropped: what it was given goes, and what it gave, as if it never had been. */
export function forgetRole(draft: Draft, role: string): void {
  draft.grants.delete(role);
  draft.bindings.delete(role);
  mapGrants(draft, (grant) => (grant.grantor === role ? undefined : grant));
  draft.members.delete(role);
  for (const [of, members] of [...draft.members.current]) {
    if (!members.has(role)) continue;
    const rest = new Map(members);
    rest.delete(role);
    if (rest.size === 0) draft.members.delete(of);
    else draft.members.set(of, rest);
  }
  for (const [relation, owner] of [...draft.owners.current]) if (owner === role) draft.owners.delete(relation);
  for (const [key, { definer, grantee }] of [...draft.defaultGrants.current]) {
    if (definer === role || grantee === role) draft.defaultGrants.delete(key);
  }
}

/** A role goes by another name: all that named it does so still. */
export function renameRole(draft: Draft, role: string, to: string): void {
  const renamed = (name: string): string => (name === role ? to : name);
  const ownGrants = draft.grants.current.get(role);
  if (ownGrants !== undefined) {
    draft.grants.delete(role);
    draft.grants.set(to, ownGrants);
  }
  mapGrants(draft, (grant) => (grant.grantor === role ? { ...grant, grantor: to } : grant));
  const bound = draft.bindings.current.get(role);
  if (bound !== undefined) {
    draft.bindings.delete(role);
    draft.bindings.set(to, bound);
  }
  for (const [dataset, security] of [...draft.rowSecurity.current]) {
    const policies = security.policies.map((policy) =>
      policy.roles === "public" || !policy.roles.includes(role)
        ? policy
        : { ...policy, roles: policy.roles.map(renamed) },
    );
    if (policies.some((policy, index) => policy !== security.policies[index])) {
      draft.rowSecurity.set(dataset, { ...security, policies });
    }
  }
  for (const [of, members] of [...draft.members.current]) {
    draft.members.delete(of);
    draft.members.set(
      renamed(of),
      new Map(
        [...members].map(([member, membership]) => [
          renamed(member),
          membership.grantor === role ? { ...membership, grantor: to } : membership,
        ]),
      ),
    );
  }
  for (const [relation, owner] of [...draft.owners.current]) if (owner === role) draft.owners.set(relation, to);
  for (const [key, grant] of [...draft.defaultGrants.current]) {
    const changed = { ...grant, definer: renamed(grant.definer), grantee: renamed(grant.grantee) };
    draft.defaultGrants.delete(key);
    draft.defaultGrants.set(defaultGrantKey(changed), changed);
  }
}

export interface Held {
  readonly privileges: ReadonlySet<Privilege>;
  readonly grantable: ReadonlySet<Privilege>;
}

export const nothingHeld: Held = { privileges: new Set(), grantable: new Set() };

export function withGranted(held: Held, privileges: readonly Privilege[], withGrantOption: boolean): Held {
  return {
    privileges: new Set([...held.privileges, ...privileges]),
    grantable: withGrantOption ? new Set([...held.grantable, ...privileges]) : held.grantable,
  };
}

export function withRevoked(held: Held, privileges: readonly Privilege[], grantOptionOnly: boolean): Held {
  const without = (set: ReadonlySet<Privilege>): ReadonlySet<Privilege> =>
    new Set([...set].filter((privilege) => !privileges.includes(privilege)));
  return {
    privileges: grantOptionOnly ? held.privileges : without(held.privileges),
    grantable: without(held.grantable),
  };
}
