// CALL ingest(dataset, source, ...): copies files into a dataset, as Parquet in a bucket.
import type { Procedure } from "../../engine/api.js";
import { assertKey, keyOf, planOf } from "../ingest-plan.js";
import { progressNotice } from "../progress-notice.js";
import { findSourceFiles, type SourceParts } from "../sources/sources.js";
import type { StagingParts } from "../staging.js";
import { newRelationArgument, required, sourceArgument } from "./arguments.js";
import { defineProcedure } from "./define.js";
import { load, loadArguments, loadedColumns } from "./load.js";

export interface IngestParts extends StagingParts, SourceParts {}

export function ingest(parts: IngestParts): Procedure {
  return defineProcedure({
    name: "ingest",
    isForSuperusers: true,
    arguments: { dataset: required(newRelationArgument), source: required(sourceArgument), ...loadArguments },
    columns: loadedColumns,
    changesCatalog: true,
    async run({ arguments: given, authorship, notify, signal }) {
      const { snapshot } = parts.catalog;
      const plan = planOf(given, snapshot);
      const { source, release } = await findSourceFiles(given.source, parts, { snapshot, signal });
      return load(
        parts,
        { plan, given, authorship, signal },
        {
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
        },
      ).finally(release);
    },
  });
}
