// What a load does to its dataset, decided before the work, and the events of it, decided on the newest state.
import type { Bucket, CatalogEvent, Column, Dataset, Snapshot } from "../catalog/api.js";
import type { Notice } from "../engine/api.js";
import {
  DuplicateTable,
  InvalidParameterValue,
  ObjectNotInPrerequisiteState,
  UndefinedColumn,
  UndefinedObject,
} from "../errors.js";
import { changedMeanwhile, isSameSchema } from "./dataset-changes.js";
import { eventsOfNewRelation } from "./default-privileges.js";
import type { StagedDataset } from "./staging.js";

/** What is said of the dataset. */
export interface IngestTerms {
  readonly dataset: string;
  readonly bucket: string | undefined;
  readonly key: readonly string[] | undefined;
  readonly if_exists: "fail" | "append" | "replace";
  readonly description: string | undefined;
}

/** What is to be done, as it was decided before the work. */
export type Plan =
  | { readonly kind: "create"; readonly bucket: Bucket }
  | { readonly kind: "append" | "replace"; readonly bucket: Bucket; readonly before: Dataset };

export function planOf(given: IngestTerms, snapshot: Snapshot): Plan {
  const before = snapshot.datasets.get(given.dataset);
  const bucketName = given.bucket ?? before?.bucket ?? "primary";
  const bucket = snapshot.buckets.get(bucketName);
  if (bucket === undefined) {
    throw new UndefinedObject(`bucket "${bucketName}" does not exist`, {
      hint: "CALL create_bucket(...) makes one; sluice.buckets lists those that there are.",
    });
  }
  if (before === undefined) return { kind: "create", bucket };
  if (given.if_exists === "fail") {
    throw new DuplicateTable(given.dataset, { hint: "Give if_exists => 'append' or 'replace' to change it." });
  }
  if (before.origin === "registered") {
    throw new ObjectNotInPrerequisiteState(
      `dataset "${before.name}" is registered, so its files are not the gateway's`,
      {
        hint: "Ingest into a dataset of another name, or drop this one first.",
      },
    );
  }
  if (before.bucket !== bucketName) {
    throw new InvalidParameterValue(
      `dataset "${before.name}" lies in bucket "${before.bucket}", not in "${bucketName}"`,
      {
        hint: "Leave the bucket out, or drop the dataset first.",
      },
    );
  }
  const plan = { kind: given.if_exists, bucket, before } as const;
  if (plan.kind === "append" && given.key !== undefined && !isSameKey(given.key, before.keyColumns)) {
    throw new InvalidParameterValue(`the key of dataset "${before.name}" cannot be changed by appending`, {
      hint: "Leave the key out.",
    });
  }
  return plan;
}

/** A replaced dataset keeps its key unless another is given. */
export function keyOf(plan: Plan, given: IngestTerms): readonly string[] {
  return given.key ?? (plan.kind === "create" ? [] : plan.before.keyColumns);
}

export function assertKey(key: readonly string[], columns: readonly Column[]): void {
  const missing = key.find((name) => !columns.some((column) => column.name === name));
  if (missing === undefined) return;
  throw new UndefinedColumn(`column "${missing}" named in key does not exist`, {
    hint: `The columns are: ${columns.map((column) => column.name).join(", ")}.`,
  });
}

/** The newest state may differ from the one that the plan was made for. */
export function eventsOf(
  plan: Plan,
  given: IngestTerms,
  staged: StagedDataset,
  { newest, owner }: { readonly newest: Snapshot; readonly owner: string | undefined },
): readonly CatalogEvent[] {
  const { dataset: name } = given;
  const { columns, objects } = staged;
  const keyColumns = keyOf(plan, given);
  const present = newest.datasets.get(name);
  switch (plan.kind) {
    case "create": {
      if (present !== undefined && given.if_exists !== "fail") throw changedMeanwhile(name);
      const { description } = given;
      return [
        {
          kind: "datasetCreated",
          dataset: {
            name,
            bucket: plan.bucket.name,
            origin: "ingested",
            columns,
            keyColumns,
            objects,
            ...(description === undefined ? {} : { description }),
          },
        },
        ...eventsOfNewRelation(newest, { name, schemas: ["public", plan.bucket.name], owner }),
      ];
    }
    case "append":
      if (present === undefined || !isSameSchema(present, plan.before)) throw changedMeanwhile(name);
      return objects.length === 0 ? [] : [{ kind: "objectsAppended", dataset: name, objects }];
    case "replace":
      if (present === undefined || present.bucket !== plan.bucket.name) throw changedMeanwhile(name);
      return [{ kind: "datasetReplaced", dataset: name, columns, keyColumns, objects }];
  }
}

function isSameKey(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

export function noticesOf(plan: Plan, given: IngestTerms, staged: StagedDataset): readonly Notice[] {
  const notices: Notice[] = [];
  if (staged.rows === 0) {
    notices.push({
      severity: "NOTICE",
      sqlstate: "00000",
      message: `the source of dataset "${given.dataset}" has no rows`,
    });
  }
  if (plan.kind !== "create" && given.description !== undefined && given.description !== plan.before.description) {
    notices.push({
      severity: "WARNING",
      sqlstate: "01000",
      message: `the description of dataset "${given.dataset}" was not changed`,
      hint: "It is taken when a dataset is created.",
    });
  }
  return notices;
}
