// Datasets come, grow, change and go.
import { z } from "zod";
import {
  DuplicateColumn,
  DuplicateObject,
  DuplicateTable,
  InvalidName,
  InvalidParameterValue,
  ReservedName,
  UndefinedColumn,
  UndefinedTable,
} from "../../errors.js";
import { limits } from "../../limits.js";
import type { Draft } from "../draft.js";
import type { Column, DataObject, Dataset } from "../snapshot.js";
import { columnSchema, dataObjectSchema, newDatasetSchema } from "../snapshot-schemas.js";
import { bucketScheme, findBucket, objectUrl, parseObjectUrl } from "../store/bucket-names.js";
import { forgetColumns, forgetRelation } from "../draft-rights.js";
import { assertTombstonesFit } from "../draft-tombstones.js";
import type { EventRules } from "./event-rule.js";

export const datasetRules: EventRules<
  "datasetCreated" | "objectsAppended" | "datasetReplaced" | "datasetMoved" | "datasetDropped"
> = {
  datasetCreated: {
    schema: z.strictObject({ kind: z.literal("datasetCreated"), dataset: newDatasetSchema }),
    apply(draft, { dataset }) {
      assertRelationName(dataset.name, "dataset");
      assertNameIsFree(draft, dataset.name, "Dataset");
      findBucket(draft.buckets.current, dataset.bucket);
      assertColumns(dataset.columns, dataset.keyColumns);
      assertObjects(dataset.bucket, [], dataset.objects);
      assertTombstonesFit(draft, dataset.name, dataset.columns);
      const objects = arrived(draft, dataset.objects);
      draft.datasets.set(dataset.name, { ...dataset, objects, createdAt: draft.at, version: draft.version });
    },
  },

  objectsAppended: {
    schema: z.strictObject({
      kind: z.literal("objectsAppended"),
      dataset: z.string(),
      objects: z.array(dataObjectSchema),
    }),
    apply(draft, { dataset: name, objects }) {
      const dataset = findDataset(draft, name);
      if (objects.length === 0) return;
      assertObjects(dataset.bucket, dataset.objects, objects);
      draft.datasets.set(name, {
        ...dataset,
        objects: [...dataset.objects, ...arrived(draft, objects)],
        version: draft.version,
      });
    },
  },

  datasetReplaced: {
    schema: z.strictObject({
      kind: z.literal("datasetReplaced"),
      dataset: z.string(),
      columns: z.array(columnSchema),
      keyColumns: z.array(z.string()),
      objects: z.array(dataObjectSchema),
    }),
    apply(draft, { dataset: name, columns, keyColumns, objects }) {
      const dataset = findDataset(draft, name);
      assertColumns(columns, keyColumns);
      assertObjects(dataset.bucket, [], objects);
      assertTombstonesFit(draft, name, columns);
      draft.datasets.set(name, {
        ...dataset,
        columns,
        keyColumns,
        objects: arrived(draft, objects),
        version: draft.version,
      });
      forgetColumns(draft, name, new Set(columns.map((column) => column.name)));
    },
  },

  datasetMoved: {
    schema: z.strictObject({
      kind: z.literal("datasetMoved"),
      dataset: z.string(),
      bucket: z.string(),
      objects: z.array(dataObjectSchema),
    }),
    apply(draft, { dataset: name, bucket, objects }) {
      const dataset = findDataset(draft, name);
      findBucket(draft.buckets.current, bucket);
      assertObjects(bucket, [], objects);
      draft.datasets.set(name, { ...dataset, bucket, objects: arrived(draft, objects), version: draft.version });
    },
  },

  datasetDropped: {
    schema: z.strictObject({ kind: z.literal("datasetDropped"), dataset: z.string() }),
    apply(draft, { dataset }) {
      findDataset(draft, dataset);
      draft.datasets.delete(dataset);
      draft.rowSecurity.delete(dataset);
      forgetRelation(draft, dataset);
    },
  },
};

export function findDataset(draft: Draft, name: string): Dataset {
  const dataset = draft.datasets.current.get(name);
  if (dataset === undefined) throw new UndefinedTable(name);
  return dataset;
}

export function assertRelationName(name: string, what: "dataset" | "view"): void {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > limits.identifierBytesMax || /\p{Cc}|\p{Cs}/u.test(name)) {
    throw new InvalidName(`invalid ${what} name ${JSON.stringify(name)}`, {
      hint: `A ${what}'s name has 1 to ${limits.identifierBytesMax} bytes and no control characters.`,
    });
  }
  if (name.toLowerCase().startsWith("__raw__")) {
    throw new ReservedName(`unacceptable ${what} name "${name}"`, {
      detail: 'The prefix "__raw__" is reserved for the datasets without their tombstones.',
    });
  }
}

/** DuckDB does not tell "People" from "people", so the two could be taken for each other there. */
export function assertNameIsFree(draft: Draft, name: string, what: "Dataset" | "View"): void {
  const { current: datasets } = draft.datasets;
  const { current: views } = draft.views;
  if (datasets.has(name) || views.has(name)) throw new DuplicateTable(name);
  const folded = name.toLowerCase();
  for (const other of [...datasets.keys(), ...views.keys()]) {
    if (other.length !== name.length || other.toLowerCase() !== folded) continue;
    throw new DuplicateTable(other, { detail: `${what} "${name}" differs from it only in upper and lower case.` });
  }
}

function assertColumns(columns: readonly Column[], keyColumns: readonly string[]): void {
  if (columns.length === 0) throw new InvalidParameterValue("a dataset must have at least one column");
  const names = new Set<string>();
  for (const { name } of columns) {
    if (name === "") throw new InvalidName("a column's name may not be empty");
    if (names.has(name)) throw new DuplicateColumn(name);
    names.add(name);
  }
  const keys = new Set<string>();
  for (const key of keyColumns) {
    if (!names.has(key)) throw new UndefinedColumn(`column "${key}" named in key does not exist`);
    if (keys.has(key)) throw new DuplicateColumn(key);
    keys.add(key);
  }
}

function arrived(draft: Draft, objects: readonly DataObject[]): readonly DataObject[] {
  return objects.map((object) => ({ ...object, since: draft.version }));
}

/** An object that is named twice would be read twice, and each of its rows with it. */
function assertObjects(bucket: string, present: readonly DataObject[], added: readonly DataObject[]): void {
  const scheme = bucketScheme(bucket);
  const seen = new Set(present.map((object) => identity(object.url)));
  for (const { url } of added) {
    if (parseObjectUrl(url).scheme !== scheme) {
      throw new InvalidParameterValue(`object "${url}" does not lie in bucket "${bucket}"`, {
        hint: `Objects of this bucket are named ${scheme}://<key>.`,
      });
    }
    if (seen.has(identity(url))) throw new DuplicateObject(`object "${url}" is part of the dataset already`);
    seen.add(identity(url));
  }
}

/** Equal for both spellings of an object in the primary bucket. Called for every object at every append: cheap. */
function identity(url: string): string {
  return url.startsWith(olderSpelling) ? objectUrl("primary", url.slice(olderSpelling.length)) : url;
}

const olderSpelling = "lakehouse://data/";
