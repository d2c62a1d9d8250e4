// The demo datasets: what a new gateway has to show.
import type { Bucket, CatalogEvent } from "../catalog/api.js";
import type { ParquetFiles } from "../engine/api.js";
import { animals } from "./demo/animals.js";
import { candidates } from "./demo/candidates.js";
import { peopleTest } from "./demo/people-test.js";
import type { Staging } from "./staging.js";

const demoDatasets = [candidates, animals, peopleTest] as const;

/** Writes them into their buckets, which need not be in the catalog yet. */
export async function stageDemo(
  staging: Staging,
  parts: {
    readonly parquetFiles: Pick<ParquetFiles, "writeQuery">;
    readonly buckets: ReadonlyMap<string, Bucket>;
    readonly signal: AbortSignal;
  },
): Promise<readonly CatalogEvent[]> {
  const { parquetFiles, buckets, signal } = parts;
  const events: CatalogEvent[] = [];
  for (const { name, bucket: bucketName, keyColumns, description, sql } of demoDatasets) {
    const bucket = buckets.get(bucketName);
    if (bucket === undefined) throw new Error(`the demo lacks its bucket "${bucketName}"`);
    const { columns, objects } = await staging.stage({
      dataset: name,
      bucket,
      signal,
      write: (folder) => parquetFiles.writeQuery({ sql, folder, signal }),
    });
    events.push({
      kind: "datasetCreated",
      dataset: { name, bucket: bucketName, origin: "ingested", columns, keyColumns, objects, description },
    });
  }
  return events;
}
