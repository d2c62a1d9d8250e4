// What the procedures that load a dataset share: what is said of it, how what was written is committed, and what they answer.
import type { Authorship } from "../../catalog/api.js";
import type { ProcedureResult, ResultColumn } from "../../engine/api.js";
import { eventsOf, type IngestTerms, noticesOf, type Plan } from "../ingest-plan.js";
import { type StagingOrder, type StagingParts, withStaging } from "../staging.js";
import {
  choiceArgument,
  columnsArgument,
  descriptionArgument,
  nameArgument,
  optional,
  withDefault,
} from "./arguments.js";

/** After those that say where the rows come from. */
export const loadArguments = {
  // Absent: that of the dataset, or `primary` for a new one.
  bucket: optional(nameArgument),
  key: optional(columnsArgument),
  if_exists: withDefault(choiceArgument(["fail", "append", "replace"]), "fail"),
  description: optional(descriptionArgument),
  sort_key: withDefault(columnsArgument, []),
};

/** `version`: of the catalog that has it. */
export const loadedColumns: readonly ResultColumn[] = [
  { name: "dataset", type: { id: "VARCHAR" } },
  { name: "bucket", type: { id: "VARCHAR" } },
  { name: "objects", type: { id: "BIGINT" } },
  { name: "rows", type: { id: "BIGINT" } },
  { name: "bytes", type: { id: "BIGINT" } },
  { name: "version", type: { id: "BIGINT" } },
];

export interface LoadOrder {
  readonly plan: Plan;
  readonly given: IngestTerms;
  readonly authorship: Authorship;
  readonly signal: AbortSignal;
}

/** Stages what is written, and commits it: all of it is visible, or nothing. */
export async function load(
  parts: StagingParts,
  { plan, given, authorship, signal }: LoadOrder,
  writing: Pick<StagingOrder, "write" | "check">,
): Promise<ProcedureResult> {
  return withStaging(parts, async (staging) => {
    const { dataset } = given;
    const { bucket } = plan;
    const staged = await staging.stage({ dataset, bucket, signal, ...writing });
    const after = await staging.commit(authorship, (newest) =>
      eventsOf(plan, given, staged, { newest, owner: authorship.role }),
    );
    const { objects, rows, bytes } = staged;
    return {
      rows: [[dataset, bucket.name, objects.length, rows, bytes, after.version]],
      notices: noticesOf(plan, given, staged),
    };
  });
}
