// Roles become members of roles, and cease to be.
import { z } from "zod";
import { InvalidGrantOperation } from "../../errors.js";
import type { Draft } from "../draft.js";
import type { EventRules } from "./event-rule.js";
import { findRole } from "./role-events.js";

export const memberRules: EventRules<"memberAdded" | "memberRemoved"> = {
  memberAdded: {
    schema: z.strictObject({
      kind: z.literal("memberAdded"),
      role: z.string(),
      member: z.string(),
      grantor: z.string().exactOptional(),
      hasAdminOption: z.boolean(),
    }),
    apply(draft, { role, member, grantor, hasAdminOption }) {
      findRole(draft, role);
      findRole(draft, member);
      if (reaches(draft, role, member)) {
        throw new InvalidGrantOperation(`role "${role}" is a member of role "${member}"`);
      }
      const membership = { ...(grantor === undefined ? {} : { grantor }), hasAdminOption };
      draft.members.set(role, new Map(draft.members.current.get(role)).set(member, membership));
    },
  },

  memberRemoved: {
    schema: z.strictObject({ kind: z.literal("memberRemoved"), role: z.string(), member: z.string() }),
    apply(draft, { role, member }) {
      const members = new Map(draft.members.current.get(role));
      if (!members.delete(member)) return;
      if (members.size === 0) draft.members.delete(role);
      else draft.members.set(role, members);
    },
  },
};

/** Whether `member` is, by whatever way, a member of `role`; every role is one of itself. */
function reaches(draft: Draft, member: string, role: string): boolean {
  const seen = new Set([role]);
  for (const at of seen) {
    if (at === member) return true;
    for (const next of draft.members.current.get(at)?.keys() ?? []) seen.add(next);
  }
  return false;
}
