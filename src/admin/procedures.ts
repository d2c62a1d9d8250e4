// All procedures of administration.
import type { AccessExplainer, Procedure, Results } from "../engine/api.js";
import type { RecordKeysParts } from "./erasure/record-keys.js";
import { alterBucket } from "./procedures/alter-bucket.js";
import { bindRole } from "./procedures/bind-role.js";
import { createBucket, type CreateBucketParts } from "./procedures/create-bucket.js";
import { createView } from "./procedures/create-view.js";
import { describeDataset } from "./procedures/describe-dataset.js";
import { describeView } from "./procedures/describe-view.js";
import { dropBucket } from "./procedures/drop-bucket.js";
import { dropDataset } from "./procedures/drop-dataset.js";
import { dropView } from "./procedures/drop-view.js";
import { erasureReport, type ErasureReportParts } from "./procedures/erasure-report.js";
import { explainAccess } from "./procedures/explain-access.js";
import { ingest, type IngestParts } from "./procedures/ingest.js";
import { ingestDb, type IngestDbParts } from "./procedures/ingest-db.js";
import { keyActs } from "./procedures/key-acts.js";
import { listBuckets, type ListBucketsParts } from "./procedures/list-buckets.js";
import { listViews } from "./procedures/list-views.js";
import { migrateBuckets } from "./procedures/migrate-buckets.js";
import { pagedResults } from "./procedures/paged-results.js";
import { register } from "./procedures/register.js";
import { replaceView } from "./procedures/replace-view.js";
import { tombstoneFrom } from "./procedures/tombstone-from.js";
import { unbindRole } from "./procedures/unbind-role.js";
import { verifyJournal } from "./procedures/verify-journal.js";
import type { ViewParts } from "./procedures/view-arguments.js";
import { temporaryRootOf } from "./temporary-folders.js";

export interface ProcedureParts
  extends IngestParts,
    IngestDbParts,
    CreateBucketParts,
    ListBucketsParts,
    ViewParts,
    RecordKeysParts,
    ErasureReportParts {
  readonly results: Results;
  readonly explainer: AccessExplainer;
}

export function administrationProcedures(given: ProcedureParts): readonly Procedure[] {
  const parts = { ...given, privateFolders: [...given.privateFolders, temporaryRootOf(given.dataDir)] };
  return [
    createBucket(parts),
    alterBucket(parts),
    dropBucket(parts),
    listBuckets(parts),
    migrateBuckets(parts),
    ingest(parts),
    ingestDb(parts),
    register(parts),
    dropDataset(parts),
    describeDataset(parts),
    createView(parts),
    replaceView(parts),
    dropView(parts),
    describeView(parts),
    listViews(parts),
    bindRole(parts),
    unbindRole(parts),
    ...keyActs(parts),
    tombstoneFrom(parts),
    verifyJournal(parts),
    erasureReport(parts),
    ...pagedResults(parts.results),
    explainAccess(parts.explainer),
  ];
}
