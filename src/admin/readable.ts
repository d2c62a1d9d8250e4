// Who may read which dataset or view. To anybody else, it is not there.
import type { Snapshot } from "../catalog/api.js";

export function canRead(snapshot: Snapshot, role: string, relation: string): boolean {
  const known = snapshot.roles.get(role);
  if (known === undefined) return false;
  if (known.isSuperuser || snapshot.grants.get(role)?.get(relation)?.privileges.has("select") === true) return true;
  return snapshot.views.has(relation) && [...(snapshot.bindings.get(role)?.values() ?? [])].includes(relation);
}

/** Whether a reader of the dataset may be told figures about all of its rows. */
export function seesAllRows(snapshot: Snapshot, role: string, dataset: string): boolean {
  return snapshot.roles.get(role)?.isSuperuser === true || snapshot.rowSecurity.get(dataset)?.isEnabled !== true;
}
