// Roles gain and lose privileges on relations and their columns.
import { z } from "zod";
import { UndefinedTable } from "../../errors.js";
import type { Draft } from "../draft.js";
import { type Held, nothingHeld, setGrants, withGranted, withRevoked } from "../draft-rights.js";
import type { GrantChange } from "../events.js";
import { publicGrantee } from "../snapshot.js";
import { privilegesSchema } from "../snapshot-schemas.js";
import type { EventRules } from "./event-rule.js";
import { findRole } from "./role-events.js";

const shape = {
  role: z.string(),
  dataset: z.string(),
  privileges: privilegesSchema,
  columns: z.array(z.string()).exactOptional(),
  grantor: z.string().exactOptional(),
};

export const grantRules: EventRules<"granted" | "revoked"> = {
  granted: {
    schema: z.strictObject({ kind: z.literal("granted"), ...shape, withGrantOption: z.literal(true).exactOptional() }),
    apply: (draft, event) =>
      change(draft, event, (held) => withGranted(held, event.privileges, event.withGrantOption === true)),
  },

  revoked: {
    schema: z.strictObject({ kind: z.literal("revoked"), ...shape, grantOptionOnly: z.literal(true).exactOptional() }),
    apply: (draft, event) =>
      change(draft, event, (held) => withRevoked(held, event.privileges, event.grantOptionOnly === true)),
  },
};

/** Granting what is held, and revoking what is not, changes nothing and is no error, as in PostgreSQL. */
function change(draft: Draft, event: GrantChange, alter: (held: Held) => Held): void {
  const { role, dataset: relation, columns, grantor } = event;
  findGrantee(draft, role);
  assertRelation(draft, relation);
  let grants = draft.grants.current.get(role)?.get(relation) ?? [];
  for (const column of columns ?? [undefined]) {
    const isThis = (grant: { readonly grantor?: string; readonly column?: string }): boolean =>
      grant.grantor === grantor && grant.column === column;
    const held = grants.find(isThis) ?? nothingHeld;
    const { privileges, grantable } = alter(held);
    if (privileges.size === held.privileges.size && grantable.size === held.grantable.size) continue;
    const changed = {
      ...(grantor === undefined ? {} : { grantor }),
      ...(column === undefined ? {} : { column }),
      privileges,
      grantable,
    };
    grants = [...grants.filter((grant) => !isThis(grant)), ...(privileges.size === 0 ? [] : [changed])];
  }
  if (grants !== draft.grants.current.get(role)?.get(relation)) setGrants(draft, role, relation, grants);
}

export function findGrantee(draft: Draft, name: string): void {
  if (name !== publicGrantee) findRole(draft, name);
}

/** Rights go by a relation's name, whatever kind it is of. */
export function assertRelation(draft: Draft, name: string): void {
  if (!draft.datasets.current.has(name) && !draft.views.current.has(name)) throw new UndefinedTable(name);
}
