// Who may do what, as a state of the catalog has it. PostgreSQL's rules: src/backend/utils/adt/acl.c
import { type Grant, type Privilege, publicGrantee, type Role, type Snapshot } from "./snapshot.js";

/** All that rights hang on. */
export type Rights = Pick<Snapshot, "roles" | "members" | "grants" | "owners" | "views" | "bindings" | "rowSecurity">;

/** Whether nothing about rights has changed from one state to the other. */
export function sameRights(left: Rights, right: Rights): boolean {
  return (
    left.roles === right.roles &&
    left.members === right.members &&
    left.grants === right.grants &&
    left.owners === right.owners &&
    left.views === right.views &&
    left.bindings === right.bindings &&
    left.rowSecurity === right.rowSecurity
  );
}

export function isSuperuser(rights: Rights, role: string): boolean {
  return rights.roles.get(role)?.isSuperuser === true;
}

/** The role, and all that it is a member of, by whatever way: whom it may become with SET ROLE. */
export function rolesReached(rights: Rights, role: string): ReadonlySet<string> {
  return reached(rights, role, () => true);
}

/** The role, and those whose rights it has without further ado: NOINHERIT ends the way. */
export function rolesHeld(rights: Rights, role: string): ReadonlySet<string> {
  const known = heldByRights.get(rights.members) ?? new Map<string, Known>();
  heldByRights.set(rights.members, known);
  const entry = known.get(role);
  if (entry?.roles === rights.roles) return entry.held;
  const held = reached(rights, role, (at) => at.inherits !== false);
  known.set(role, { roles: rights.roles, held });
  return held;
}

interface Known {
  readonly roles: Rights["roles"];
  readonly held: ReadonlySet<string>;
}

/** Asked for every name in every statement. Goes with the state it was found in. */
const heldByRights = new WeakMap<Rights["members"], Map<string, Known>>();

function reached(rights: Rights, role: string, goesOn: (role: Role) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  if (!rights.roles.has(role)) return found;
  found.add(role);
  for (const at of found) {
    const known = rights.roles.get(at);
    if (known === undefined || !goesOn(known)) continue;
    for (const [of, members] of rights.members) if (members.has(at)) found.add(of);
  }
  return found;
}

/** Whether one may SET ROLE to the other. */
export function isMemberOf(rights: Rights, member: string, role: string): boolean {
  return isSuperuser(rights, member) || rolesReached(rights, member).has(role);
}

/** Whether a role may decide who is a member of another. */
export function hasAdminOption(rights: Rights, role: string, of: string): boolean {
  if (isSuperuser(rights, role)) return true;
  const members = rights.members.get(of);
  return [...rolesReached(rights, role)].some((name) => name !== of && members?.get(name)?.hasAdminOption === true);
}

/** Whether it is the relation's owner, or as good as. */
export function isOwner(rights: Rights, role: string, relation: string): boolean {
  if (isSuperuser(rights, role)) return true;
  const owner = rights.owners.get(relation);
  return owner !== undefined && rolesHeld(rights, role).has(owner);
}

/** What was granted a role on a relation: itself, everybody, or a role whose rights it has. */
export function grantsHeld(rights: Rights, role: string, relation: string): readonly Grant[] {
  if (!rights.roles.has(role)) return [];
  return [...rolesHeld(rights, role), publicGrantee].flatMap((name) => rights.grants.get(name)?.get(relation) ?? []);
}

/** The columns that a privilege is held on: all, also those to come, or these. */
export function columnsHeld(
  rights: Rights,
  role: string,
  relation: string,
  privilege: Privilege,
): "all" | ReadonlySet<string> {
  if (isOwner(rights, role, relation)) return "all";
  // Who is bound to a view may read it.
  if (privilege === "select" && isBound(rights, role, relation)) return "all";
  const columns = new Set<string>();
  for (const grant of grantsHeld(rights, role, relation)) {
    if (!grant.privileges.has(privilege)) continue;
    if (grant.column === undefined) return "all";
    columns.add(grant.column);
  }
  return columns;
}

/** Whether anything of it may be read: to anybody else, the relation is not there. */
export function mayRead(rights: Rights, role: string, relation: string): boolean {
  const columns = columnsHeld(rights, role, relation, "select");
  return columns === "all" || columns.size > 0;
}

/**
 * The view that a name stands for when the role says it: its own, or that of a role whose rights it has. To a superuser, only
 * its own: they are members of no role for the sake of its bounds.
 */
export function boundView(rights: Rights, role: string, name: string): string | undefined {
  for (const held of bindersOf(rights, role)) {
    const view = rights.bindings.get(held)?.get(name);
    if (view !== undefined) return view;
  }
  return undefined;
}

function isBound(rights: Rights, role: string, relation: string): boolean {
  if (!rights.views.has(relation)) return false;
  return [...bindersOf(rights, role)].some((held) =>
    [...(rights.bindings.get(held)?.values() ?? [])].includes(relation),
  );
}

function bindersOf(rights: Rights, role: string): Iterable<string> {
  return isSuperuser(rights, role) ? [role] : rolesHeld(rights, role);
}

/** Whether no row of the dataset is hidden from the role. */
export function seesAllRows(rights: Rights, role: string, dataset: string): boolean {
  const security = rights.rowSecurity.get(dataset);
  if (security?.isEnabled !== true || isSuperuser(rights, role)) return true;
  if (rights.roles.get(role)?.bypassesRowSecurity === true) return true;
  return !security.isForced && isOwner(rights, role, dataset);
}
