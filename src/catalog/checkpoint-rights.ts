// What a checkpoint keeps of memberships, grants and owners. Older checkpoints have grants of whole datasets only.
import { z } from "zod";
import {
  type DefaultGrant,
  defaultGrantKey,
  type Grant,
  type Membership,
  type Privilege,
  type Snapshot,
} from "./snapshot.js";
import { privilegesSchema } from "./snapshot-schemas.js";

type StoredRights = Pick<Snapshot, "members" | "grants" | "owners" | "defaultGrants">;

export const rightsSchema = {
  grants: z.array(
    z.strictObject({
      role: z.string(),
      dataset: z.string(),
      privileges: privilegesSchema,
      grantable: privilegesSchema.exactOptional(),
      grantor: z.string().exactOptional(),
      column: z.string().exactOptional(),
    }),
  ),
  members: z
    .array(
      z.strictObject({
        role: z.string(),
        member: z.string(),
        hasAdminOption: z.boolean(),
        grantor: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  owners: z.array(z.strictObject({ relation: z.string(), owner: z.string() })).exactOptional(),
  defaultGrants: z
    .array(
      z.strictObject({
        definer: z.string(),
        schema: z.string().exactOptional(),
        grantee: z.string(),
        privileges: privilegesSchema,
        grantable: privilegesSchema,
      }),
    )
    .exactOptional(),
};

type EncodedRights = z.infer<z.ZodObject<typeof rightsSchema>>;

export function encodeRights({ members, grants, owners, defaultGrants }: StoredRights): EncodedRights {
  return {
    grants: [...grants].flatMap(([role, relations]) =>
      [...relations].flatMap(([dataset, held]) => held.map((grant) => ({ role, dataset, ...grant, ...lists(grant) }))),
    ),
    members: [...members].flatMap(([role, ofRole]) =>
      [...ofRole].map(([member, membership]) => ({ role, member, ...membership })),
    ),
    owners: [...owners].map(([relation, owner]) => ({ relation, owner })),
    defaultGrants: [...defaultGrants.values()].map((grant) => ({ ...grant, ...lists(grant) })),
  };
}

export function decodeRights(state: EncodedRights): StoredRights {
  const grants = new Map<string, Map<string, Grant[]>>();
  for (const { role, dataset, ...grant } of state.grants) {
    const ofRole = grants.get(role) ?? new Map<string, Grant[]>();
    grants.set(role, ofRole.set(dataset, [...(ofRole.get(dataset) ?? []), { ...grant, ...sets(grant) }]));
  }
  const members = new Map<string, Map<string, Membership>>();
  for (const { role, member, ...membership } of state.members ?? []) {
    members.set(role, (members.get(role) ?? new Map<string, Membership>()).set(member, membership));
  }
  const defaults = (state.defaultGrants ?? []).map((grant): DefaultGrant => ({ ...grant, ...sets(grant) }));
  return {
    members,
    grants,
    owners: new Map((state.owners ?? []).map(({ relation, owner }) => [relation, owner])),
    defaultGrants: new Map(defaults.map((grant) => [defaultGrantKey(grant), grant])),
  };
}

function lists({ privileges, grantable }: Pick<Grant, "privileges" | "grantable">) {
  return { privileges: [...privileges], grantable: [...grantable] };
}

function sets(grant: { readonly privileges: readonly Privilege[]; readonly grantable?: readonly Privilege[] }) {
  return { privileges: new Set(grant.privileges), grantable: new Set(grant.grantable) };
}
