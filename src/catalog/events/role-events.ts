// Roles come, change and go, but never the last one that could put things right again.
import { z } from "zod";
import {
  DependentObjectsStillExist,
  DuplicateObject,
  InvalidName,
  ReservedName,
  UndefinedObject,
} from "../../errors.js";
import { limits } from "../../limits.js";
import type { Draft } from "../draft.js";
import { forgetRole, renameRole } from "../draft-rights.js";
import { publicGrantee, type Role } from "../snapshot.js";
import { roleSchema } from "../snapshot-schemas.js";
import type { EventRules } from "./event-rule.js";

export const roleRules: EventRules<"roleCreated" | "roleAltered" | "roleRenamed" | "roleDropped"> = {
  roleCreated: {
    schema: z.strictObject({ kind: z.literal("roleCreated"), role: roleSchema }),
    apply(draft, { role }) {
      assertRoleName(role.name);
      if (draft.roles.current.has(role.name)) throw new DuplicateObject(`role "${role.name}" already exists`);
      draft.roles.set(role.name, role);
    },
  },

  roleAltered: {
    schema: z.strictObject({ kind: z.literal("roleAltered"), role: roleSchema }),
    apply(draft, { role }) {
      findRole(draft, role.name);
      if (!canPutThingsRight(role)) assertNotLastSuperuser(draft, role.name, "alter");
      draft.roles.set(role.name, role);
    },
  },

  roleRenamed: {
    schema: z.strictObject({ kind: z.literal("roleRenamed"), role: z.string(), to: z.string() }),
    apply(draft, { role: name, to }) {
      const role = findRole(draft, name);
      assertRoleName(to);
      if (draft.roles.current.has(to)) throw new DuplicateObject(`role "${to}" already exists`);
      draft.roles.delete(name);
      draft.roles.set(to, { ...role, name: to });
      renameRole(draft, name, to);
    },
  },

  roleDropped: {
    schema: z.strictObject({ kind: z.literal("roleDropped"), role: z.string() }),
    apply(draft, { role }) {
      findRole(draft, role);
      assertNotLastSuperuser(draft, role, "drop");
      assertNamedByNoPolicy(draft, role);
      draft.roles.delete(role);
      forgetRole(draft, role);
    },
  },
};

export function findRole(draft: Draft, name: string): Role {
  const role = draft.roles.current.get(name);
  if (role === undefined) throw new UndefinedObject(`role "${name}" does not exist`);
  return role;
}

function assertRoleName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > limits.identifierBytesMax || /\p{Cc}|\p{Cs}/u.test(name)) {
    throw new InvalidName(`invalid role name ${JSON.stringify(name)}`, {
      hint: `A role's name has 1 to ${limits.identifierBytesMax} bytes and no control characters.`,
    });
  }
  if (name === publicGrantee || name === "none") throw new ReservedName(`role name "${name}" is reserved`);
  if (name.startsWith("pg_")) {
    throw new ReservedName(`role name "${name}" is reserved`, {
      detail: 'Role names starting with "pg_" are reserved.',
    });
  }
}

function canPutThingsRight(role: Role): boolean {
  return role.isSuperuser && role.canLogin;
}

function assertNotLastSuperuser(draft: Draft, name: string, verb: "alter" | "drop"): void {
  const [last, ...others] = [...draft.roles.current.values()].filter(canPutThingsRight);
  if (last?.name !== name || others.length > 0) return;
  throw new DependentObjectsStillExist(
    `cannot ${verb} role "${name}" because it is the last superuser that can log in`,
    { hint: "Make another superuser first." },
  );
}

/** A policy that loses a role would be another policy, for a role of that name to come or for nobody. */
function assertNamedByNoPolicy(draft: Draft, role: string): void {
  for (const [dataset, { policies }] of draft.rowSecurity.current) {
    const policy = policies.find(({ roles }) => roles !== "public" && roles.includes(role));
    if (policy === undefined) continue;
    throw new DependentObjectsStillExist(`role "${role}" cannot be dropped because some objects depend on it`, {
      detail: `target of policy ${policy.name} on table ${dataset}`,
    });
  }
}
