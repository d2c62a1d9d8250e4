// Who may read which dataset. To anybody else, a dataset is not there.
import type { Snapshot } from "../catalog/api.js";

export function canRead(snapshot: Snapshot, role: string, dataset: string): boolean {
  const known = snapshot.roles.get(role);
  if (known === undefined) return false;
  return known.isSuperuser || snapshot.grants.get(role)?.get(dataset)?.privileges.has("select") === true;
}
