// Row policies come, change and go, and are switched on for a dataset.
// https://www.postgresql.org/docs/15/ddl-rowsecurity.html
import { z } from "zod";
import { DuplicateObject, UndefinedObject } from "../../errors.js";
import type { Draft } from "../draft.js";
import type { Policy, RowSecurity } from "../snapshot.js";
import { policySchema } from "../snapshot-schemas.js";
import { findDataset } from "./dataset-events.js";
import type { EventRules } from "./event-rule.js";
import { findRole } from "./role-events.js";

export const policyRules: EventRules<"policyCreated" | "policyAltered" | "policyDropped" | "rowSecurityAltered"> = {
  policyCreated: {
    schema: z.strictObject({ kind: z.literal("policyCreated"), dataset: z.string(), policy: policySchema }),
    apply(draft, { dataset, policy }) {
      assertRoles(draft, policy);
      assertFree(draft, dataset, policy.name);
      change(draft, dataset, (policies) => [...policies, policy]);
    },
  },

  policyAltered: {
    schema: z.strictObject({
      kind: z.literal("policyAltered"),
      dataset: z.string(),
      policy: z.string(),
      to: policySchema,
    }),
    apply(draft, { dataset, policy, to }) {
      assertThere(draft, dataset, policy);
      assertRoles(draft, to);
      if (to.name !== policy) assertFree(draft, dataset, to.name);
      change(draft, dataset, (policies) => policies.map((one) => (one.name === policy ? to : one)));
    },
  },

  policyDropped: {
    schema: z.strictObject({ kind: z.literal("policyDropped"), dataset: z.string(), policy: z.string() }),
    apply(draft, { dataset, policy }) {
      assertThere(draft, dataset, policy);
      change(draft, dataset, (policies) => policies.filter(({ name }) => name !== policy));
    },
  },

  rowSecurityAltered: {
    schema: z.strictObject({
      kind: z.literal("rowSecurityAltered"),
      dataset: z.string(),
      isEnabled: z.boolean(),
      isForced: z.boolean(),
    }),
    apply(draft, { dataset, isEnabled, isForced }) {
      findDataset(draft, dataset);
      draft.rowSecurity.set(dataset, { ...securityOf(draft, dataset), isEnabled, isForced });
    },
  },
};

function securityOf(draft: Draft, dataset: string): RowSecurity {
  return draft.rowSecurity.current.get(dataset) ?? { isEnabled: false, isForced: false, policies: [] };
}

function change(draft: Draft, dataset: string, alter: (policies: readonly Policy[]) => readonly Policy[]): void {
  findDataset(draft, dataset);
  const security = securityOf(draft, dataset);
  draft.rowSecurity.set(dataset, { ...security, policies: alter(security.policies) });
}

function assertRoles(draft: Draft, { roles }: Policy): void {
  if (roles !== "public") for (const role of roles) findRole(draft, role);
}

function assertFree(draft: Draft, dataset: string, policy: string): void {
  if (!securityOf(draft, dataset).policies.some(({ name }) => name === policy)) return;
  throw new DuplicateObject(`policy "${policy}" for table "${dataset}" already exists`);
}

function assertThere(draft: Draft, dataset: string, policy: string): void {
  findDataset(draft, dataset);
  if (securityOf(draft, dataset).policies.some(({ name }) => name === policy)) return;
  throw new UndefinedObject(`policy "${policy}" for table "${dataset}" does not exist`);
}
