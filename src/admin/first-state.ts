// Fills an empty catalog: the buckets, the administrator, and the demo datasets if they are wanted.
import type { Bucket, CatalogEvent, ScramVerifier, Snapshot } from "../catalog/api.js";
import { stageDemo } from "./demo.js";
import { readerTemplate, templateRoles } from "./template-roles.js";
import { type Staging, type StagingParts, withStaging } from "./staging.js";

export const administratorName = "sluice";

export interface FirstStateOptions {
  /** What the administrator will log in with. */
  readonly verifier: ScramVerifier;
  readonly isDemoWanted: boolean;
  /** Where its buckets lie. */
  readonly bucketOf: (name: string) => Bucket;
  readonly signal: AbortSignal;
}

/**
 * One commit, so that a start which is killed on the way leaves the catalog as empty as it was, and the next one begins
 * anew. A catalog that is not empty is taken as it is.
 */
export async function createFirstState(
  parts: StagingParts,
  options: FirstStateOptions,
): Promise<"created" | "present"> {
  if (!isEmpty(await parts.catalog.refresh())) return "present";
  return withStaging(parts, async (staging) => {
    const events = await firstEvents(staging, parts, options);
    let outcome: "created" | "present" = "present";
    await staging.commit({ actor: administratorName, reason: "first start" }, (newest) => {
      // Another gateway may have begun with the same empty catalog.
      outcome = isEmpty(newest) ? "created" : "present";
      return outcome === "created" ? events : [];
    });
    if (outcome === "present") await staging.abandon();
    return outcome;
  });
}

async function firstEvents(
  staging: Staging,
  { parquetFiles }: StagingParts,
  { verifier, isDemoWanted, bucketOf, signal }: FirstStateOptions,
): Promise<readonly CatalogEvent[]> {
  const names = isDemoWanted ? ["primary", "testing"] : ["primary"];
  const buckets = new Map(names.map((name) => [name, bucketOf(name)]));
  const demo = isDemoWanted ? await stageDemo(staging, { parquetFiles, buckets, signal }) : [];
  return [
    ...[...buckets.values()].map((bucket): CatalogEvent => ({ kind: "bucketCreated", bucket })),
    { kind: "roleCreated", role: { name: administratorName, isSuperuser: true, canLogin: true, verifier } },
    ...templateRoles(administratorName),
    ...demo,
    ...demo.flatMap(rightsOnDemo),
  ];
}

/** By default, what the administrator makes may be read by readers. */
function rightsOnDemo(event: CatalogEvent): readonly CatalogEvent[] {
  if (event.kind !== "datasetCreated") return [];
  const { name } = event.dataset;
  return [
    { kind: "ownerChanged", relation: name, owner: administratorName },
    { kind: "granted", role: readerTemplate, dataset: name, privileges: ["select"] },
  ];
}

function isEmpty(snapshot: Snapshot): boolean {
  return snapshot.version === 0;
}
