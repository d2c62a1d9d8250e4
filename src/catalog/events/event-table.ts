// Every kind of event with its rule. Forgetting one does not compile.
import type { Draft } from "../draft.js";
import type { EventKind, EventOf } from "../events.js";
import { bucketRules } from "./bucket-events.js";
import { datasetRules } from "./dataset-events.js";
import type { EventRule, EventRules } from "./event-rule.js";
import { defaultGrantRules } from "./default-grant-events.js";
import { grantRules } from "./grant-events.js";
import { memberRules } from "./member-events.js";
import { ownerRules } from "./owner-events.js";
import { policyRules } from "./policy-events.js";
import { roleRules } from "./role-events.js";
import { tombstoneRules } from "./tombstone-events.js";
import { viewRules } from "./view-events.js";

const eventTable: EventRules<EventKind> = {
  ...bucketRules,
  ...datasetRules,
  ...roleRules,
  ...memberRules,
  ...grantRules,
  ...ownerRules,
  ...defaultGrantRules,
  ...viewRules,
  ...policyRules,
  ...tombstoneRules,
};

export function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(eventTable, kind);
}

export function schemaOf<Kind extends EventKind>(kind: Kind): EventRule<Kind>["schema"] {
  return eventTable[kind].schema;
}

export function applyEvent<Kind extends EventKind>(draft: Draft, event: EventOf<Kind> & { readonly kind: Kind }): void {
  const rule: EventRule<Kind> = eventTable[event.kind];
  rule.apply(draft, event);
}
