// CALL ingest(dataset, source, ...): copies files into a dataset, as Parquet in a bucket.
import type { Procedure } from "../../engine/api.js";
import { assertKey, eventsOf, keyOf, noticesOf, planOf } from "../ingest-plan.js";
import { progressNotice } from "../progress-notice.js";
import { findSourceFiles, type SourceParts } from "../sources/sources.js";
import { type StagingParts, withStaging } from "../staging.js";
import {
  choiceArgument,
  columnsArgument,
  descriptionArgument,
  nameArgument,
  newRelationArgument,
  optional,
  required,
  sourceArgument,
  withDefault,
} from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface IngestParts extends StagingParts, SourceParts {}

export function ingest(parts: IngestParts): Procedure {
  return defineProcedure({
    name: "ingest",
    isForSuperusers: true,
    arguments: {
      dataset: required(newRelationArgument),
      source: required(sourceArgument),
      // Absent: that of the dataset, or `primary` for a new one.
      bucket: optional(nameArgument),
      key: optional(columnsArgument),
      if_exists: withDefault(choiceArgument(["fail", "append", "replace"]), "fail"),
      description: optional(descriptionArgument),
      sort_key: withDefault(columnsArgument, []),
    },
    columns: [
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "bucket", type: { id: "VARCHAR" } },
      { name: "objects", type: { id: "BIGINT" } },
      { name: "rows", type: { id: "BIGINT" } },
      { name: "bytes", type: { id: "BIGINT" } },
      { name: "version", type: { id: "BIGINT" } },
    ],
    changesCatalog: true,
    async run({ arguments: given, authorship, notify, signal }) {
      const { snapshot } = parts.catalog;
      const plan = planOf(given, snapshot);
      const { source, release } = await findSourceFiles(given.source, parts, { snapshot, signal });
      return withStaging(parts, async (staging) => {
        const staged = await staging.stage({
          dataset: given.dataset,
          bucket: plan.bucket,
          write: (folder) =>
            parts.parquetFiles.write({
              source,
              folder,
              signal,
              columns: plan.kind === "append" ? plan.before.columns : undefined,
              sortKey: given.sort_key,
              onProgress: (rows) => notify(progressNotice(given.dataset, rows)),
            }),
          check: (columns) => assertKey(keyOf(plan, given), columns),
          signal,
        });
        const after = await staging.commit(authorship, (newest) =>
          eventsOf(plan, given, staged, { newest, owner: authorship.role }),
        );
        const { objects, rows, bytes } = staged;
        return {
          rows: [[given.dataset, plan.bucket.name, objects.length, rows, bytes, after.version]],
          notices: noticesOf(plan, given, staged),
        };
      }).finally(release);
    },
  });
}
