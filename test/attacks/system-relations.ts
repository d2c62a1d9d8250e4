// The gateway's own relations.
import type { Attack } from "./attack.js";

export const systemRelations: readonly Attack[] = [
  ["SELECT * FROM sluice.datasets", ["0 rows", "1 rows", "0 rows"]],
  ["SELECT * FROM sluice.objects", ["0 rows", "1 rows", "0 rows"]],
  ["SELECT * FROM sluice.buckets", "42501"],
  ["SELECT * FROM sluice.journal", "42501"],
  ["SELECT * FROM sluice.sessions", "1 rows"],
  ["SELECT * FROM sluice.settings", "42501"],
  ["SELECT * FROM sluice.roles", "1 rows"],
  ["SELECT * FROM sluice.role_members", "0 rows"],
  ["SELECT * FROM sluice.grants", ["0 rows", "1 rows", "0 rows"]],
  ["SELECT * FROM sluice.default_grants", "0 rows"],
  ["SELECT * FROM sluice.views", ["1 rows", "0 rows", "0 rows"]],
  ["SELECT * FROM sluice.policies", "42501"],
  ["SELECT * FROM sluice.logins", "42501"],
  ["SELECT * FROM sluice.tombstones", "42501"],
  ["SELECT * FROM sluice.holds", "42501"],
  ["SELECT * FROM sluice.audit", "42501"],
  ["SELECT * FROM sluice.nosuch", "42P01"],
  ['SELECT * FROM "SLUICE".journal', "42P01"],
  ['SELECT * FROM sluice."Journal"', "42P01"],
  ["SELECT * FROM datasets", "42P01"],
  ["SELECT (SELECT count(*) FROM sluice.journal)", "42501"],
  ["WITH datasets AS (SELECT * FROM sluice.journal) SELECT * FROM datasets", "42501"],
  ["SELECT count(*) FROM sluice.datasets, sluice.objects", "1 rows"],
];
