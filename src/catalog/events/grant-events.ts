// Roles gain and lose privileges on datasets and views.
import { z } from "zod";
import type { Draft } from "../draft.js";
import type { EventOf } from "../events.js";
import { privilegesSchema } from "../snapshot-schemas.js";
import { findDataset } from "./dataset-events.js";
import type { EventRules } from "./event-rule.js";
import { findRole } from "./role-events.js";

type Privilege = EventOf<"granted">["privileges"][number];

export const grantRules: EventRules<"granted" | "revoked"> = {
  granted: {
    schema: z.strictObject({
      kind: z.literal("granted"),
      role: z.string(),
      dataset: z.string(),
      privileges: privilegesSchema,
    }),
    apply: (draft, event) => change(draft, event, (held) => new Set([...held, ...event.privileges])),
  },

  revoked: {
    schema: z.strictObject({
      kind: z.literal("revoked"),
      role: z.string(),
      dataset: z.string(),
      privileges: privilegesSchema,
    }),
    apply: (draft, event) =>
      change(draft, event, (held) => new Set([...held].filter((privilege) => !event.privileges.includes(privilege)))),
  },
};

/** Granting what is held, and revoking what is not, changes nothing and is no error, as in PostgreSQL. */
function change(
  draft: Draft,
  { role, dataset }: { readonly role: string; readonly dataset: string },
  alter: (held: ReadonlySet<Privilege>) => ReadonlySet<Privilege>,
): void {
  findRole(draft, role);
  if (!draft.views.current.has(dataset)) findDataset(draft, dataset);
  const grants = draft.grants.current.get(role) ?? new Map<string, never>();
  const held = grants.get(dataset)?.privileges ?? new Set<Privilege>();
  const privileges = alter(held);
  if (privileges.size === held.size) return;
  const changed = new Map(grants);
  if (privileges.size === 0) changed.delete(dataset);
  else changed.set(dataset, { privileges });
  if (changed.size === 0) draft.grants.delete(role);
  else draft.grants.set(role, changed);
}
