// All procedures of administration.
import type { Procedure } from "../engine/api.js";
import { createBucket, type CreateBucketParts } from "./procedures/create-bucket.js";
import { describeDataset } from "./procedures/describe-dataset.js";
import { dropDataset } from "./procedures/drop-dataset.js";
import { ingest, type IngestParts } from "./procedures/ingest.js";
import { register } from "./procedures/register.js";
import { temporaryRootOf } from "./temporary-folders.js";

export interface ProcedureParts extends IngestParts, CreateBucketParts {}

export function administrationProcedures(given: ProcedureParts): readonly Procedure[] {
  const parts = { ...given, privateFolders: [...given.privateFolders, temporaryRootOf(given.dataDir)] };
  return [createBucket(parts), ingest(parts), register(parts), dropDataset(parts), describeDataset(parts)];
}
