// Who may read which dataset. To anybody else, a dataset is not there.
import { mayRead, type Snapshot } from "../catalog/api.js";

export function canRead(snapshot: Snapshot, role: string, dataset: string): boolean {
  return mayRead(snapshot, role, dataset);
}
