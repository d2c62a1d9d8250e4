// Relations change hands.
import { z } from "zod";
import type { EventRules } from "./event-rule.js";
import { assertRelation } from "./grant-events.js";
import { findRole } from "./role-events.js";

export const ownerRules: EventRules<"ownerChanged"> = {
  ownerChanged: {
    schema: z.strictObject({ kind: z.literal("ownerChanged"), relation: z.string(), owner: z.string().nullable() }),
    apply(draft, { relation, owner }) {
      assertRelation(draft, relation);
      if (owner === null) {
        draft.owners.delete(relation);
      } else {
        findRole(draft, owner);
        draft.owners.set(relation, owner);
      }
    },
  },
};
