// What a system relation asks about its reader.
import type { Dataset, Snapshot } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";
import { canRead } from "../readable.js";

export type Reader = Parameters<SystemRelation["rows"]>[0];

/** Others are not there for them, as in every answer. */
export function visibleDatasets(snapshot: Snapshot, { context, isSuperuser }: Reader): readonly Dataset[] {
  const all = [...snapshot.datasets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return isSuperuser ? all : all.filter((dataset) => canRead(snapshot, context.role, dataset.name));
}
