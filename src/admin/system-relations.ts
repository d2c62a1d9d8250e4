// All of `sluice.*` that administration shows.
import type { BucketErrors, Catalog } from "../catalog/api.js";
import type { AuditLog } from "./audit/audit-log.js";
import type { Results, RowRules, SystemRelation } from "../engine/api.js";
import { auditRelation } from "./relations/audit.js";
import { bucketErrorsRelation } from "./relations/bucket-errors.js";
import { bucketsRelation } from "./relations/buckets.js";
import { datasetsRelation } from "./relations/datasets.js";
import { defaultGrantsRelation } from "./relations/default-grants.js";
import { grantsRelation } from "./relations/grants.js";
import { journalRelation } from "./relations/journal.js";
import { objectsRelation } from "./relations/objects.js";
import { policiesRelation } from "./relations/policies.js";
import { resultsRelation } from "./relations/results.js";
import { roleMembersRelation } from "./relations/role-members.js";
import { rolesRelation } from "./relations/roles.js";
import { type GatewaySetting, settingsRelation } from "./relations/settings.js";
import { viewsRelation } from "./relations/views.js";

export interface SystemRelationParts {
  readonly catalog: Catalog;
  readonly rowRules: RowRules;
  readonly results: Results;
  readonly bucketErrors: Pick<BucketErrors, "list">;
  readonly auditLog: Pick<AuditLog, "read">;
  readonly settings: readonly GatewaySetting[];
}

export function systemRelations({
  catalog,
  rowRules,
  results,
  bucketErrors,
  auditLog,
  settings,
}: SystemRelationParts): readonly SystemRelation[] {
  return [
    datasetsRelation(catalog),
    objectsRelation(catalog),
    bucketsRelation(catalog),
    bucketErrorsRelation(bucketErrors),
    journalRelation(catalog),
    settingsRelation(settings),
    rolesRelation(catalog),
    roleMembersRelation(catalog),
    defaultGrantsRelation(catalog),
    grantsRelation(catalog),
    viewsRelation(catalog, rowRules),
    policiesRelation(catalog),
    auditRelation(auditLog),
    resultsRelation(results),
  ];
}
