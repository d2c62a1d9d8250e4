// CALL register(dataset, source, ...): makes Parquet that lies in a bucket a dataset, without copying it.
import { type Bucket, type Catalog, type DataObject, objectUrl, type Snapshot } from "../../catalog/api.js";
import type { ParquetFiles, Procedure } from "../../engine/api.js";
import { DuplicateTable } from "../../errors.js";
import { eventsOfNewRelation } from "../default-privileges.js";
import { assertKey } from "../ingest-plan.js";
import { type BucketStore, holdObjects, type ReadableObjects, type RemoteParts } from "../sources/bucket-objects.js";
import { findRegistrableObjects } from "../sources/sources.js";
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

export interface RegisterParts extends RemoteParts {
  readonly catalog: Catalog;
  readonly parquetFiles: Pick<ParquetFiles, "describe">;
  readonly bucketStore: BucketStore;
}

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
      const held = await holdObjects(found, parts, signal);
      const { columns, files } = await parts.parquetFiles
        .describe(
          held.objects.map(({ path }) => path),
          signal,
        )
        .finally(() => held.release());
      assertKey(keyColumns, columns);
      const objects = objectsOf(found.bucket, held, files);
      signal.throwIfAborted();
      const bucket = found.bucket.name;
      const after = await parts.catalog.commit(authorship, (newest) => [
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
    },
  });
}

function assertFree(snapshot: Snapshot, name: string): void {
  if (snapshot.datasets.has(name)) throw new DuplicateTable(name, { hint: "Drop it first, or take another name." });
}

function objectsOf(
  bucket: Bucket,
  { objects }: ReadableObjects,
  files: Awaited<ReturnType<ParquetFiles["describe"]>>["files"],
): readonly DataObject[] {
  const fileByPath = new Map(files.map((file) => [file.path, file]));
  return objects.map(({ key, path, etag }) => {
    const file = fileByPath.get(path);
    if (file === undefined) throw new Error(`file "${path}" was not described`);
    const object = { url: objectUrl(bucket.name, key), rows: file.rows, bytes: file.bytes };
    return etag === undefined ? object : { ...object, etag };
  });
}
