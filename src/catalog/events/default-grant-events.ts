// What is granted on relations to come is changed.
import { z } from "zod";
import type { Draft } from "../draft.js";
import { type Held, nothingHeld, withGranted, withRevoked } from "../draft-rights.js";
import type { DefaultGrantChange } from "../events.js";
import { defaultGrantKey } from "../snapshot.js";
import { privilegesSchema } from "../snapshot-schemas.js";
import type { EventRules } from "./event-rule.js";
import { findGrantee } from "./grant-events.js";
import { findRole } from "./role-events.js";

const shape = {
  definer: z.string(),
  schema: z.string().exactOptional(),
  grantee: z.string(),
  privileges: privilegesSchema,
};

export const defaultGrantRules: EventRules<"defaultGranted" | "defaultRevoked"> = {
  defaultGranted: {
    schema: z.strictObject({
      kind: z.literal("defaultGranted"),
      ...shape,
      withGrantOption: z.literal(true).exactOptional(),
    }),
    apply: (draft, event) =>
      change(draft, event, (held) => withGranted(held, event.privileges, event.withGrantOption === true)),
  },

  defaultRevoked: {
    schema: z.strictObject({
      kind: z.literal("defaultRevoked"),
      ...shape,
      grantOptionOnly: z.literal(true).exactOptional(),
    }),
    apply: (draft, event) =>
      change(draft, event, (held) => withRevoked(held, event.privileges, event.grantOptionOnly === true)),
  },
};

function change(draft: Draft, event: DefaultGrantChange, alter: (held: Held) => Held): void {
  const { definer, schema, grantee } = event;
  findRole(draft, definer);
  findGrantee(draft, grantee);
  const key = defaultGrantKey(event);
  const { privileges, grantable } = alter(draft.defaultGrants.current.get(key) ?? nothingHeld);
  if (privileges.size === 0) draft.defaultGrants.delete(key);
  else {
    draft.defaultGrants.set(key, {
      definer,
      ...(schema === undefined ? {} : { schema }),
      grantee,
      privileges,
      grantable,
    });
  }
}
