// GRANT role TO role, and REVOKE, in PostgreSQL's words: src/backend/commands/user.c
import {
  type Catalog,
  type CatalogEvent,
  hasAdminOption,
  isSuperuser,
  rolesReached,
  type Snapshot,
} from "../catalog/api.js";
import type { AdministrationCommand, Notice, RoleReference } from "../engine/api.js";
import { InsufficientPrivilege, InvalidGrantOperation } from "../errors.js";
import { type Commander, mayCreateRoles, notice, roleNamed, warning } from "./commander.js";

type MemberCommand = Extract<AdministrationCommand, { readonly isAdminOption: boolean }>;

interface Outcome {
  readonly events: readonly CatalogEvent[];
  readonly notices: readonly Notice[];
}

const nothing: Outcome = { events: [], notices: [] };

/** All of it, or none: one commit. */
export async function changeMembers(
  catalog: Catalog,
  { isGrant, roles, members, isAdminOption, grantor }: MemberCommand,
  commander: Commander,
): Promise<readonly Notice[]> {
  let notices: readonly Notice[] = [];
  await catalog.commit(commander.authorship, (newest) => {
    const outcomes = roles.map((of) =>
      isGrant
        ? addMembers(newest, commander, { of, members, hasAdminOption: isAdminOption, grantor })
        : removeMembers(newest, commander, { of, members, adminOptionOnly: isAdminOption, grantor }),
    );
    notices = outcomes.flatMap((outcome) => outcome.notices);
    return outcomes.flatMap((outcome) => outcome.events);
  });
  return notices;
}

/** Circles through several members of one command are found when it is applied. */
export function addMembers(
  snapshot: Snapshot,
  commander: Commander,
  order: {
    readonly of: RoleReference;
    readonly members: readonly RoleReference[];
    readonly hasAdminOption: boolean;
    readonly grantor?: RoleReference | undefined;
  },
): Outcome {
  if (order.members.length === 0) return nothing;
  const of = roleNamed(snapshot, order.of, commander);
  const members = order.members.map((reference) => roleNamed(snapshot, reference, commander));
  const grantor = roleNamed(snapshot, order.grantor ?? { is: "current" }, commander);
  assertMayChange(snapshot, commander, of, grantor);
  const known = snapshot.members.get(of);
  const events: CatalogEvent[] = [];
  const notices: Notice[] = [];
  for (const member of members) {
    if (rolesReached(snapshot, of).has(member)) {
      throw new InvalidGrantOperation(`role "${of}" is a member of role "${member}"`);
    }
    const membership = known?.get(member);
    if (membership !== undefined && (!order.hasAdminOption || membership.hasAdminOption)) {
      notices.push(notice(`role "${member}" is already a member of role "${of}"`));
    } else {
      events.push({ kind: "memberAdded", role: of, member, grantor, hasAdminOption: order.hasAdminOption });
    }
  }
  return { events, notices };
}

function removeMembers(
  snapshot: Snapshot,
  commander: Commander,
  order: {
    readonly of: RoleReference;
    readonly members: readonly RoleReference[];
    readonly adminOptionOnly: boolean;
    readonly grantor: RoleReference | undefined;
  },
): Outcome {
  const of = roleNamed(snapshot, order.of, commander);
  const members = order.members.map((reference) => roleNamed(snapshot, reference, commander));
  assertMayChange(snapshot, commander, of, roleNamed(snapshot, order.grantor ?? { is: "current" }, commander));
  const known = snapshot.members.get(of);
  const events: CatalogEvent[] = [];
  const notices: Notice[] = [];
  for (const member of members) {
    const membership = known?.get(member);
    if (membership === undefined) {
      notices.push(warning("01000", `role "${member}" is not a member of role "${of}"`));
    } else if (order.adminOptionOnly) {
      events.push({ kind: "memberAdded", role: of, member, ...membership, hasAdminOption: false });
    } else {
      events.push({ kind: "memberRemoved", role: of, member });
    }
  }
  return { events, notices };
}

function assertMayChange(snapshot: Snapshot, { role: commander }: Commander, of: string, grantor: string): void {
  if (isSuperuser(snapshot, commander)) return;
  if (isSuperuser(snapshot, of)) throw new InsufficientPrivilege("must be superuser to alter superusers");
  if (!mayCreateRoles(snapshot, commander) && !hasAdminOption(snapshot, commander, of)) {
    throw new InsufficientPrivilege(`must have admin option on role "${of}"`);
  }
  // Of the record only; but nobody is to be named in it for what they have not done.
  if (grantor !== commander) throw new InsufficientPrivilege("must be superuser to set grantor");
}
