// Who may read which dataset or view. To anybody else, it is not there.
import { isSuperuser, mayRead, seesAllRows as seesAllRowsOf, type Snapshot } from "../catalog/api.js";

export function canRead(snapshot: Snapshot, role: string, relation: string): boolean {
  return mayRead(snapshot, role, relation);
}

/** Whether a reader of the dataset may be told figures about all of its rows, erased ones included. */
export function seesAllRows(snapshot: Snapshot, role: string, dataset: string): boolean {
  const hasErased = (snapshot.tombstones.get(dataset)?.tombstoned ?? 0) > 0;
  return seesAllRowsOf(snapshot, role, dataset) && (!hasErased || isSuperuser(snapshot, role));
}
