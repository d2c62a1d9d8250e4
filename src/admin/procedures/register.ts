// CALL register(dataset, source, ...): makes Parquet that lies in a bucket a dataset, without copying it.
import {
  type Bucket,
  type Column,
  type DataObject,
  type ObjectBounds,
  objectUrl,
  type Snapshot,
} from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { DuplicateTable } from "../../errors.js";
import { eventsOfNewRelation } from "../default-privileges.js";
import { assertKey } from "../ingest-plan.js";
import type { BucketObjects, ReadableObjects } from "../sources/bucket-objects.js";
import { type FooterParts, withFooters } from "../sources/footers.js";
import { findRegistrableObjects } from "../sources/sources.js";
import { type Staging, type StagingParts, withStaging } from "../staging.js";
import {
  columnsArgument,
  descriptionArgument,
  newRelationArgument,
  optional,
  required,
  sourceArgument,
  withDefault,
} from "./arguments.js";
import { defineProcedure } from "./define.js";
import { loadedColumns } from "./load.js";

export type RegisterParts = StagingParts & FooterParts;

/*
 * Two datasets may name one object. Whoever erases rows of a dataset, or deletes its objects, has to look for others
 * which name them.
 */
export function register(parts: RegisterParts): Procedure {
  return defineProcedure({
    name: "register",
    isForSuperusers: true,
    arguments: {
      dataset: required(newRelationArgument),
      source: required(sourceArgument),
      key: withDefault(columnsArgument, []),
      description: optional(descriptionArgument),
    },
    columns: loadedColumns,
    changesCatalog: true,
    async run({ arguments: { dataset: name, source, key: keyColumns, description }, authorship, signal }) {
      const { snapshot } = parts.catalog;
      assertFree(snapshot, name);
      const found = await findRegistrableObjects(source, parts, { snapshot, signal });
      return withStaging(parts, async (staging) => {
        const { columns, objects } = await describe(parts, { name, found, staging, signal });
        assertKey(keyColumns, columns);
        signal.throwIfAborted();
        const bucket = found.bucket.name;
        const after = await staging.commit(authorship, (newest) => [
          {
            kind: "datasetCreated",
            dataset: {
              name,
              bucket,
              origin: "registered",
              columns,
              keyColumns,
              objects,
              ...(description === undefined ? {} : { description }),
            },
          },
          ...eventsOfNewRelation(newest, { name, schemas: ["public", bucket], owner: authorship.role }),
        ]);
        const rows = objects.reduce((total, object) => total + object.rows, 0);
        const bytes = objects.reduce((total, object) => total + object.bytes, 0);
        return { rows: [[name, bucket, objects.length, rows, bytes, after.version]] };
      });
    },
  });
}

function assertFree(snapshot: Snapshot, name: string): void {
  if (snapshot.datasets.has(name)) throw new DuplicateTable(name, { hint: "Drop it first, or take another name." });
}

interface Registration {
  readonly name: string;
  readonly found: BucketObjects;
  readonly staging: Staging;
  readonly signal: AbortSignal;
}

/** By their footers alone. */
async function describe(
  parts: RegisterParts,
  { name, found, staging, signal }: Registration,
): Promise<{ readonly columns: readonly Column[]; readonly objects: readonly DataObject[] }> {
  return withFooters(found, parts, signal, async (readable) => {
    const described = await parts.parquetFiles.describe(
      readable.map(({ path }) => path),
      signal,
    );
    const objects = objectsOf(found.bucket, readable, described.files);
    // A file in a folder may be written anew without a sign of it: nobody could rely on what it held once.
    if (found.bucket.kind === "local") return { columns: described.columns, objects };
    const bounds: Record<string, ObjectBounds[string]> = {};
    for (const [index, { url }] of objects.entries()) {
      bounds[url] = await parts.parquetFiles.columnBounds(readable[index]?.path ?? "", signal);
    }
    const statistics = await staging.keepBounds(name, bounds);
    return { columns: described.columns, objects: objects.map((object) => ({ ...object, statistics })) };
  });
}

function objectsOf(
  bucket: Bucket,
  readable: ReadableObjects["objects"],
  files: readonly { readonly path: string; readonly rows: number; readonly bytes: number }[],
): readonly DataObject[] {
  const fileByPath = new Map(files.map((file) => [file.path, file]));
  return readable.map(({ key, path, etag }) => {
    const file = fileByPath.get(path);
    if (file === undefined) throw new Error(`file "${path}" was not described`);
    const object = { url: objectUrl(bucket.name, key), rows: file.rows, bytes: file.bytes };
    return etag === undefined ? object : { ...object, etag };
  });
}
