// A snapshot as the doors hold it: they can keep it, and give it back, but not look inside.
import type { Catalog, Snapshot } from "../catalog/api.js";
import type { SnapshotPin, StatementContext } from "./api.js";

export function pin(snapshot: Snapshot): SnapshotPin {
  return snapshot as unknown as SnapshotPin;
}

/** What a statement reads: its transaction's snapshot, or the newest. */
export function snapshotOf(context: StatementContext, catalog: Catalog): Snapshot {
  return context.snapshot === undefined ? catalog.snapshot : (context.snapshot as unknown as Snapshot);
}
